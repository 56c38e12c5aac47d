"""Files attached to a form: lists of choices become choices of its draft, the rest is shown in labels.

What is attached belongs to the form, before its definition is there or after. Publishing pins it: a
version shows for ever what it was published with.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from chalicelib import errors
from chalicelib.actions.downloads import Download
from chalicelib.domain import form_files
from chalicelib.domain.form_files import FormFile
from chalicelib.domain.permissions import Actor, require
from chalicelib.errors import Problem, SourceLocation
from chalicelib.forms.intake.envelope import pointer
from chalicelib.forms.types import find_type

if TYPE_CHECKING:
    from chalicelib.actions.services import Services
    from chalicelib.domain.events import Event
    from chalicelib.domain.forms import FormRecord
    from chalicelib.locales import Language
    from chalicelib.xlsform.reader.csv_lists import Listed

Document = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Attached:
    """A file that was attached, and what is worth a warning about the draft that it became part of."""

    file: FormFile
    warnings: tuple[Problem, ...] = ()


def attach_file(
    services: "Services", actor: Actor, event_id: str, form: str, name: str, content: bytes
) -> Attached:
    """Attach a file to a form, in the place of one of the same name.

    A list that the draft (or else the newest version) asks for becomes part of the draft at once.

    Raises:
        errors.RequestRefused: a type that no form needs; not what its name says; too many.
        errors.FormRefused: all that is wrong with a list, by row and column.
        errors.ChangedMeanwhile: the draft was changed in that moment.
    """
    require(actor, "forms.change")
    event, record = services.forms.with_event(event_id, form)
    if event is None:
        raise errors.EventNotFound
    kind = form_files.type_of(name, content)
    file = FormFile(name, kind, len(content), sha256(content).hexdigest())
    form_files.refuse_too_many({name, *services.form_files.all(event_id, form)})
    if not file.is_list:
        services.form_files.attach(event_id, form, file, content)
        return Attached(file)
    document = _document(services, record)
    listed = _listed(document, name, content)
    errors_in_it = [each for each in listed.problems if each.severity == "error"]
    if errors_in_it:
        raise errors.FormRefused(problems=listed.problems)
    warnings = _keep_list(services, event, record, document, name, listed)
    services.form_files.attach(event_id, form, file, content)
    return Attached(file, (*listed.problems, *warnings))


def list_files(services: "Services", actor: Actor, event_id: str, form: str) -> list[FormFile]:
    """The files attached to a form now, by name."""
    require(actor, "forms.change")
    if services.events.get(event_id) is None:
        raise errors.EventNotFound
    return sorted(services.form_files.all(event_id, form).values(), key=lambda file: file.name)


def read_file(services: "Services", actor: Actor, event_id: str, form: str, name: str) -> Download:
    """A file attached to a form, as it was sent; raises ``FileNotFound``."""
    require(actor, "forms.change")
    file = services.form_files.all(event_id, form).get(name)
    return _download(services, event_id, form, file)


def remove_file(services: "Services", actor: Actor, event_id: str, form: str, name: str) -> None:
    """Attach it no more: a draft loses the list too, published versions keep what they have.

    Raises:
        errors.FileNotFound: there is none of that name.
        errors.ChangedMeanwhile: the draft was changed in that moment.
    """
    require(actor, "forms.change")
    if name not in services.form_files.all(event_id, form):
        raise errors.FileNotFound
    services.form_files.remove(event_id, form, name)
    record = services.forms.record(event_id, form)
    draft = services.forms.draft(event_id, form) if record and record.has_draft else None
    if record and draft and name in draft.choices:
        left = {other: choices for other, choices in draft.choices.items() if other != name}
        services.forms.save_draft(record, draft.model_copy(update={"choices": left}))


def show_file(
    services: "Services", event_id: str, form: str, name: str, version: int | None = None
) -> Download:
    """A file that a published version shows, for anyone; the newest version's without one.

    Raises:
        errors.NotFound: no such event, form or file; lists are for organisers.
        errors.VersionUnknown: no such version.
    """
    entry = services.catalogue.entry(event_id, form)
    number = version or entry.record.version
    entry.record.refuse_unpublished(number)
    file = services.catalogue.files(entry.record, number).get(name)
    if file is not None and file.is_list:
        file = None
    return _download(services, event_id, form, file)


def with_lists(services: "Services", event_id: str, form: str, document: bytes | Document) -> Any:  # noqa: ANN401 -- as it came, or JSON
    """The document with the lists of attached files that it asks for and does not hold.

    One that cannot be read comes back as it is: whoever checks it says why.
    """
    from chalicelib.forms.strict_json import read_json

    try:
        read = read_json(document) if isinstance(document, bytes) else document
    except errors.Malformed:
        return document
    wanted = set(_wanted(read.get("questions"))) if isinstance(read, Mapping) else set()
    choices = read.get("choices", {}) if wanted else {}
    missing = wanted - set(choices) if isinstance(choices, Mapping) else set()
    if not missing:
        return document
    held: dict[str, Any] = {}
    for name, file in services.form_files.all(event_id, form).items():
        content = services.form_files.content(event_id, form, file) if name in missing else None
        if content is not None:
            held[name] = list(_listed(read, name, content).choices)
    return {**read, "choices": {**choices, **held}} if held else document


def _wanted(rows: Any) -> Iterator[str]:  # noqa: ANN401 -- a definition's JSON, unchecked
    """The files that rows take their choices from."""
    for row in rows if isinstance(rows, list) else ():
        if not isinstance(row, Mapping):
            continue
        name = row.get("list_name")
        kind = find_type(row.get("type"))
        if kind and kind.is_list_from_file and isinstance(name, str):
            yield name
        yield from _wanted(row.get("questions"))


def _document(services: "Services", record: "FormRecord | None") -> Document:
    """The draft as JSON, else the newest version, else nothing."""
    from chalicelib.forms.definition import dump

    if record is None:
        return {}
    found = services.forms.draft(record.event, record.name) if record.has_draft else None
    if found is None and record.version:
        found = services.forms.version(record.event, record.name, record.version)
    document: Document = json.loads(dump(found)) if found else {}
    return document


def _listed(document: Document, name: str, content: bytes) -> "Listed":
    from chalicelib.xlsform.reader.csv_lists import read_list, wanted_columns

    language: Language = document.get("default_language", "kk")
    columns = next(wanted_columns(document.get("questions"), name), (None, None))
    return read_list(name, content, language=language, value=columns[0], label=columns[1])


def _keep_list(
    services: "Services",
    event: "Event",
    record: "FormRecord | None",
    document: Document,
    name: str,
    listed: "Listed",
) -> tuple[Problem, ...]:
    """Put the list into the draft where that asks for it; its warnings about the list."""
    from chalicelib.actions.forms import keep_draft

    if record is None or name not in set(_wanted(document.get("questions"))):
        return ()
    choices = {**document.get("choices", {}), name: list(listed.choices)}
    changed = {**document, "choices": choices}
    try:
        saved = keep_draft(services, event, record.name, changed, revision=record.revision)
    except errors.FormRefused as refused:
        problems = [_placed(each, name, listed.places) for each in refused.problems]
        raise errors.FormRefused(problems=problems) from None
    mine = [_placed(each, name, listed.places) for each in saved.warnings]
    return tuple(each for each in mine if each.place)


def _placed(problem: Problem, name: str, places: Mapping[str, SourceLocation]) -> Problem:
    """The problem with its place in the file, if it is one of the list's."""
    start = pointer("choices", name)
    if problem.place or not problem.name.startswith(f"{start}/"):
        return problem
    at = problem.name.removeprefix(start)
    while at and at not in places:
        at = at.rpartition("/")[0]
    return replace(problem, place=places.get(at, SourceLocation(name)))


def _download(services: "Services", event_id: str, form: str, file: FormFile | None) -> Download:
    content = services.form_files.content(event_id, form, file) if file else None
    if file is None or content is None:
        raise errors.FileNotFound
    return Download(file.name, file.content_type, body=content)
