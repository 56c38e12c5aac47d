"""Keep the admission copies in step with events and forms: they never admit more than those do.

A change that admits more people is stored first and copied afterwards. One that admits fewer is made under
a hold: the hold is put on the owner's item, then on every copy; then the change is stored on the condition
that the hold still stands on the owner's item, and copied. A crash between any two calls leaves copies that
admit nobody, which `repair` mends.

The forms of an event are read before the event: a closing that did not see a form yet has put its hold on
the event before that form could be read.
"""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Final

from chalicelib import deadlines, errors
from chalicelib.domain.admission import Gate, GateOwner, Hold, StoredGate
from chalicelib.domain.events import Event
from chalicelib.domain.forms import FormRecord

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from chalicelib.actions.services import Services
    from chalicelib.storage.table import Item, Operation

_LONGEST: Final = 12.0
"""Seconds for all attempts of one registration: a function has thirty."""
_FIRST_PAUSE: Final = 0.006
_LONGEST_PAUSE: Final = 0.1


class Attempts:
    """The attempts of one registration: which admission copy to check, and the pauses in between."""

    def __init__(self, services: "Services") -> None:
        self._services = services
        self._began = services.clock()
        self._paused = 0.0
        self._next_pause = _FIRST_PAUSE
        self.copy = services.random.randrange(services.admission.copies)

    def change_copy(self) -> None:
        """Choose another copy, at random."""
        copies = self._services.admission.copies
        if copies > 1:
            self.copy = (self.copy + self._services.random.randrange(1, copies)) % copies

    def pause(self) -> None:
        """Wait a little, longer each time; raises as ``go_on`` does."""
        self.go_on()
        pause = self._next_pause * (0.5 + self._services.random.random())
        self._services.pause(pause)
        self._paused += pause
        self._next_pause = min(self._next_pause * 1.25, _LONGEST_PAUSE)

    def go_on(self) -> None:
        """Raise ``Unavailable`` when all attempts have taken twelve seconds."""
        passed = (self._services.clock() - self._began).total_seconds()
        if max(passed, self._paused) > _LONGEST:
            raise errors.Unavailable


def save_event(
    services: "Services",
    event: Event,
    new: Event,
    move_seats: "Callable[[], None]",
    *,
    along: "Sequence[Operation]",
) -> None:
    """Store a changed event and its gate; ``move_seats`` is called before, when nobody can take a seat.

    A closed event admits nobody, but an organiser may move somebody to another category: it is held, too, while a
    capacity shrinks. ``along`` goes into the event's transaction.

    Raises:
        errors.ChangedMeanwhile: somebody else changed the event first.
    """
    before, after = Gate.of_event(event), Gate.of_event(new)
    if after.narrows(before) or after.shrinks(before):
        with _event_held(services, event, copies=before.is_open) as hold:
            move_seats()
            services.events.save(new, hold=hold, along=along)
    else:
        services.events.save(new, along=along)
        hold = None
    services.catalogue.forget(new.id)
    if after.differs(before):
        _copy_event_gate(services, event.id, hold, opens=not before.is_open)


def save_form(
    services: "Services", record: FormRecord, changed: FormRecord, *, along: "Sequence[Operation]"
) -> FormRecord:
    """Store a changed form and, if it takes registrations, its gate; return it at its next revision.

    ``along`` goes into the form's transaction.

    Raises:
        errors.ChangedMeanwhile: somebody else changed the form first.
    """
    if not record.takes_registrations:
        saved = services.forms.save(changed, along=along)
        services.catalogue.forget(saved.event)
        return saved
    hold = None
    if Gate.of_form(changed).narrows(Gate.of_form(record)):
        with _form_held(services, record) as hold:
            saved = services.forms.save(changed, hold=hold, along=along)
    else:
        saved = services.forms.save(changed, along=along)
    services.catalogue.forget(saved.event)
    _copy_form_gate(services, record, hold)
    return saved


def admit_form(services: "Services", record: FormRecord) -> None:
    """Write the copies of a form that was just published for the first time.

    A draft event needs none before it opens. While the event is held, they are made by who needs them.
    """
    stored = services.events.gate(record.event)
    if stored and stored.hold is None and stored.gate.is_open:
        with suppress(errors.Unavailable):
            services.admission.create(
                record.event, record.name, (stored.gate, Gate.of_form(record))
            )


def repair(services: "Services", event: str, form: str, copy: int, seen: "Item | None") -> None:
    """Bring a copy that refused (``seen``; None: missing) up to date with its event and its form.

    Does nothing while one of them is held, unless the hold is so old that its holder must have died.
    """
    form_gate = services.forms.gate(event, form)  # before the event: see above
    event_gate = services.events.gate(event)
    if form_gate is None or event_gate is None:
        return
    if _is_free(services, event, form, event_gate) and _is_free(services, event, form, form_gate):
        services.admission.repair(event, form, copy, seen, (event_gate.gate, form_gate.gate))


def release_old_hold(services: "Services", event_id: str) -> None:
    """Take the event's hold off if it is so old that its holder must have died."""
    stored = services.events.gate(event_id)
    if stored and stored.hold and stored.hold.is_over(services.clock()):
        services.events.release(event_id, stored.hold)


def _is_free(services: "Services", event: str, form: str, stored: StoredGate) -> bool:
    """Return whether no hold stands there any more; take one off that is over."""
    if stored.hold is None:
        return True
    if not stored.hold.is_over(services.clock()):
        return False
    if stored.gate.owner is GateOwner.EVENT:
        services.events.release(event, stored.hold)
    else:
        services.forms.release(event, form, stored.hold)
    return False  # the next attempt reads what stands there then


@contextmanager
def _event_held(services: "Services", event: Event, *, copies: bool) -> Iterator[Hold]:
    """Hold an event, and if it is open its forms' copies: nobody takes a seat. After a failure the hold ends."""
    hold = _new_hold(services)
    services.events.hold(event, hold)
    try:
        for record in _registration_forms(services, event.id) if copies else ():
            services.admission.hold(event.id, record.name, Gate.of_event(event), hold)
        yield hold
    except BaseException:
        with deadlines.extend(), suppress(errors.Unavailable):
            services.events.release(event.id, hold)
            _copy_event_gate(services, event.id, hold)
        raise


@contextmanager
def _form_held(services: "Services", record: FormRecord) -> Iterator[Hold]:
    """Hold a form: nobody is admitted to it. After a failure the hold ends."""
    hold = _new_hold(services)
    services.forms.hold(record, hold)
    try:
        services.admission.hold(record.event, record.name, Gate.of_form(record), hold)
        yield hold
    except BaseException:
        with deadlines.extend(), suppress(errors.Unavailable):
            services.forms.release(record.event, record.name, hold)
            _copy_form_gate(services, record, hold)
        raise


def _new_hold(services: "Services") -> Hold:
    return Hold(services.clock(), services.new_id())


def _copy_event_gate(
    services: "Services", event_id: str, hold: Hold | None, *, opens: bool = False
) -> None:
    """Write the event's gate, as it is stored, into the copies of all its forms of registrations.

    Copies that cannot be written now are repaired by who meets them. ``opens`` says that the event was not open
    before: the copies may be missing, and both gates are written.
    """
    with suppress(errors.Unavailable):
        records = _registration_forms(services, event_id)
        stored = services.events.gate(event_id)  # after the forms: see above
        if stored is None or stored.hold is not None:
            return
        for record in records:
            if opens:
                gates = stored.gate, Gate.of_form(record)
                services.admission.create(event_id, record.name, gates)
            else:
                services.admission.write(event_id, record.name, stored.gate, hold)


def _copy_form_gate(services: "Services", record: FormRecord, hold: Hold | None) -> None:
    """Write a form's gate, as it is stored, into its copies; see ``_copy_event_gate``."""
    with suppress(errors.Unavailable):
        stored = services.forms.gate(record.event, record.name)
        if stored and stored.hold is None:
            services.admission.write(record.event, record.name, stored.gate, hold)


def _registration_forms(services: "Services", event_id: str) -> list[FormRecord]:
    """Return the event's published forms whose submissions take a seat."""
    records = services.forms.records(event_id)
    return [record for record in records if record.version and record.takes_registrations]
