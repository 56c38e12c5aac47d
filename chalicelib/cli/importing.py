"""Import an event from a JSON file: the event's document plus `forms`, each a template or a definition.

::

    {"id": "round-table", "kind": "round_table", "state": "open", …,
     "forms": [{"template": "registration"},
               {"template": "impressions", "publish": false},
               {"definition": {"name": "visit", "purpose": "other", …}}]}

A template is a file of `schemas/`, named without its suffix: a definition or a spreadsheet. Forms are
published unless `publish` is false; the event enters its `state` after that. Importing the same file
again changes nothing.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from chalicelib.cli.api import Api, Refused
from chalicelib.cli.warning_lines import describe_groups

TEMPLATES = Path(__file__).parent / "templates"
"""In a checkout a link to `schemas/`; in a wheel a folder of copies."""

Document = Mapping[str, object]


class Unreadable(Exception):
    """The file cannot be imported; ``str()`` is for the person at the keyboard."""


@dataclass(frozen=True, slots=True)
class FormEntry:
    """A form's definition, and whether to publish it."""

    definition: Document
    publish: bool


@dataclass(frozen=True, slots=True)
class EventFile:
    """The content of a file: the event without its state, the state, the forms."""

    event: Document
    state: str | None
    forms: tuple[FormEntry, ...]


def read_file(path: Path) -> EventFile:
    """Read an event file and the templates that it names; raise ``Unreadable``."""
    document = read_document(path)
    if not isinstance(document.get("id"), str):
        raise Unreadable(f"{path}: an event needs an id")
    forms, state = document.get("forms", []), document.get("state")
    if not isinstance(forms, list):
        raise Unreadable(f"{path}: forms must be a list")
    if not isinstance(state, str | None):
        raise Unreadable(f"{path}: a state must be a string")
    event = {key: value for key, value in document.items() if key not in ("forms", "state")}
    return EventFile(event, state, tuple(_read_form(entry, file=path) for entry in forms))


def read_document(path: Path) -> Document:
    """Read a file that holds a JSON object; raise ``Unreadable``."""
    try:
        document = json.loads(path.read_bytes())
    except (OSError, ValueError) as problem:
        raise Unreadable(f"{path}: {problem}") from None
    if not isinstance(document, dict):
        raise Unreadable(f"{path}: not a JSON object")
    return document


def _read_form(entry: object, *, file: Path) -> FormEntry:
    match entry:
        case {"template": str(name), **rest} if "/" not in name and "\\" not in name:
            definition = _read_template(name)
        case {"definition": dict(given), **rest}:
            definition = given
        case _:
            raise Unreadable(f"{file}: a form names a template or holds a definition: {entry}")
    publish = rest.pop("publish", True)
    if rest or not isinstance(publish, bool):
        raise Unreadable(f"{file}: a form takes `publish` (true or false) and nothing more: {rest}")
    return FormEntry(definition, publish)


def _read_template(name: str) -> Document:
    spreadsheet = TEMPLATES / f"{name}.xlsx"
    if not spreadsheet.exists():
        return read_document(TEMPLATES / f"{name}.json")
    from chalicelib.forms import definition
    from chalicelib.forms.validation import review
    from chalicelib.xlsform import read_xlsform

    found = review(read_xlsform(spreadsheet.read_bytes()))
    if found.definition is None:
        raise Unreadable(f"{spreadsheet}: `pikir form check` lists its problems")
    document: Document = json.loads(definition.dump(found.definition))
    return document


def import_event(api: Api, file: EventFile) -> Iterator[str]:
    """Create or change the event and its forms; yield a line for each step.

    Raises the API's ``Refused`` and ``Unreachable``.
    """
    address = f"/events/{file.event['id']}"
    event = _fetch(api, address)
    if event is None:
        api.ask("POST", "/events", file.event)
        yield f"{file.event['id']}: created"
    else:
        api.ask("PATCH", address, {key: file.event[key] for key in file.event if key != "id"})
        yield f"{file.event['id']}: brought up to date"
    for form in file.forms:
        yield from _import_form(api, address, form)
    if file.state is not None and (event or {"state": "draft"}).get("state") != file.state:
        api.ask("PATCH", address, {"state": file.state})
        yield f"{file.event['id']}: {file.state}"


def event_exists(api: Api, file: EventFile) -> bool:
    """Return whether an event with the file's id exists."""
    return _fetch(api, f"/events/{file.event['id']}") is not None


def _import_form(api: Api, address: str, form: FormEntry) -> Iterator[str]:
    name = form.definition["name"]
    version = "" if form.publish else "?version=draft"
    if _contains(_fetch(api, f"{address}/forms/{name}{version}"), _normalize(form.definition)):
        yield f"  {name}: as it was"
        return
    reviewed = api.ask("PUT", f"{address}/forms/{name}", form.definition)
    if form.publish:
        reviewed = api.ask("POST", f"{address}/forms/{name}/publish")
    yield f"  {name}: {'published' if form.publish else 'saved as a draft'}"
    yield from (f"  {line}" for line in describe_groups(reviewed))


def _normalize(document: Document) -> Document:
    """Return the definition as Pikir stores it, without values that are defaults."""
    from chalicelib import errors
    from chalicelib.forms import definition
    from chalicelib.forms.validation import read_definition

    try:
        stored: Document = json.loads(definition.dump(read_definition(document)))
    except errors.FormRefused:
        return document  # the API answers with every problem
    return stored


def _fetch(api: Api, address: str) -> Document | None:
    """Return what the API shows at an address; None if it answers 404."""
    try:
        answer: Document = api.ask("GET", address)
    except Refused as refusal:
        if refusal.status == 404:
            return None
        raise
    return answer


def _contains(answer: object, definition: object) -> bool:
    """Return whether the API's answer holds everything of the definition; it may hold more."""
    if isinstance(answer, dict) and isinstance(definition, dict):
        return all(key in answer and _contains(answer[key], definition[key]) for key in definition)
    if isinstance(answer, list) and isinstance(definition, list):
        return len(answer) == len(definition) and all(map(_contains, answer, definition))
    return bool(answer == definition)
