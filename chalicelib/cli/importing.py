"""An event from a JSON file: the event's own document, and `forms`, each a template or a definition.

::

    {"id": "round-table", "kind": "round_table", "state": "open", …,
     "forms": [{"template": "registration"},
               {"template": "impressions", "publish": false},
               {"definition": {"name": "visit", "purpose": "other", …}}]}

A template is a file of `schemas/`, by its name: a definition or a spreadsheet. Forms are published unless `publish` is false, and
only then does the event enter its `state`. Importing a file twice changes nothing more.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from chalicelib.cli.api import Api, Refused

TEMPLATES = Path(__file__).parent / "templates"
"""In a checkout a link to `schemas/`; in a wheel a folder of copies."""

Document = dict[str, Any]


class Unreadable(Exception):
    """The file is not what it should be; ``str()`` is for the person at the keyboard."""


@dataclass(frozen=True, slots=True)
class FormToBring:
    """A form's definition, and whether it is to be published."""

    definition: Document
    publish: bool


@dataclass(frozen=True, slots=True)
class EventFile:
    """What a file holds: the event without its state, the state, the forms."""

    event: Document
    state: str | None
    forms: tuple[FormToBring, ...]


def read_file(path: Path) -> EventFile:
    """The event of a file, templates looked up; raises ``Unreadable``."""
    document = _read_json(path)
    if not isinstance(document.get("id"), str):
        raise Unreadable(f"{path}: an event needs an id")
    forms = document.pop("forms", [])
    state = document.pop("state", None)
    if not isinstance(forms, list):
        raise Unreadable(f"{path}: forms must be a list")
    return EventFile(document, state, tuple(_form(entry, where=str(path)) for entry in forms))


def _read_json(path: Path) -> Document:
    try:
        document = json.loads(path.read_bytes())
    except (OSError, ValueError) as problem:
        raise Unreadable(f"{path}: {problem}") from None
    if not isinstance(document, dict):
        raise Unreadable(f"{path}: not a JSON object")
    return document


def _form(entry: object, *, where: str) -> FormToBring:
    match entry:
        case {"template": str(name), **rest} if "/" not in name and "\\" not in name:
            definition = _template(name)
        case {"definition": dict(given), **rest}:
            definition = given
        case _:
            raise Unreadable(f"{where}: a form names a template or holds a definition: {entry}")
    publish = rest.pop("publish", True)
    if rest or not isinstance(publish, bool):
        raise Unreadable(
            f"{where}: a form takes `publish` (true or false) and nothing more: {rest}"
        )
    return FormToBring(definition, publish)


def _template(name: str) -> Document:
    spreadsheet = TEMPLATES / f"{name}.xlsx"
    if not spreadsheet.exists():
        return _read_json(TEMPLATES / f"{name}.json")
    from chalicelib.xlsform import read_xlsform

    read = read_xlsform(spreadsheet.read_bytes())
    if read.is_refused:
        raise Unreadable(f"{spreadsheet}: `pikir form check` says what is wrong with it")
    return read.document


def bring(api: Api, file: EventFile) -> Iterator[str]:
    """Create or change the event and its forms, saying each step; raises the API's refusals."""
    address = f"/events/{file.event['id']}"
    there = _there(api, address)
    if there is None:
        api.ask("POST", "/events", file.event)
        yield f"{file.event['id']}: created"
    else:
        api.ask("PATCH", address, {key: file.event[key] for key in file.event if key != "id"})
        yield f"{file.event['id']}: brought up to date"
    for form in file.forms:
        yield from _bring_form(api, address, form)
    if file.state is not None and (there or {"state": "draft"}).get("state") != file.state:
        api.ask("PATCH", address, {"state": file.state})
        yield f"{file.event['id']}: {file.state}"


def is_there(api: Api, file: EventFile) -> bool:
    """Whether an event of the file's id exists already."""
    return _there(api, f"/events/{file.event['id']}") is not None


def _bring_form(api: Api, address: str, form: FormToBring) -> Iterator[str]:
    name = form.definition["name"]
    version = "" if form.publish else "?version=draft"
    if _says(_there(api, f"{address}/forms/{name}{version}"), _canonical(form.definition)):
        yield f"  {name}: as it was"
        return
    api.ask("PUT", f"{address}/forms/{name}", form.definition)
    if form.publish:
        api.ask("POST", f"{address}/forms/{name}/publish")
    yield f"  {name}: {'published' if form.publish else 'saved as a draft'}"


def _canonical(document: Document) -> Document:
    """The definition as Pikir keeps it, what goes without saying left out."""
    from chalicelib import errors
    from chalicelib.forms import definition
    from chalicelib.forms.validation import read_definition

    try:
        kept: Document = json.loads(definition.dump(read_definition(document)))
    except errors.FormRefused:
        return document  # the API says why, with every problem
    return kept


def _there(api: Api, address: str) -> Document | None:
    try:
        answer: Document = api.ask("GET", address)
    except Refused as refusal:
        if refusal.status == 404:
            return None
        raise
    return answer


def _says(answer: object, definition: object) -> bool:
    """Whether what the API shows holds all that the definition says (it may say more)."""
    if isinstance(answer, dict) and isinstance(definition, dict):
        return all(key in answer and _says(answer[key], definition[key]) for key in definition)
    if isinstance(answer, list) and isinstance(definition, list):
        return len(answer) == len(definition) and all(map(_says, answer, definition))
    return bool(answer == definition)
