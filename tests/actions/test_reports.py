"""A report is made of what is stored now, and hides small groups whoever asks."""

from collections.abc import Mapping

import pytest

from chalicelib.actions import answer_marks, events, proposals, records, reports
from chalicelib.actions.services import Services
from chalicelib.documents.text.report import Fact, ReportText
from chalicelib.domain.marks import MarkStep
from chalicelib.domain.permissions import Actor, Grant, MemberRole
from chalicelib.domain.proposals import ProposalOutcome, ProposalState
from chalicelib.domain.proposals.steps import NewProposal, ProposalChange
from chalicelib.settings import Settings
from chalicelib.storage.table import Table
from tests.actions.setting import (
    ORGANISER,
    Clock,
    answers_of_a_pupil,
    as_json,
    change,
    event_document,
    nth_id,
    open_event,
    register,
    respond,
    services_on,
)

EVENT = "round-table"
SERIES = {"id": "learning", "title": {"kk": "Оқу", "en": "Learning"}}
TEACHERS: list[Mapping[str, object]] = [
    {"category": "teacher", "name": f"Ғалия {n}", "email": f"galiya{n}@pikir.example"}
    for n in range(6)
]


@pytest.fixture
def services(local_settings: Settings, local_table: Table, clock: Clock) -> Services:
    services = services_on(local_settings, clock, local_table)
    open_event(services, series=SERIES)
    return services


def facts(report: ReportText) -> Mapping[str, str]:
    return {
        run.source: run.text
        for section in report.sections
        for paragraph in section.paragraphs
        for run in paragraph.runs
        if isinstance(run, Fact)
    }


def read(services: Services, actor: Actor = ORGANISER) -> Mapping[str, str]:
    return facts(reports.read_report(services, actor, EVENT, "en", "full").text)


def test_a_report_tells_what_is_stored_now(services: Services, clock: Clock) -> None:
    for name, start, end in (("before", "01", "02"), ("later", "20", "21"), ("last", "25", "26")):
        times = {
            "starts_at": f"2026-06-{start}T10:00:00+05:00",
            "ends_at": f"2026-06-{end}T10:00:00+05:00",
        }
        held = {"venue": {"en": "Hall"}, "organiser": {"name": {"en": "Library"}}}
        document = event_document(id=name, title={"en": name}, series=SERIES, **times, **held)
        events.create_event(services, ORGANISER, as_json(document))
    for answers in TEACHERS:
        register(services, answers)
    handout = as_json({"title": {"en": "Rights of the child"}, "copies": 40})
    records.save_entry(services, ORGANISER, EVENT, "handouts", "leaflet", handout)
    for _ in range(5):
        respond(services)
    clock.forward(days=15)
    told = read(services)
    assert told["counts.registered"] == "6"
    assert told["record.handouts.leaflet.title"] == "Rights of the child"
    assert told["record.handouts.leaflet.copies"] == "40"
    assert told["summary.impressions.responses"] == "5"
    assert told["summary.impressions.responses.rate"] == "83"
    assert told["summary.impressions.overall.mean"] == "5"
    assert (told["series.before.title"], told["series.later.title"]) == ("before", "later")
    assert told["series.before.venue"] == "Hall"
    assert told["series.before.organiser.name"] == "Library"
    assert "series.last.title" not in told


def accept(services: Services, event: str, text: str, number: int) -> None:
    new = NewProposal(id=nth_id(number), text={"en": text})
    added = proposals.add_proposal(services, ORGANISER, event, new)
    change = ProposalChange(state=ProposalState.ACCEPTED)
    proposals.change_proposal(services, ORGANISER, event, added.number, change)


def test_accepted_proposals_are_told_and_what_became_of_the_last_event_s(
    services: Services, clock: Clock
) -> None:
    times = {"starts_at": "2026-06-02T10:00:00+05:00", "ends_at": "2026-06-02T11:00:00+05:00"}
    document = event_document(id="before", title={"en": "Before"}, series=SERIES, **times)
    events.create_event(services, ORGANISER, as_json(document))
    accept(services, "before", "Raid the market", 1)
    done = ProposalChange(outcome=ProposalOutcome.DONE)
    proposals.change_proposal(services, ORGANISER, "before", 1, done)
    accept(services, EVENT, "Keep the library open", 2)
    open_one = NewProposal(id=nth_id(3), text={"en": "Left open"})
    proposals.add_proposal(services, ORGANISER, EVENT, open_one)
    clock.forward(days=15)
    told = read(services)
    assert told["proposals.received"] == "2"
    assert told["proposals.1.text"] == "Keep the library open"
    assert told["series.before.proposals.1.text"] == "Raid the market"
    assert "Left open" not in told.values()


def test_marked_answers_are_quoted_with_their_category(services: Services) -> None:
    for number in range(1, 7):
        respond(services, nth_id(number), category="teacher", why=f"Words {number}")
    place = (services, ORGANISER, EVENT, "impressions", "why")
    answer_marks.mark_answers(*place, [nth_id(2)], MarkStep.QUOTE)
    [quoted] = [source for source, words in read(services).items() if words == "Words 2"]
    assert quoted.startswith("quotes.impressions.")
    assert read(services)[quoted.replace(".text", ".category")] == "teacher"
    answer_marks.mark_answers(*place, [nth_id(1), nth_id(3)], MarkStep.QUOTE)
    assert read(services)[quoted] == "Words 2"
    answer_marks.mark_answers(*place, [nth_id(2)], MarkStep.HIDE)
    assert "Words 2" not in read(services).values()


def test_small_groups_are_hidden_from_organisers_too(services: Services) -> None:
    change(services, small_group_threshold=3)
    for answers in (*TEACHERS, answers_of_a_pupil()):
        register(services, answers)
    for _ in range(2):
        respond(services)
    reader = Actor("member", "reader@pikir.example", (Grant(MemberRole.SUMMARIES_READER),))
    told = read(services)
    assert told == read(services, reader)
    assert told["counts.registered"] == "7"
    assert told["summary.impressions.responses"] == "2"
    hidden = ("counts.categories.", "summary.impressions.overall")
    assert not [source for source in told if source.startswith(hidden)]
