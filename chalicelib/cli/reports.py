"""Check reports' documents against a running Pikir."""

import sys
from argparse import Namespace
from pathlib import Path
from typing import Any

from chalicelib.cli.api import Api, Refused, Unreachable
from chalicelib.cli.events import RUN_FILE

_TYPES = {
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".pdf": "application/pdf",
}


def verify(options: Namespace) -> int:
    """Print each fact of the file that is not as it was; return 1 if there is one, or the check is refused."""
    file: Path = options.file
    try:
        api = Api.with_defaults(options.url, options.token, RUN_FILE)
        content_type = _TYPES.get(file.suffix.lower(), "text/html")
        found = api.send("/report-verifications", file.read_bytes(), content_type)
    except (Refused, Unreachable) as problem:
        sys.stderr.write(f"pikir: {problem}\n")
        return 1
    except OSError as failure:
        sys.stderr.write(f"pikir: {file}: {failure.strerror or failure}\n")
        return 1
    sys.stdout.writelines(f"{_describe(finding)}\n" for finding in found["findings"])
    sys.stdout.write(
        f"{found['event']}: {found['facts']} facts as of {found['read_at']}, {len(found['findings'])} differ\n"
    )
    return 1 if found["findings"] else 0


def _describe(finding: dict[str, Any]) -> str:
    """Return one line: what happened, the source, and the values that there are."""
    values = (f"{name} {finding[name]!r}" for name in ("shown", "recorded", "now") if finding[name])
    return f"{finding['problem']}: {finding['source']}: {', '.join(values)}"
