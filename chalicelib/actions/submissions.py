"""Registrations and responses: taken, shown again, listed, erased. One road for JSON and for pages.

A submission's id makes it idempotent: whoever asks again with the same answers gets the first
receipt, even after the closing; with other answers, ``PayloadDiffers``. What is refused is stored
nowhere. A response is one write; a registration is one transaction with its seat and its claim.
"""

import base64
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Final, Literal

from chalicelib import errors
from chalicelib.actions.catalogue import Entry
from chalicelib.domain.events import Event
from chalicelib.domain.permissions import Actor, require
from chalicelib.domain.registrations import Registration, choose_seat, claim_on
from chalicelib.domain.responses import Response
from chalicelib.domain.submissions import Submission, receipt_of, refuse_bad_id
from chalicelib.domain.timestamps import from_timestamp, to_timestamp
from chalicelib.forms.intake import Answers, Form
from chalicelib.forms.intake.envelope import Envelope, fingerprint, read_envelope
from chalicelib.forms.problems import problem
from chalicelib.forms.text import in_language
from chalicelib.locales import Language
from chalicelib.storage.events import held_since
from chalicelib.storage.submissions import AdmissionRefused, PersonTaken, SeatTaken, UploadTaken
from chalicelib.storage.table import ItemTooLarge

if TYPE_CHECKING:
    from chalicelib.actions.services import Services
    from chalicelib.domain.mail import Mail
    from chalicelib.domain.submissions import KeptFile
    from chalicelib.storage.table import Item

LARGEST_PAGE: Final = 1000
_SEAT_ATTEMPTS: Final = 64
_LONGEST_HOLD: Final = timedelta(seconds=60)
_HOLD_PAUSE: Final = 0.1


@dataclass(frozen=True, slots=True)
class Receipt:
    """What the sender gets, the first time (``created``) and every time again."""

    id: str
    status: Literal["accepted", "confirmed"]
    received_at: datetime
    receipt: str
    created: bool
    category: str | None


@dataclass(frozen=True, slots=True)
class SubmissionsPage:
    """Some submissions; ``next`` is the cursor of the following page, None at the end."""

    rows: tuple[Submission, ...]
    next: str | None


@dataclass(frozen=True, slots=True)
class _Sent:
    """What came in, however it came: ``read`` gives the answers as JSON values, unchecked."""

    id: str | None
    version: int | None
    language: Language
    read: Callable[[Form], Mapping[str, object]]


def submit_json(
    services: "Services", event_id: str, form_name: str, body: bytes, language: Language
) -> Receipt:
    """Take what was sent as JSON, ``{"id"?, "language"?, "version"?, "answers": {…}}``.

    Raises:
        errors.Malformed, errors.RequestRefused, errors.BadSubmissionId: the body cannot be read.
        errors.EventNotFound, errors.FormNotFound: there is no such form, or it is not public.
        errors.EventNotYetOpen, errors.EventClosed: the event does not take answers now.
        errors.FormNotYetOpen, errors.FormClosed: the form does not take answers now.
        errors.NotPublished, errors.VersionUnknown: there is no such version.
        errors.AnswersRefused: the form does not accept the answers.
        errors.PayloadDiffers: other answers were received under the id.
        errors.CategoryFull, errors.AlreadyRegistered: there is no seat, or the person has one.
        errors.SubmissionTooLarge: the answers are more than can be stored.
    """
    envelope: Envelope = read_envelope(body)
    if envelope.id is not None:
        refuse_bad_id(envelope.id)
    sent = _Sent(
        envelope.id, envelope.version, envelope.language or language, lambda _: envelope.answers
    )
    return _take(services, event_id, form_name, sent)


def submit_fields(
    services: "Services",
    event_id: str,
    form_name: str,
    id: str,  # noqa: A002 -- its name everywhere
    version: int | None,
    language: Language,
    pairs: Sequence[tuple[str, str]],
) -> Receipt:
    """Take what was sent by a page's form: as ``submit_json``, and ``BrokenForm``."""
    refuse_bad_id(id)
    return _take(
        services, event_id, form_name, _Sent(id, version, language, lambda f: f.decode(pairs))
    )


def show_receipt(services: "Services", event_id: str, form_name: str, id: str) -> Receipt:  # noqa: A002 -- its name everywhere
    """The receipt of a submission; whoever knows its id may see it."""
    entry = services.catalogue.entry(event_id, form_name)
    return _receipt(_found(services, entry, id), created=False)


def list_submissions(
    services: "Services",
    actor: Actor,
    event_id: str,
    form_name: str,
    cursor: str | None = None,
    limit: int = 100,
) -> SubmissionsPage:
    """A form's submissions in the order of arrival, at most ``limit`` (1 to 1000) of them.

    Raises:
        errors.BadParameter: a limit out of bounds, or a cursor that no page gave.
    """
    require(actor, "submissions.list")
    if not 1 <= limit <= LARGEST_PAGE:
        raise errors.BadParameter(name="limit")
    entry = services.catalogue.entry(event_id, form_name)
    start = None if cursor is None else _position(cursor, entry.record.shards)
    page = services.submissions.page(
        event_id, form_name, shards=entry.record.shards, limit=limit, start=start
    )
    return SubmissionsPage(page.rows, None if page.next is None else _cursor(page.next))


def erase_submission(
    services: "Services",
    actor: Actor,
    event_id: str,
    form_name: str,
    id: str,  # noqa: A002 -- its name everywhere
) -> None:
    """Remove a submission for good, its files with it; its seat and its claim are free again.

    The form's epoch rises in the same transaction, so that no summary can bring it back.
    """
    require(actor, "submissions.erase")
    entry = services.catalogue.entry(event_id, form_name)
    found = _found(services, entry, id)
    services.submissions.erase(found, shards=entry.record.shards, now=services.clock())
    if found.files:
        from chalicelib.actions import uploads

        uploads.erase(services, found)


def _found(services: "Services", entry: Entry, id: str) -> Submission:  # noqa: A002 -- its name everywhere
    found = services.submissions.get(
        entry.event.id, entry.record.name, id, shards=entry.record.shards
    )
    if found is None:
        raise errors.SubmissionNotFound
    return found


def _take(services: "Services", event_id: str, form_name: str, sent: _Sent) -> Receipt:
    """Keep it; before it is refused, look again at event and form, and for its first receipt."""
    known = services.catalogue.entry(event_id, form_name)
    try:
        return _keep(services, known, sent)
    except (errors.Conflict, errors.AnswersRefused) as refusal:
        refused: errors.Refusal = refusal
    entry = services.catalogue.reread(event_id, form_name)
    if not entry.says_the_same(known):
        try:
            return _keep(services, entry, sent)
        except (errors.Conflict, errors.AnswersRefused) as refusal:
            refused = refusal
    return _first_receipt(services, entry, sent, refused)


def _keep(services: "Services", entry: Entry, sent: _Sent) -> Receipt:
    now = services.clock()
    entry.event.refuse_unless_open(now)
    entry.record.refuse_unless_open(now)
    form = services.catalogue.form(
        entry.event, entry.record, entry.record.version if sent.version is None else sent.version
    )
    read = sent.read(form)
    answers = form.check(read, now=now, new_id=services.new_id, language=sent.language)
    files = _files(services, entry, form, answers)
    submission: dict[str, Any] = {
        "id": sent.id or services.new_id(),
        "event": entry.event.id,
        "form": form.name,
        "version": form.version,
        "language": sent.language,
        "received_at": services.clock(),  # as near to the write as can be: summaries wait for it
        "category": answers.category,
        "answers": answers.values,
        "stat_line": form.stat_line(answers),
        "payload_hash": fingerprint(read),
        "files": files,
    }
    key = services.settings.secret_key
    submission["receipt"] = receipt_of(key, entry.event.id, form.name, submission["id"])
    try:
        if entry.record.takes_registrations:
            return _register(services, entry, submission, answers)
        return _respond(services, entry, submission)
    except ItemTooLarge:
        raise errors.SubmissionTooLarge from None
    except UploadTaken as taken:
        from chalicelib.actions import uploads

        raise uploads.refused(files, taken) from None


def _files(
    services: "Services", entry: Entry, form: Form, answers: Answers
) -> "tuple[KeptFile, ...]":
    """The files among the answers, each seen to be there; most forms have none and ask nobody."""
    if not form.file_questions:
        return ()
    from chalicelib.actions import uploads

    return uploads.checked(services, entry, form, answers)


def _respond(services: "Services", entry: Entry, submission: Mapping[str, Any]) -> Receipt:
    response = Response(**submission)
    standing = services.submissions.respond(response, shards=entry.record.shards)
    return _settled(services, response, standing)


def _register(
    services: "Services", entry: Entry, submission: Mapping[str, Any], answers: Answers
) -> Receipt:
    """Take a seat: at random first, then one of those that are free, until there is none."""
    email, phone = _said(answers, "email"), _said(answers, "phone")
    person = claim_on(services.settings.secret_key, entry.event.id, email, phone)
    taken: Mapping[int, object] = {}
    for _ in range(_SEAT_ATTEMPTS):
        seat = _seat(services, entry.event, submission, taken)
        received = {**submission, "received_at": services.clock()}
        registration = Registration(**received, seat=seat, person=person)
        mail = _mail(services, entry.event, registration, answers) if email else None
        try:
            return _settled(
                services, registration, services.submissions.register(registration, mail)
            )
        except PersonTaken:
            raise errors.AlreadyRegistered from None
        except SeatTaken:
            taken = services.seats.taken(registration.event, registration.category or "")
        except AdmissionRefused as closed:
            entry = _reopened(services, entry, closed.admission)
    raise errors.Unavailable


def _seat(
    services: "Services", event: Event, submission: Mapping[str, Any], taken: Mapping[int, object]
) -> int | None:
    """The seat to try, None at an event without categories; raises ``CategoryFull``."""
    if not event.categories:
        return None
    category = event.category(submission["category"] or "")
    if category is None:
        raise errors.AnswersRefused(problems=[problem("answer.unknown_choice", "category")])
    seat = choose_seat(taken, category.capacity, services.random)
    if seat is None:
        label = in_language(category.label, submission["language"])
        raise errors.CategoryFull(category=label)
    return seat


def _reopened(services: "Services", entry: Entry, admission: "Item | None") -> Entry:
    """Event and form as they are now, if they take registrations; else the exact refusal.

    Seats that are held back while an event is saved are free in a moment, and at the latest when
    the hold is so old that its holder must have died.
    """
    fresh = services.catalogue.reread(entry.event.id, entry.record.name)
    now = services.clock()
    fresh.event.refuse_unless_open(now)
    fresh.record.refuse_unless_open(now)
    held = held_since(admission) if admission else None
    if held is not None:
        services.pause(_HOLD_PAUSE)
        if now - held > _LONGEST_HOLD:
            services.events.release(fresh.event)
    return fresh


def _settled(services: "Services", sent: Submission, standing: Submission | None) -> Receipt:
    """The receipt of what was kept, or the first one of what stood there already."""
    if standing is None:
        if sent.files:
            from chalicelib.actions import uploads

            uploads.keep(services, sent)
        return _receipt(sent, created=True)
    standing.refuse_another(sent.payload_hash)
    return _receipt(standing, created=False)


def _first_receipt(
    services: "Services", entry: Entry, sent: _Sent, refusal: errors.Refusal
) -> Receipt:
    """The first receipt, if this was kept before; else the refusal is raised."""
    if sent.id is None:
        raise refusal
    found = services.submissions.get(
        entry.event.id, entry.record.name, sent.id, shards=entry.record.shards
    )
    if found is None:
        raise refusal
    form = services.catalogue.form(entry.event, entry.record, found.version)
    found.refuse_another(fingerprint(sent.read(form)))
    return _receipt(found, created=False)


def _receipt(submission: Submission, *, created: bool) -> Receipt:
    return Receipt(
        id=submission.id,
        status="confirmed" if isinstance(submission, Registration) else "accepted",
        received_at=submission.received_at,
        receipt=submission.receipt,
        created=created,
        category=submission.category,
    )


def _said(answers: Answers, role: str) -> str | None:
    value = answers.by_role(role)
    return value if isinstance(value, str) else None


def _mail(
    services: "Services", event: Event, registration: Registration, answers: Answers
) -> "Mail":
    """The confirmation, in the language that the form was filled in."""
    from zoneinfo import ZoneInfo

    from chalicelib.domain.mail import Mail

    language: Any = registration.language
    category = event.category(registration.category or "")
    said = {
        "event": in_language(event.title, language),
        "receipt": registration.receipt,
        "starts_at": event.starts_at.astimezone(ZoneInfo(event.time_zone)).isoformat(),
        "time_zone": event.time_zone,
        "venue": in_language(event.venue, language),
        "category": in_language(category.label, language) if category else "",
        "link": f"{services.settings.public_url}/e/{event.id}",
        "name": _said(answers, "name") or "",
    }
    return Mail(
        id=services.new_id(),
        created_at=registration.received_at,
        to=_said(answers, "email") or "",
        template="registered",
        language=registration.language,
        parameters={name: value for name, value in said.items() if value},
    )


def _cursor(position: tuple[int, str, str]) -> str:
    return base64.urlsafe_b64encode(json.dumps(position).encode()).decode().rstrip("=")


def _position(cursor: str, shards: int) -> tuple[int, str, str]:
    try:
        padded = cursor + "=" * (-len(cursor) % 4)
        shard, received_at, last = json.loads(base64.urlsafe_b64decode(padded.encode()))
        if received_at or last:
            refuse_bad_id(last)
            received_at = to_timestamp(from_timestamp(received_at))
    except (ValueError, TypeError, AttributeError, RecursionError, errors.BadSubmissionId):
        raise errors.BadParameter(name="cursor") from None
    if type(shard) is not int or shard not in range(shards):
        raise errors.BadParameter(name="cursor")
    return shard, received_at, last
