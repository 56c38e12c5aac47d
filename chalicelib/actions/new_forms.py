"""A new form: the draft of a template, or of a copy of another form."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Self

from typing_extensions import override

from chalicelib import errors
from chalicelib.actions.copies import read_newest
from chalicelib.actions.drafts import SavedForm, store_draft
from chalicelib.actions.events import list_events
from chalicelib.actions.form_files import store_file
from chalicelib.actions.form_templates import read_template
from chalicelib.actions.permissions import find_event
from chalicelib.domain.event_pages import EventFilter
from chalicelib.domain.events import Event, EventLine
from chalicelib.domain.events.copying import without_categories
from chalicelib.domain.forms import FormRecord, sort_by_purpose
from chalicelib.domain.permissions import Actor

if TYPE_CHECKING:
    from chalicelib.actions.services import Services
    from chalicelib.domain.form_files import FormFile

_MOST_EVENTS: Final = 10
"""How many events are offered at once to copy a form of, the latest first."""
_LONGEST_NAME: Final = 64


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
        number, free = 1, name
        while free in self.taken:
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
            document = read_template(origin.name)
        except KeyError:
            raise errors.FormNotFound from None
    content = read_json(document)
    named = SourceDocument.of({**content, "name": name} if isinstance(content, Mapping) else {})
    saved = store_draft(services, actor, event, name, named, revision=0, is_new=True, files=files)
    for file in files.values():
        kept = services.form_files.content(origin.event, origin.name, file)
        if kept is not None:
            store_file(services, actor, event.id, name, file, kept)
    return saved
