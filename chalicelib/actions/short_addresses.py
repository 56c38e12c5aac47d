"""Short addresses: make those of an event and its forms, and follow one."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from chalicelib import errors
from chalicelib.actions.permissions import admit
from chalicelib.domain.events import Event, EventState
from chalicelib.domain.forms import FormRecord, sort_by_purpose
from chalicelib.domain.short_addresses import ShortAddress, event_mark, new_code, read_code

if TYPE_CHECKING:
    from chalicelib.actions.services import Services
    from chalicelib.domain.permissions import Actor

_ROUNDS: Final = 10


@dataclass(frozen=True, slots=True)
class SharedPage:
    """An event's page, or that of a published form, with the code of its short address."""

    code: str
    form: FormRecord | None

    @property
    def name(self) -> str:
        """The form's name, empty for the event itself."""
        return self.form.name if self.form else ""


@dataclass(frozen=True, slots=True)
class SharedEvent:
    """An event and its public pages: its own first, then those of its forms as people need them."""

    event: Event
    pages: tuple[SharedPage, ...]

    def page(self, form: str) -> SharedPage:
        """Return the page of that form, or of the event if it is empty; raise ``FormNotFound``."""
        found = next((page for page in self.pages if page.name == form), None)
        if found is None:
            raise errors.FormNotFound
        return found


def share_event(services: "Services", actor: "Actor", event_id: str) -> SharedEvent:
    """Return the pages of an event that can be passed on; each gets its code when it is first asked for.

    Raises:
        errors.EventNotFound: there is no such event, or not for this actor.
    """
    found = services.events.with_key(event_id)
    if found is None:
        raise errors.EventNotFound
    event, key = found
    admit(actor, "events.share", event)
    mark = event_mark(key)
    published = [each.as_published() for each in services.forms.records(event_id) if each.version]
    known = services.short_addresses.codes(event_id, mark)
    pages = [
        SharedPage(known.get(name) or _make_code(services, event_id, name, mark), record)
        for name, record in [
            ("", None),
            *((record.name, record) for record in sort_by_purpose(published)),
        ]
    ]
    return SharedEvent(event, tuple(pages))


def _make_code(services: "Services", event: str, form: str, mark: str) -> str:
    for _ in range(_ROUNDS):
        new = ShortAddress(new_code(services.random), event, form, mark)
        stored = services.short_addresses.add(new)
        if stored is not None:
            return stored.code
    raise errors.Unavailable


def follow_short_address(services: "Services", text: str) -> tuple[str, str]:
    """Return the event's id and the form's name (empty for the event itself) that a typed code leads to.

    Raises:
        errors.PageNotFound: there is no such code, or what it leads to is not public: the two look alike.
    """
    code = read_code(text)
    address = services.short_addresses.find(code) if code else None
    if address is None or not _is_public(services, address):
        raise errors.PageNotFound
    return address.event, address.form


def _is_public(services: "Services", address: ShortAddress) -> bool:
    """Whether the very event that got the code is public, and so is the form."""
    if address.form:
        try:
            entry = services.catalogue.entry(address.event, address.form)
        except errors.NotFound:
            return False
        return event_mark(entry.key) == address.event_mark
    found = services.events.with_key(address.event)
    if found is None:
        return False
    event, key = found
    return event.state is not EventState.DRAFT and event_mark(key) == address.event_mark
