"""The commands of `docs/deploying.md`, so that what is tested is the document itself."""

import re
from collections.abc import Mapping

from local.resources import ROOT

DOCUMENT = ROOT / "docs" / "deploying.md"

_HEADING = re.compile(r"^## (.+)$", re.MULTILINE)
_CONTINUED = "\\\n"
_BLOCK = re.compile(r"^```sh\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def commands() -> Mapping[str, list[list[str]]]:
    """Return the commands under each heading, by block, in the document's order."""
    _, *parts = _HEADING.split(DOCUMENT.read_text())
    return {
        heading: [block.replace(_CONTINUED, "").splitlines() for block in _BLOCK.findall(section)]
        for heading, section in zip(parts[::2], parts[1::2], strict=True)
    }
