"""Reports' documents: have a running Pikir write them, and check them against it."""

import sys
from argparse import Namespace
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote, urlencode

from chalicelib.cli.api import Api, Refused, Unreachable
from chalicelib.cli.events import RUN_FILE

_TYPES = {
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".pdf": "application/pdf",
}


_LOOKS: Final = 20
"""How often a document that is being made is asked for; each time the API waits up to eight seconds."""

Verb = Callable[[Api, Namespace], int]


def run(verb: Verb, options: Namespace) -> int:
    """Do what a verb does to ``options.file``; print why not and return 1 if Pikir or the file does not allow it."""
    try:
        return verb(Api.with_defaults(options.url, options.token, RUN_FILE), options)
    except (Refused, Unreachable) as problem:
        sys.stderr.write(f"pikir: {problem}\n")
    except OSError as failure:
        sys.stderr.write(f"pikir: {options.file}: {failure.strerror or failure}\n")
    return 1


def write(api: Api, options: Namespace) -> int:
    """Write an event's report into the file, whose suffix says what kind it is."""
    file: Path = options.file
    event = f"/events/{quote(options.event, safe='')}"
    format = file.suffix.lower().removeprefix(".")  # noqa: A001 -- the API's name
    query = {"language": options.language, "length": options.length}
    if format == "html":
        content = api.download(f"{event}/report.html?{urlencode(query)}")
    else:
        document = api.ask("POST", f"{event}/report?{urlencode(query | {'format': format})}")
        content = _download_document(api, f"{event}/documents/{document['id']}", document["name"])
    file.write_bytes(content)
    sys.stdout.write(f"{file}\n")
    return 0


def _download_document(api: Api, path: str, name: str) -> bytes:
    """Wait for a document and return it; raise ``Unreachable`` if it is not made."""
    for _ in range(_LOOKS):
        document = api.ask("GET", path)
        if document["state"] == "ready":
            return api.download(f"{path}/file")
        if document["state"] == "failed":
            raise Unreachable(f"{name} could not be made ({document['failure']})")
    raise Unreachable(f"{name} is still not ready")


def verify(api: Api, options: Namespace) -> int:
    """Print each fact of the file that is not as it was; return 1 if there is one."""
    file: Path = options.file
    content_type = _TYPES.get(file.suffix.lower(), "text/html")
    found = api.send("/report-verifications", file.read_bytes(), content_type)
    sys.stdout.writelines(f"{_describe(finding)}\n" for finding in found["findings"])
    sys.stdout.write(
        f"{found['event']}: {found['facts']} facts as of {found['read_at']}, {len(found['findings'])} differ\n"
    )
    return 1 if found["findings"] else 0


def _describe(finding: dict[str, Any]) -> str:
    """Return one line: what happened, the source, and the values that there are."""
    values = (f"{name} {finding[name]!r}" for name in ("shown", "recorded", "now") if finding[name])
    return f"{finding['problem']}: {finding['source']}: {', '.join(values)}"
