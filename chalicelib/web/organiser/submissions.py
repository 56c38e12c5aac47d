"""One submission on its own page: what was asked and answered, in the organiser's language, to read and to print."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from chalicelib.actions import listings
from chalicelib.domain.registrations import Registration
from chalicelib.domain.submissions import STATUS_NAMES
from chalicelib.forms.types.pattern_types import Upload
from chalicelib.locales import N_, Language, translate
from chalicelib.web import dates
from chalicelib.web.organiser import session
from chalicelib.web.organiser.listings import category_label
from chalicelib.web.render import LANGUAGE_NAMES
from chalicelib.web.routes import handler
from chalicelib.web.urls import Urls

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from chalicelib.actions.listings import StoredSubmission
    from chalicelib.actions.services import Services
    from chalicelib.web.reply import Reply
    from chalicelib.web.request import Request

NOTHING: Final = "–"
"""Stands where a question was not answered."""


@dataclass(frozen=True, slots=True)
class FileLink:
    """A file among the answers."""

    name: str
    address: str
    size: str


@dataclass(frozen=True, slots=True)
class AnsweredQuestion:
    """A question of the version that was filled in, with its answer as the organiser reads it."""

    label: Mapping[Language, str]
    answer: str
    files: tuple[FileLink, ...]


@handler
def show(
    request: Request,
    services: Services,
    *,
    event: str,
    form: str,
    id: str,  # noqa: A002 -- the name of the path parameter
) -> Reply:
    """Show one submission."""
    console = session.enter(request, services)
    stored = listings.find_submission(services, console.actor, event, form, id)
    submission = stored.submission
    return console.event_page(
        "organiser/submission.html",
        request,
        stored.event,
        tab="people" if stored.record.takes_registrations else "answers",
        form=stored.record,
        submission=submission,
        heading=listings.line_of(submission).name or submission.receipt,
        may_correct=stored.record.takes_registrations
        and console.actor.may("submissions.change", stored.event),
        may_erase=console.actor.may("submissions.erase", stored.event),
        facts=list(_facts(stored, request.language)),
        questions=list(_questions(stored, request)),
    )


def _facts(stored: StoredSubmission, language: Language) -> Iterator[tuple[str, str]]:
    """Yield what is known beside the answers, with its names."""
    submission, event = stored.submission, stored.event
    yield translate(N_("Receipt"), language), submission.receipt
    if submission.category:
        name = category_label(submission.category, event, language)
        yield translate(N_("Category"), language), name
    moment = dates.moment(submission.received_at, event.time_zone, language)
    yield translate(N_("When"), language), moment
    yield translate(N_("Language"), language), LANGUAGE_NAMES[submission.language]
    yield translate(N_("Version of the form"), language), str(submission.version)
    if isinstance(submission, Registration):
        yield (
            translate(N_("Status"), language),
            translate(STATUS_NAMES[submission.status], language),
        )


def _questions(stored: StoredSubmission, request: Request) -> Iterator[AnsweredQuestion]:
    """Yield the questions that people answer, in the form's order."""
    submission = stored.submission
    for column in stored.form.columns():
        question = column.question
        if not question.is_entered:
            continue
        if isinstance(question, Upload):
            files = tuple(_files(stored, question.key, request))
            yield AnsweredQuestion(column.label, "" if files else NOTHING, files)
        else:
            text = column.text(submission.answers, request.language)
            yield AnsweredQuestion(column.label, text or NOTHING, ())


def _files(stored: StoredSubmission, key: str, request: Request) -> Iterator[FileLink]:
    submission, urls = stored.submission, Urls(request.prefix)
    for file in submission.files:
        question = stored.form.file_question(file.question)
        if question is not None and question.key == key:
            address = urls.answer_file(stored.event.id, submission.form, submission.id, file.id)
            kilobytes = dates.number(-(-file.size // 1024), request.language)
            yield FileLink(file.name, address, f"{kilobytes} KB")
