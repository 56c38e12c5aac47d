"""What organisers do with stored registrations and responses."""

from collections.abc import Iterator

from bench.faults.use_cases.case import Step, UseCase
from bench.faults.use_cases.submissions import with_sent_photo, with_unconfirmed
from bench.faults.world import World
from chalicelib import errors
from chalicelib.actions import (
    corrections,
    document_making,
    documents,
    exports,
    stored_submissions,
    summaries,
    text_answers,
    uploads,
)
from chalicelib.actions.services import Services
from chalicelib.domain.submissions import ErasureReason
from tests.actions.photos import EVENT
from tests.actions.setting import (
    ORGANISER,
    nth_id,
    respond,
)


def rows() -> Iterator[UseCase]:
    """Yield what organisers do with what people sent."""
    yield UseCase(
        "list rows",
        lambda s, _: stored_submissions.list_submissions(s, ORGANISER, EVENT, "registration"),
        is_reading=True,
    )
    yield UseCase("read a kept file", _read_photo, with_sent_photo, is_reading=True)
    yield UseCase("erase a response", _erase("impressions", 101))
    yield UseCase("erase a registration", _erase("registration", 100))
    yield UseCase("erase a place to be confirmed", _erase("registration", 1), with_unconfirmed)
    yield UseCase("erase a response with a file", _erase("photos", 1), with_sent_photo)
    yield UseCase(
        "read a summary", lambda s, _: summaries.read_summary(s, ORGANISER, EVENT, "impressions")
    )
    yield UseCase(
        "export rows",
        lambda s, _: exports.export_answers(s, ORGANISER, EVENT, "registration"),
        is_reading=True,
    )
    yield UseCase("export large rows", _export_large, _with_large_rows, is_reading=True)
    yield UseCase(
        "export figures",
        lambda s, _: exports.export_figures(s, ORGANISER, EVENT, "impressions", language="kk"),
        is_reading=True,
    )
    yield UseCase("make a workbook", _make_workbook)
    yield UseCase("erase a selection", _erase_selection)
    yield UseCase("correct a category", _correct(category="teacher"))
    yield UseCase("correct contacts", _correct(name="Айша Е.", email="new@pikir.example"))
    yield UseCase("correct all at once", _correct(category="teacher", phone="+7 701 234 56 78"))
    yield UseCase("correct a place to be confirmed", _correct_unconfirmed, with_unconfirmed)
    yield UseCase("read text answers", _read_texts, is_reading=True)


def _read_photo(services: Services, world: World) -> object:
    return uploads.read(services, ORGANISER, EVENT, "photos", nth_id(1), world.notes["photo"])


def _erase(form: str, number: int) -> Step:
    return lambda s, _: stored_submissions.erase_submission(
        s, ORGANISER, EVENT, form, nth_id(number)
    )


def _with_large_rows(services: Services, _: World) -> None:
    for number in range(200, 215):
        texts = {f"more_{n}": "ә" * 19_000 for n in range(8)}
        respond(services, nth_id(number), **texts)


def _export_large(services: Services, _: World) -> object:
    return exports.export_answers(services, ORGANISER, EVENT, "impressions")


def _make_workbook(services: Services, _: World) -> object:
    asked = documents.request_workbook(services, ORGANISER, EVENT, None, language="kk")
    return document_making.make_document(services, EVENT, asked.id)


def _erase_selection(services: Services, _: World) -> object:
    ids = [nth_id(101), nth_id(102), nth_id(103)]
    outcomes = stored_submissions.erase_selection(
        services, ORGANISER, EVENT, "impressions", ids, ErasureReason.TEST
    )
    if stored_submissions.ErasureOutcome.FAILED in outcomes.values():
        raise errors.Unavailable
    return None


def _correct(**correction: str) -> Step:
    return lambda services, _: corrections.correct_registration(
        services, ORGANISER, EVENT, "registration", nth_id(100), correction, revisions={1}
    )


def _correct_unconfirmed(services: Services, _: World) -> object:
    correction = {"category": "teacher", "email": "new@pikir.example"}
    return corrections.correct_registration(
        services, ORGANISER, EVENT, "registration", nth_id(1), correction
    )


def _read_texts(services: Services, _: World) -> object:
    return text_answers.list_text_answers(services, ORGANISER, EVENT, "impressions", "why")
