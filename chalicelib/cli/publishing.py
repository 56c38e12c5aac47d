"""Publish a form of a file in a running Pikir: its problems are shown, and its warnings are accepted together."""

import sys
from argparse import Namespace
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import quote, urlencode

from chalicelib.cli.api import Api, Refused, Unreachable, describe_place
from chalicelib.cli.events import RUN_FILE
from chalicelib.cli.warning_lines import describe_groups

if TYPE_CHECKING:
    from chalicelib.forms.definition import Definition

_TYPES: Final = {
    b"PK": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    b"\xd0\xcf": "application/vnd.ms-excel",
}
"""By the first bytes; anything else is sent as JSON."""
_SHOWN: Final = 3
"""The places of a group that are written."""


def publish(options: Namespace) -> int:
    """Save the file as a form's draft and publish it; return 1 if it has errors, or warnings that nobody accepts."""
    from chalicelib.cli.forms import read_form, report_problems

    read = read_form(options.file, options.files)
    if read.definition is None:
        return report_problems(read, options.language)
    try:
        api = Api.with_defaults(options.url, options.token, RUN_FILE)
        return _publish(api, options, read.definition)
    except (Refused, Unreachable) as problem:
        sys.stderr.write(f"pikir: {problem}\n")
    except OSError as failure:
        sys.stderr.write(f"pikir: {failure.filename}: {failure.strerror or failure}\n")
    return 1


def _publish(api: Api, options: Namespace, definition: "Definition") -> int:
    name = definition.name
    address = f"/events/{quote(options.event, safe='')}/forms/{quote(name, safe='')}"
    for file in _find_attachments(options, definition):
        path = f"{address}/files/{quote(file.name, safe='')}"
        api.send(path, file.read_bytes(), "application/octet-stream", method="PUT")
    content: bytes = options.file.read_bytes()
    api.send(address, content, _TYPES.get(content[:2], "application/json"), method="PUT")
    try:
        published = _publish_accepting(api, address, "none")
    except Refused as refusal:
        if refusal.code != "form.warnings_not_accepted":
            raise
        sys.stderr.writelines(f"{line}\n" for line in _describe(refusal.problem))
        if not (options.accept_warnings or _is_confirmed()):
            sys.stderr.write(f"pikir: {name} is saved as a draft; --accept-warnings publishes it\n")
            return 1
        digest = str(refusal.problem["warnings_digest"])
        published = _publish_accepting(api, address, digest)
    sys.stdout.write(f"{name}: published as version {published['version']}\n")
    return 0


def _publish_accepting(api: Api, address: str, warnings: str) -> Mapping[str, Any]:
    query = urlencode({"accept_warnings": warnings})
    published: Mapping[str, Any] = api.ask("POST", f"{address}/publish?{query}")
    return published


def _find_attachments(options: Namespace, definition: "Definition") -> Iterable[Path]:
    """Return the files to attach: those that the options name, else those beside the form that it names."""
    if options.files is not None:
        return tuple(options.files)
    beside = (options.file.parent / name for name in sorted(set(_named_files(definition))))
    return tuple(file for file in beside if file.is_file())


def _named_files(definition: "Definition") -> Iterator[str]:
    from chalicelib.forms.tree import FormTree
    from chalicelib.forms.types import TYPES

    rows = [node.row for node in FormTree.of(definition.questions).nodes]
    for row in rows:
        if row.list_name is not None and TYPES[row.type].is_list_from_file:
            yield row.list_name
    choices = [choice for choices in definition.choices.values() for choice in choices]
    for media in (*(row.media for row in rows), *(choice.media for choice in choices)):
        for names in media.values():
            yield from names.values()


def _describe(refusal: Mapping[str, Any]) -> Iterator[str]:
    """Yield the lines of each group, with its first places."""
    for group, line in zip(refusal["warning_groups"], describe_groups(refusal), strict=True):
        yield line
        places = [
            describe_place(each) for each in refusal["errors"] if each["code"] == group["code"]
        ]
        yield from (f"      {place}" for place in places[:_SHOWN])
        if len(places) > _SHOWN:
            yield f"      … +{len(places) - _SHOWN}"


def _is_confirmed() -> bool:
    """Ask whoever sits at the terminal; nobody does where standard input is none."""
    if not sys.stdin.isatty():
        return False
    sys.stderr.write("Publish all the same? [y/N] ")
    sys.stderr.flush()
    return sys.stdin.readline().strip().lower() in ("y", "yes")
