"""Documents: ask for them, make them once, download them with the right to, whatever crashes in between."""

import io
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import openpyxl
import pytest

from chalicelib import errors
from chalicelib.actions import audit, document_making, documents, stored_submissions
from chalicelib.actions.report_verification import verify_report
from chalicelib.actions.services import Services
from chalicelib.documents.verification import read_document
from chalicelib.domain.audit import AuditFilter
from chalicelib.domain.documents import (
    DOWNLOADABLE,
    FRESH,
    LEASE,
    MOST_ATTEMPTS,
    UNHEARD,
    DocumentFailure,
    DocumentState,
    DocumentView,
)
from chalicelib.domain.permissions import Actor, Grant, MemberRole
from chalicelib.settings import Settings
from tests.actions.crashes import run_and_crash_before
from tests.actions.photos import list_objects
from tests.actions.setting import ORGANISER, Clock, nth_id, open_event, respond, services_on

pytestmark = pytest.mark.dynoxide

EVENT, FORM = "round-table", "impressions"
READER = Actor("member", "reader@pikir.example", (Grant(MemberRole.SUMMARIES_READER),))


class Letterbox:
    """A queue that keeps its messages."""

    def __init__(self) -> None:
        self.messages: list[str] = []

    def notify(self, message: str) -> None:
        self.messages.append(message)


@pytest.fixture
def services(files_settings: Settings, clock: Clock) -> Services:
    return start_process(files_settings, clock)


def start_process(settings: Settings, clock: Clock) -> Services:
    services = services_on(settings, clock)
    if services.events.get(EVENT) is None:
        open_event(services)
        for number in range(3):
            respond(services, nth_id(number), why="=1+1")
    vars(services)["document_queue"] = Letterbox()
    return services


def messages(services: Services) -> list[str]:
    queue: Letterbox = vars(services)["document_queue"]
    return [*queue.messages]


def ask(services: Services, actor: Actor = ORGANISER, **changes: Any) -> DocumentView:
    return documents.request_workbook(
        services, actor, EVENT, FORM, **({"language": "kk"} | changes)
    )


def show(services: Services, view: DocumentView, actor: Actor = ORGANISER) -> DocumentView:
    return documents.show_document(services, actor, EVENT, view.id)


def work(services: Services) -> list[bool]:
    """Do what the queue's messages ask for, each once."""
    return [document_making.make_from_message(services, each) for each in messages(services)]


def sheets_of(services: Services) -> list[str]:
    [key] = list_objects(services, "documents/")
    found = services.bucket.get(key)
    assert found is not None
    names: list[str] = openpyxl.load_workbook(io.BytesIO(found.content)).sheetnames
    return names


def test_a_workbook_is_made_and_downloaded(services: Services) -> None:
    view = ask(services)
    assert (view.state, view.name) == (DocumentState.WAITING, "round-table-impressions.xlsx")
    assert work(services) == [True]
    ready = show(services, view)
    assert ready.state is DocumentState.READY
    assert sheets_of(services) == ["Жиынтық көрсеткіштер", "Барлық көрсеткіштер", "Жауаптар"]
    download = documents.download_document(services, ORGANISER, EVENT, view.id)
    assert download.link is not None
    assert "documents/round-table/" in download.link
    [line] = audit.read_audit(services, ORGANISER, AuditFilter(code="download.make")).entries
    assert (line.actor, line.form, line.subject) == (ORGANISER.id, FORM, view.name)


def test_the_same_request_is_answered_with_the_same_document(
    services: Services, clock: Clock
) -> None:
    first = ask(services)
    assert ask(services) == first
    assert ask(services, by_label=False).id != first.id
    assert len(messages(services)) == 2
    assert work(services) == [True, True]
    assert work(services) == [False, False]  # the same messages again
    assert ask(services).state is DocumentState.READY
    clock.forward(seconds=FRESH.total_seconds() + 1)
    assert ask(services).state is DocumentState.WAITING  # with the answers of now


def test_readers_of_summaries_get_figures_alone_and_nobody_gets_anothers(
    services: Services,
) -> None:
    view = ask(services, READER)
    work(services)
    assert sheets_of(services) == ["Жиынтық көрсеткіштер", "Барлық көрсеткіштер"]
    assert documents.download_document(services, READER, EVENT, view.id).link
    with pytest.raises(errors.DocumentNotFound):
        documents.download_document(services, ORGANISER, EVENT, view.id)
    assert ask(services).id != view.id


def test_a_workbook_of_an_event_has_all_forms_and_ends_with_any_erasure(
    services: Services,
) -> None:
    view = documents.request_workbook(services, ORGANISER, EVENT, None, language="en")
    assert (view.form, view.name) == (None, "round-table.xlsx")
    assert work(services) == [True]
    assert sheets_of(services) == [
        "Registration – Figures",
        "Registration – All figures",
        "Registration – Registrations",
        "Impressions – Figures",
        "Impressions – All figures",
        "Impressions – Answers",
        "Proposals",
    ]
    assert documents.download_document(services, ORGANISER, EVENT, view.id).link
    stored_submissions.erase_submission(services, ORGANISER, EVENT, FORM, nth_id(0))
    with pytest.raises(errors.DocumentNotFound):
        documents.download_document(services, ORGANISER, EVENT, view.id)


def test_a_right_that_is_withdrawn_ends_the_download(services: Services) -> None:
    view = ask(services)
    work(services)
    demoted = Actor("member", ORGANISER.id, (Grant(MemberRole.SUMMARIES_READER),))
    with pytest.raises(errors.EventNotFound):
        documents.download_document(services, demoted, EVENT, view.id)


def test_a_download_ends_with_its_time_or_when_an_answer_is_erased(
    services: Services, clock: Clock
) -> None:
    view = ask(services)
    work(services)
    stored_submissions.erase_submission(services, ORGANISER, EVENT, FORM, nth_id(0))
    with pytest.raises(errors.DocumentNotFound):
        documents.download_document(services, ORGANISER, EVENT, view.id)
    clock.forward(seconds=FRESH.total_seconds() + 1)
    ask(services)
    document_making.make_from_message(services, messages(services)[-1])
    assert documents.download_document(services, ORGANISER, EVENT, view.id).link
    clock.forward(seconds=DOWNLOADABLE.total_seconds())
    for call in (documents.download_document, documents.show_document):
        with pytest.raises(errors.DocumentNotFound):
            call(services, ORGANISER, EVENT, view.id)


def test_nothing_can_be_downloaded_before_it_is_ready(services: Services) -> None:
    view = ask(services)
    with pytest.raises(errors.DocumentNotFound):
        documents.download_document(services, ORGANISER, EVENT, view.id)


def test_waiting_wakes_the_function_again(services: Services, clock: Clock) -> None:
    view = ask(services)
    assert show(services, view) == view
    assert len(messages(services)) == 1
    clock.forward(seconds=UNHEARD.total_seconds() + 1)
    assert show(services, view) == show(services, view)  # once, however many look
    assert len(messages(services)) == 2
    assert ask(services) == view


def test_waiting_ends_when_the_document_is_ready(services: Services) -> None:
    view = ask(services)
    pauses: list[float] = []

    def pause(seconds: float) -> None:
        pauses.append(seconds)
        if len(pauses) == 3:
            work(services)

    waiting = start_waiting(services, pause)
    assert documents.await_document(waiting, ORGANISER, EVENT, view.id).state == "ready"
    assert len(pauses) == 3
    other = ask(services, language="en")
    pauses.append(0)
    assert documents.await_document(waiting, ORGANISER, EVENT, other.id).state == "waiting"
    assert sum(pauses[4:]) == 8


def start_waiting(services: Services, pause: Callable[[float], None]) -> Services:
    """Return the services of another process that pauses so."""
    from dataclasses import replace

    waiting = replace(services, pause=pause)
    vars(waiting)["document_queue"] = services.document_queue
    return waiting


def test_of_two_makers_the_one_whose_lease_ended_is_not_heard(
    services: Services, clock: Clock
) -> None:
    view = ask(services)
    slow = claim(services, view, "slow")
    assert claim(services, view, "early") is None
    assert claim(services, view, "slow") == slow  # its first reply was lost
    clock.forward(seconds=LEASE.total_seconds())
    assert work(services) == [True]
    assert slow is not None
    key = services.documents.keep(slow, io.BytesIO(b"old"), "text/plain")
    assert not services.documents.finish(slow, key=key, epoch=0, now=clock())
    assert not services.documents.fail(slow, DocumentFailure.INTERRUPTED)
    assert show(services, view).state is DocumentState.READY
    link = documents.download_document(services, ORGANISER, EVENT, view.id).link
    assert link is not None
    assert key not in link


def claim(services: Services, view: DocumentView, holder: str) -> Any:  # noqa: ANN401 -- a document or none
    now = services.clock()
    return services.documents.claim(EVENT, view.id, holder=holder, now=now, until=now + LEASE)


def test_a_maker_whose_document_was_taken_over_stops(
    services: Services, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its progress is refused; nothing of its own is stored."""
    monkeypatch.setattr(document_making, "_ROWS_BETWEEN", 1)
    view = ask(services)
    read_all = services.submissions.read_all

    def read_slowly(*args: Any, **kwargs: Any) -> Any:  # noqa: ANN401 -- the store's own
        for number, each in enumerate(read_all(*args, **kwargs)):
            clock.forward(seconds=LEASE.total_seconds())
            if number == 1:
                claim(services, view, "other")
            yield each

    monkeypatch.setattr(services.submissions, "read_all", read_slowly)
    assert work(services) == [False]
    assert list_objects(services, "documents/") == []
    making = show(services, view)
    assert (making.state, making.done, making.total) == (DocumentState.MAKING, 0, 3)


def test_too_many_answers_and_a_form_that_is_gone_are_told(
    services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(document_making, "MOST_ROWS", 2)
    view = ask(services)
    gone = ask(services, READER)
    services.table.delete(_record_key())
    assert work(services) == [False, False]
    failed = show(services, gone, READER)
    assert (failed.state, failed.failure) == (DocumentState.FAILED, DocumentFailure.NOT_FOUND)
    assert show(services, view).failure is DocumentFailure.NOT_FOUND


def _record_key() -> Any:  # noqa: ANN401 -- a key of the table
    from chalicelib.storage import keys

    return keys.form(EVENT, FORM)


def test_more_rows_than_fit_are_refused(
    services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(document_making, "MOST_ROWS", 2)
    view = ask(services)
    assert work(services) == [False]
    assert show(services, view).failure is DocumentFailure.TOO_LARGE


def test_a_mistake_of_ours_is_told_and_the_request_may_be_repeated(
    services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    view = ask(services)
    with monkeypatch.context() as broken:
        broken.setattr(document_making, "write_workbook", lambda *_: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            work(services)
    assert show(services, view).failure is DocumentFailure.INTERRUPTED
    assert ask(services).state is DocumentState.WAITING
    assert any(work(services))


def test_a_busy_database_leaves_the_document_to_another_attempt(
    services: Services, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise errors.Unavailable

    view = ask(services)
    with monkeypatch.context() as busy:
        busy.setattr(document_making, "write_workbook", refuse)
        for _ in range(MOST_ATTEMPTS - 1):
            with pytest.raises(errors.Unavailable):
                work(services)
    assert show(services, view).state is DocumentState.WAITING
    with monkeypatch.context() as busy:
        busy.setattr(document_making, "write_workbook", refuse)
        with pytest.raises(errors.Unavailable):
            work(services)
    assert work(services) == [False]
    assert show(services, view).failure is DocumentFailure.INTERRUPTED


def test_a_document_that_nobody_makes_has_failed_after_a_while(
    services: Services, clock: Clock
) -> None:
    view = ask(services)
    clock.forward(minutes=16)
    assert show(services, view).failure is DocumentFailure.INTERRUPTED
    assert ask(services).requested_at - view.requested_at == timedelta(minutes=16)


def test_after_a_crash_before_any_call_a_repeated_message_finishes(
    services: Services, clock: Clock
) -> None:
    """Of who asks and of who makes; who waits for it wakes the next maker."""
    work_after_asking(services)  # makes the clients, and fills what a process keeps
    calls: list[str] = []
    for call in range(40):
        clock.forward(minutes=20)
        crashed, calls = run_and_crash_before(services, call, lambda: work_after_asking(services))
        view = ask(services)
        clock.forward(seconds=LEASE.total_seconds() + UNHEARD.total_seconds())
        show(services, view)
        document_making.make_from_message(services, messages(services)[-1])
        assert show(services, view).state is DocumentState.READY
        if not crashed:
            break
    assert calls[-2:] == ["PutObject", "UpdateItem"]


def work_after_asking(services: Services) -> None:
    ask(services)
    document_making.make_from_message(services, messages(services)[-1])


def test_deleting_an_event_removes_its_documents(services: Services) -> None:
    from chalicelib.storage import keys
    from chalicelib.storage.deletions import Deletion

    ask(services)
    work(services)
    event = services.events.get(EVENT)
    assert event is not None
    services.deletions.remove_items(
        Deletion.of(event, services.forms.records(EVENT), services.clock())
    )
    for prefix in keys.event_objects(EVENT):
        services.bucket.erase(prefix)
    assert list(services.table.query(keys.documents(EVENT))) == []
    assert list_objects(services, "documents/") == []


def test_a_report_is_made_as_pdf(services: Services) -> None:
    asked = documents.request_report(services, ORGANISER, EVENT, language="ru", length="facts")
    assert (asked.kind, asked.length, asked.form, asked.names) == ("report", "facts", None, None)
    assert document_making.make_document(services, EVENT, asked.id)
    stored = services.documents.find(EVENT, asked.id)
    assert stored is not None
    found = services.bucket.get(stored.object_key)
    assert found is not None
    assert found.content.startswith(b"%PDF-1.7")
    download = documents.download_document(services, ORGANISER, EVENT, asked.id)
    assert (download.name, download.content_type) == (
        "round-table-report-ru.pdf",
        "application/pdf",
    )


def test_a_deployment_without_typst_says_so(
    services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("chalicelib.documents.pdf.find_spec", lambda _: None)
    asked = documents.request_report(services, ORGANISER, EVENT, language="kk", length="full")
    assert not document_making.make_document(services, EVENT, asked.id)
    shown = documents.show_document(services, ORGANISER, EVENT, asked.id)
    assert (shown.state, shown.failure) == (DocumentState.FAILED, DocumentFailure.NO_PDF)


@pytest.mark.parametrize("has_typst", [True, False])
def test_a_word_document_has_charts_where_typst_draws_them(
    services: Services, monkeypatch: pytest.MonkeyPatch, *, has_typst: bool
) -> None:
    monkeypatch.setattr("chalicelib.documents.pdf.is_available", lambda: has_typst)
    for number in range(3, 6):
        respond(services, nth_id(number))
    asked = documents.request_report(
        services, ORGANISER, EVENT, language="kk", length="full", format="docx"
    )
    assert document_making.make_document(services, EVENT, asked.id)
    stored = services.documents.find(EVENT, asked.id)
    file = stored and services.bucket.get(stored.object_key)
    assert file
    assert read_document(file.content).manifest.has_charts == has_typst
    assert (b"media/picture1.png" in file.content) == has_typst
    findings = verify_report(services, ORGANISER, file.content).findings
    assert findings == ()
