"""Take registrations and responses: one path for JSON and for pages.

A submission's id makes it idempotent: whoever sends the same answers again gets the first receipt, even after
the form has closed; other answers under the same id raise ``PayloadDiffers``. A refused submission is stored
nowhere. A response is one write; a registration is one transaction with its seat and its claims. That write is the
commit: nothing after it refuses the submission (``after_commit``).
"""

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Final

from chalicelib import errors
from chalicelib.actions import after_commit
from chalicelib.actions.catalogue import Entry
from chalicelib.domain.list_lines import ROLES, ListLine
from chalicelib.domain.submissions import (
    Receipt,
    Response,
    Submission,
    receipt_code,
    refuse_bad_id,
)
from chalicelib.forms.intake import Answers, Form
from chalicelib.forms.intake.envelope import fingerprint, read_envelope
from chalicelib.frozen import dataclass
from chalicelib.locales import Language
from chalicelib.storage.submissions import UploadTaken
from chalicelib.storage.table import CollectionFull, ItemTooLarge

_BEFORE_REPEATS: Final = (errors.Conflict, errors.AnswersRefused, errors.TooMany)
"""What may refuse a submission although the same was stored before."""

if TYPE_CHECKING:
    from chalicelib.actions.services import Services
    from chalicelib.domain.submissions import AnswerFile


@dataclass(frozen=True, slots=True)
class _SentForm:
    """A form as it was sent, in JSON or by a page; ``read`` returns the answers as JSON values, unchecked.

    ``client`` is the client's address; None is not limited.
    """

    id: str | None
    version: int | None
    language: Language
    client: str | None
    read: Callable[[Form], Mapping[str, object]]


def submit_json(
    services: "Services",
    event_id: str,
    form_name: str,
    body: bytes,
    language: Language,
    *,
    client: str | None = None,
) -> Receipt:
    """Store what was sent as JSON: an ``Envelope``. ``language`` is used where the envelope names none.

    ``client`` is the client's address, by which registrations are limited; None is not limited.

    Raises:
        errors.Malformed, errors.RequestRefused, errors.BadSubmissionId: the body cannot be read.
        errors.EventNotFound, errors.FormNotFound: there is no such form, or it is not public.
        errors.EventNotYetOpen, errors.EventClosed: the event does not take answers now.
        errors.FormNotYetOpen, errors.FormClosed: the form does not take answers now.
        errors.NotPublished, errors.VersionUnknown: there is no such version.
        errors.AnswersRefused: the form does not accept the answers.
        errors.PayloadDiffers: other answers were received under the id.
        errors.SubmissionErased: what was received under the id has been erased.
        errors.CategoryFull, errors.AlreadyRegistered: there is no seat, or the person has one.
        errors.TooManyRegistrations: the client's network has sent as many as an hour allows.
        errors.TooManyLetters: the place has to be confirmed, and the address has had its letter of the day.
        errors.SubmissionTooLarge: the answers are more than can be stored.
        errors.FormFull: the form's answers fill their storage.
    """
    envelope = read_envelope(body)
    if envelope.id is not None:
        refuse_bad_id(envelope.id)
    spoken = envelope.language or language
    sent = _SentForm(envelope.id, envelope.version, spoken, client, lambda _: envelope.answers)
    return _submit(services, event_id, form_name, sent)


def submit_fields(
    services: "Services",
    event_id: str,
    form_name: str,
    id: str,  # noqa: A002 -- its name everywhere
    version: int | None,
    language: Language,
    pairs: Sequence[tuple[str, str]],
    *,
    client: str | None = None,
) -> Receipt:
    """Store what was sent as a page's fields; raises as ``submit_json`` does, and ``BrokenForm``."""
    refuse_bad_id(id)
    sent = _SentForm(id, version, language, client, lambda form: form.decode(pairs))
    return _submit(services, event_id, form_name, sent)


def show_receipt(services: "Services", event_id: str, form_name: str, id: str) -> Receipt:  # noqa: A002 -- its name everywhere
    """Return the receipt of a submission; whoever knows its id may see it.

    Raises:
        errors.SubmissionNotFound, errors.SubmissionErased: there is none, or no more.
    """
    entry = services.catalogue.entry(event_id, form_name)
    submission = services.submissions.find(event_id, form_name, id, shards=entry.record.shards)
    return Receipt.of(submission, created=False)


def _submit(services: "Services", event_id: str, form_name: str, sent: _SentForm) -> Receipt:
    """Store it. Before a refusal, read event and form again, and look for its first receipt."""
    known = services.catalogue.entry(event_id, form_name)
    try:
        return _accept(services, known, sent)
    except _BEFORE_REPEATS as refusal:
        last: errors.Refusal = refusal
    entry = services.catalogue.reread(event_id, form_name)
    if not entry.equals(known):
        try:
            return _accept(services, entry, sent)
        except _BEFORE_REPEATS as refusal:
            last = refusal
    return _first_receipt(services, entry, sent, last)


def _accept(services: "Services", entry: Entry, sent: _SentForm) -> Receipt:
    now = services.clock()
    entry.event.refuse_unless_open(now)
    entry.record.refuse_unless_open(now)
    form = services.catalogue.form(
        entry.event, entry.record, entry.record.version if sent.version is None else sent.version
    )
    values = sent.read(form)
    answers = form.check(values, now=now, new_id=services.new_id, language=sent.language)
    files = _check_files(services, entry, form, answers)
    id = sent.id or services.new_id()  # noqa: A001 -- its name everywhere
    receipt = receipt_code(entry.key, entry.event.id, form.name, id)
    response = Response(
        id=id,
        event=entry.event.id,
        form=form.name,
        version=form.version,
        language=sent.language,
        received_at=services.clock(),  # as near to the write as can be: summaries wait for it
        category=answers.category,
        answers=answers.values,
        stat_line=form.stat_line(answers),
        payload_hash=fingerprint(values),
        receipt=receipt,
        list_line=str(ListLine.of(sent.language, receipt, answers.texts_by_role(ROLES))),
        files=files,
    )
    try:
        if not entry.record.takes_registrations:
            return _respond(services, entry, response)
        from chalicelib.actions import registrations

        stored = registrations.register(services, entry, form, response, answers, sent.client)
        return _issue_receipt(services, stored.sent, stored.existing)
    except ItemTooLarge:
        raise errors.SubmissionTooLarge from None
    except CollectionFull:
        if entry.record.full_at is None:
            services.forms.note_full(entry.record, now)
        raise errors.FormFull from None
    except UploadTaken as taken:
        from chalicelib.actions import uploads

        raise uploads.refusal_of(files, taken) from None


def _check_files(
    services: "Services", entry: Entry, form: Form, answers: Answers
) -> "tuple[AnswerFile, ...]":
    """Return the files among the answers. Most forms have no question of files and cost no request."""
    if not form.file_questions:
        return ()
    from chalicelib.actions import uploads

    return uploads.check_answers(services, entry, form, answers)


def _respond(services: "Services", entry: Entry, response: Response) -> Receipt:
    existing = services.submissions.respond(response, shards=entry.record.shards)
    return _issue_receipt(services, response, existing)


def _issue_receipt(services: "Services", sent: Submission, existing: Submission | None) -> Receipt:
    """Return the receipt of what was stored now, or the first one of what has the same id."""
    if existing is None:
        with after_commit.attempt("note", sent):
            services.arrivals.note(sent.event, sent.form, services.clock())
        if sent.files:
            from chalicelib.actions import uploads

            uploads.keep(services, sent)
        return Receipt.of(sent, created=True)
    existing.refuse_other_payload(sent.payload_hash)
    return Receipt.of(existing, created=False)


def _first_receipt(
    services: "Services", entry: Entry, sent: _SentForm, refusal: errors.Refusal
) -> Receipt:
    """Return the first receipt if the same was stored before; else raise the refusal."""
    if sent.id is None:
        raise refusal
    try:
        found = services.submissions.find(
            entry.event.id, entry.record.name, sent.id, shards=entry.record.shards
        )
    except errors.SubmissionNotFound:
        raise refusal from None
    form = services.catalogue.form(entry.event, entry.record, found.version)
    found.refuse_other_payload(fingerprint(sent.read(form)))
    return Receipt.of(found, created=False)
