"""A new form: the draft of a template, of a copy of another form, or of an empty one."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Self

from chalicelib import errors
from chalicelib.actions.copies import read_newest
from chalicelib.actions.drafts import SavedForm, store_draft
from chalicelib.actions.events import list_events
from chalicelib.actions.form_files import store_file
from chalicelib.actions.form_templates import read_template
from chalicelib.actions.permissions import find_event
from chalicelib.domain.event_pages import EventFilter
from chalicelib.domain.events import Event, EventLine
from chalicelib.domain.events.copying import without_categories, without_category_question
from chalicelib.domain.forms import FormRecord, sort_by_purpose
from chalicelib.domain.permissions import Actor
from chalicelib.forms.definition import load
from chalicelib.forms.tree import FormTree
from chalicelib.locales import N_, Language, translate
from chalicelib.override import override

if TYPE_CHECKING:
    from chalicelib.actions.services import Services
    from chalicelib.domain.form_files import FormFile

_MOST_EVENTS: Final = 10
"""How many events are offered at once to copy a form of, the latest first."""
_LONGEST_NAME: Final = 64
_MOST_NAMES: Final = 5
"""How often another name is looked for, each time that somebody has just taken it."""
_NEEDED: Final[Mapping[str, tuple[str, ...]]] = {"registration": ("category", "name", "email")}
"""The roles that a form of that purpose asks for from the beginning; the template of the purpose has their questions."""
_FIRST_QUESTION: Final = N_("Question")


@dataclass(frozen=True, slots=True)
class FormOrigin:
    """What a new form is made of: the template of that name, or a form of an event."""

    name: str
    event: str = ""

    @classmethod
    def parse(cls, text: str) -> Self:
        """Return the origin that ``str`` gave this text."""
        event, _, name = text.rpartition("/")
        return cls(name, event)

    @override
    def __str__(self) -> str:
        return f"{self.event}/{self.name}" if self.event else self.name


@dataclass(frozen=True, slots=True)
class FormOrigins:
    """What a new form of an event can be a copy of.

    ``forms`` are those of one event, ``chosen``; ``events`` are others with forms, perhaps.
    ``taken`` are the names that forms of the event have.
    """

    event: Event
    taken: frozenset[str]
    chosen: Event
    forms: tuple[FormRecord, ...]
    events: tuple[EventLine, ...]

    def free_name(self, name: str) -> str:
        """Return the name for a new form: this one, or with the first number that makes it free."""
        return free_form_name(name, self.taken)


def free_form_name(name: str, taken: Collection[str]) -> str:
    """Return the name, or with the first number that makes it free, as long as a form's name may be."""
    number, free = 1, name
    while free in taken:
        number += 1
        ending = f"-{number}"
        free = name[: _LONGEST_NAME - len(ending)] + ending
    return free


def list_origins(
    services: "Services",
    actor: Actor,
    event_id: str,
    *,
    of: str = "",
    words: tuple[str, ...] = (),
) -> FormOrigins:
    """Return the forms of the event ``of``, or of the event itself, and the latest events whose titles hold the words.

    Raises:
        errors.EventNotFound: one of the two events is not there, or the actor may not change its forms.
    """
    event = find_event(services, actor, event_id, "forms.change")
    chosen = find_event(services, actor, of, "forms.change") if of else event
    records = services.forms.records(event.id)
    forms = records if chosen.id == event.id else services.forms.records(chosen.id)
    shown = EventFilter(words=words)
    others = [
        line
        for line in list_events(services, actor).events
        if line.id != event.id and shown.fits(line) and actor.may("forms.change", line)
    ]
    return FormOrigins(
        event=event,
        taken=frozenset(record.name for record in records),
        chosen=chosen,
        forms=tuple(sort_by_purpose(forms)),
        events=tuple(others[:_MOST_EVENTS]),
    )


def start_form(
    services: "Services", actor: Actor, event_id: str, origin: FormOrigin, name: str
) -> SavedForm:
    """Make a form of that name, as a draft, of a template or of the newest version of another form.

    The same again finishes what a crash has left undone, and makes nothing twice.

    Raises:
        errors.EventNotFound, errors.FormNotFound: there is no such event, template or form.
        errors.FormRefused: another form of the event has the name, or the definition does not fit the event; it
            has every problem.
        errors.ChangedMeanwhile: somebody else made or changed the form just now.
    """
    from chalicelib.forms.definition import dump
    from chalicelib.forms.strict_json import read_json
    from chalicelib.forms.validation.source_document import SourceDocument

    event = find_event(services, actor, event_id, "forms.change")
    files: Mapping[str, FormFile] = {}
    if origin.event:
        source = find_event(services, actor, origin.event, "forms.change")
        record = services.forms.record(source.id, origin.name)
        definition, files = read_newest(services, record) if record else (None, {})
        if definition is None:
            raise errors.FormNotFound
        document = dump(without_categories(definition, source))
    else:
        try:
            template = load(read_template(origin.name))
        except KeyError:
            raise errors.FormNotFound from None
        document = dump(template if event.categories else without_category_question(template))
    content = read_json(document)
    named = SourceDocument.of({**content, "name": name} if isinstance(content, Mapping) else {})
    saved = store_draft(services, actor, event, name, named, revision=0, is_new=True, files=files)
    for file in files.values():
        kept = services.form_files.content(origin.event, origin.name, file)
        if kept is not None:
            store_file(services, actor, event.id, name, file, kept)
    return saved


def start_empty_form(
    services: "Services", actor: Actor, event_id: str, title: Mapping[Language, str], purpose: str
) -> SavedForm:
    """Make a form with this title, as a draft, with the questions that its purpose cannot do without, else with one.

    Its name is made from the title. The same again, while nobody has changed the form, is the same form.

    Raises:
        errors.EventNotFound: there is no such event, or the actor may not change its forms.
        errors.FormRefused: the title is none, or there is no such purpose.
        errors.ChangedMeanwhile: somebody else made or changed the form just now.
    """
    from chalicelib.forms.editing import name_of_text
    from chalicelib.forms.validation.source_document import SourceDocument

    event = find_event(services, actor, event_id, "forms.change")
    wanted = name_of_text(next(iter(title.values()), purpose), set())
    taken: set[str] = set()
    for _ in range(_MOST_NAMES):
        name = free_form_name(wanted, taken)
        document = SourceDocument.of(_empty_form(event, name, title, purpose))
        try:
            return store_draft(services, actor, event, name, document, revision=0, is_new=True)
        except errors.FormRefused as refusal:
            wrong = {each.code for each in refusal.problems if each.severity == "error"}
            if wrong != {"form.name_taken"}:
                raise
            taken |= {name, *(record.name for record in services.forms.records(event_id))}
    raise errors.ChangedMeanwhile


def _empty_form(
    event: Event, name: str, title: Mapping[Language, str], purpose: str
) -> Mapping[str, object]:
    roles = _NEEDED.get(purpose, ())
    if not event.categories:
        roles = tuple(role for role in roles if role != "category")
    return {
        "name": name,
        "purpose": purpose,
        "title": title,
        "default_language": event.languages[0],
        "questions": _needed_rows(purpose, roles) or [_first_question(event.languages)],
    }


def _needed_rows(purpose: str, roles: tuple[str, ...]) -> list[Mapping[str, object]]:
    """Return the rows of these roles as the template of that purpose asks them."""
    if not roles:
        return []
    template = load(read_template(purpose))
    rows = [node.row for node in FormTree.of(template.questions).nodes]
    return [
        row.model_dump(exclude_defaults=True, by_alias=True)
        for role in roles
        for row in rows
        if row.role == role
    ]


def _first_question(languages: Sequence[Language]) -> Mapping[str, object]:
    label = {code: translate(_FIRST_QUESTION, code) for code in languages}
    return {"type": "text", "name": "question", "label": label}
