"""A report's paragraphs are worded, taken back and put back; each change is logged, and two at once are told apart."""

from datetime import timedelta

import pytest

from chalicelib import errors
from chalicelib.actions import deletions, documents, events, paragraph_edits, records, reports
from chalicelib.actions.audit import audit_operation
from chalicelib.actions.services import Services
from chalicelib.domain import paragraph_edits as domain
from chalicelib.domain.audit import AuditFilter
from chalicelib.domain.paragraph_edits import ParagraphEdit, ReportEdition
from chalicelib.domain.permissions import Actor
from chalicelib.locales import Language
from chalicelib.settings import Settings
from chalicelib.storage import keys
from chalicelib.storage.table import Table
from tests.actions.setting import ORGANISER, Clock, as_json, event_document, services_on

EVENT = "round-table"
COLLEAGUE = Actor.owner("aigul@pikir.example")
FULL = ReportEdition(EVENT, "ru", "full")
TEXT = "Собралось {record.attendance.total}."


@pytest.fixture
def services(local_settings: Settings, local_table: Table, clock: Clock) -> Services:
    services = services_on(local_settings, clock, local_table)
    events.create_event(services, ORGANISER, as_json(event_document(state="draft")))
    count(services, 41)
    return services


def count(services: Services, total: int) -> None:
    document = as_json({"total": total})
    records.save_entry(services, ORGANISER, EVENT, "attendance", "attendance", document)


def word(
    services: Services,
    text: str = TEXT,
    *,
    key: str = "came",
    actor: Actor = ORGANISER,
    revision: int | None = None,
) -> ParagraphEdit:
    revisions = None if revision is None else {revision}
    return paragraph_edits.save_edit(services, actor, FULL, key, text, revisions=revisions)


def tell(services: Services, edition: ReportEdition = FULL) -> list[str]:
    report = reports.read_report(
        services, ORGANISER, edition.event, edition.language, edition.length
    ).text
    return [each.text for section in report.sections for each in section.paragraphs]


def lines(services: Services) -> list[tuple[str, str | None, tuple[str, ...]]]:
    noted = services.audit.newest_first(now=services.clock(), since=None, until=None, before=None)
    admitted = AuditFilter(code="report.reword")
    return [(each.actor, each.subject, each.fields) for each in noted if admitted.admits(each)]


def test_an_edit_survives_new_data_and_says_what_changed(services: Services) -> None:
    edit = word(services)
    assert (edit.revision, edit.changed_by) == (1, ORGANISER.id)
    count(services, 43)
    assert "Собралось 43\xa0человека." in tell(services)
    wording = paragraph_edits.show_wording(services, COLLEAGUE, FULL)
    [worded] = [each for each in wording.paragraphs if each.edit]
    assert (worded.paragraph, worded.is_used) == ("came", True)
    assert [(each.was, each.now) for each in worded.changes] == [
        ("41\xa0человек", "43\xa0человека")
    ]
    for revision, seen in enumerate(("42\xa0человека", "43\xa0человека"), start=1):
        place = (services, COLLEAGUE, FULL, "came", TEXT)
        values = {"record.attendance.total": seen}
        paragraph_edits.save_edit(*place, revisions={revision}, seen=values)
    wording = paragraph_edits.show_wording(services, COLLEAGUE, FULL)
    assert [each.changes for each in wording.paragraphs if each.edit] == [()]
    assert (COLLEAGUE.id, "came", ("ru", "full")) in lines(services)
    assert len(lines(services)) == 3


def test_each_language_and_length_is_worded_by_itself(services: Services) -> None:
    word(services)
    for other in (ReportEdition(EVENT, "kk", "full"), ReportEdition(EVENT, "ru", "page")):
        assert not paragraph_edits.show_wording(services, ORGANISER, other).paragraphs[0].edit
        assert not any("Собралось" in each for each in tell(services, other))
    table = ReportEdition(EVENT, "ru", "facts")
    assert paragraph_edits.show_wording(services, ORGANISER, table).paragraphs == ()
    with pytest.raises(errors.ParagraphNotFound):
        paragraph_edits.save_edit(services, ORGANISER, table, "title", "A")


def test_the_same_again_is_done_and_another_revision_is_refused(services: Services) -> None:
    assert word(services, revision=0) == word(services, revision=0)
    with pytest.raises(errors.PreconditionFailed):
        word(services, "Все пришли.", actor=COLLEAGUE, revision=0)
    assert word(services, "Все пришли.", actor=COLLEAGUE, revision=1).revision == 2
    assert len(lines(services)) == 2


def test_a_report_that_was_worded_meanwhile_is_made_anew(services: Services) -> None:
    """The same request is answered with the same document for five seconds: another wording is another request."""

    def ask(language: Language = "ru") -> str:
        return documents.request_report(
            services, ORGANISER, EVENT, language=language, length="full"
        ).id

    ids, other = [ask(), ask()], ask("kk")
    word(services)
    ids.append(ask())
    paragraph_edits.take_back_edit(services, ORGANISER, FULL, "came")
    ids.append(ask())
    assert ids[0] == ids[1]
    assert len(set(ids)) == 3
    assert ask("kk") == other


def test_the_condition_stands_in_the_write(services: Services) -> None:
    """Written once more, as after a lost reply, an edit is done; another one of its revision is refused."""
    edit = word(services)
    other = edit.model_copy(update={"text": "Все."})
    line = audit_operation(services, ORGANISER, "report.reword", event=EVENT, subject="came")
    services.paragraph_edits.save(FULL, edit, along=line)
    with pytest.raises(errors.ChangedMeanwhile):
        services.paragraph_edits.save(FULL, other, along=line)
    assert services.paragraph_edits.read(FULL) == {"came": edit}
    assert len(lines(services)) == 1


@pytest.mark.parametrize(
    ("key", "text", "code"),
    [
        ("came", "Пришли {record.attendance.invited}, {x} и {x}.", "report.unknown_fact"),
        ("title", " \n ", "report.title_left_out"),
        ("came", "a" * (domain.LONGEST_TEXT + 1), "event.too_long"),
        ("came", "a\x00b", "report.control_characters"),
    ],
)
def test_a_mistake_is_named_and_nothing_is_stored(
    services: Services, key: str, text: str, code: str
) -> None:
    with pytest.raises(errors.WordingRefused) as refused:
        word(services, text, key=key)
    assert {each.code for each in refused.value.problems} == {code}
    assert len(refused.value.problems) == (2 if code == "report.unknown_fact" else 1)
    assert services.paragraph_edits.read(FULL) == {}


def test_there_is_no_room_for_more_edits_than_the_limit(
    services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(paragraph_edits, "MOST_EDITS", 1)
    word(services)
    with pytest.raises(errors.WordingRefused):
        word(services, "A", key="title")
    word(services, "Все.", revision=1)


def test_a_paragraph_that_is_not_there_is_not_found(services: Services) -> None:
    for action in (paragraph_edits.take_back_edit, paragraph_edits.put_back_edit):
        with pytest.raises(errors.ParagraphNotFound):
            action(services, ORGANISER, FULL, "came")
    with pytest.raises(errors.ParagraphNotFound):
        word(services, key="weather")


def test_an_edit_is_taken_back_and_for_a_day_put_back(services: Services, clock: Clock) -> None:
    own = tell(services)
    word(services)
    for _ in range(2):
        paragraph_edits.take_back_edit(services, ORGANISER, FULL, "came", revisions={1})
    assert tell(services) == own
    [gone] = paragraph_edits.show_wording(services, ORGANISER, FULL).taken_back
    assert gone.text == TEXT
    for _ in range(2):
        assert paragraph_edits.put_back_edit(services, ORGANISER, FULL, "came").revision == 3
    assert "Собралось 41\xa0человек." in tell(services)
    with pytest.raises(errors.PreconditionFailed):
        paragraph_edits.take_back_edit(services, ORGANISER, FULL, "came", revisions={1})
    paragraph_edits.take_back_edit(services, ORGANISER, FULL, "came")
    clock.forward(days=1)
    with pytest.raises(errors.ParagraphNotFound):
        paragraph_edits.put_back_edit(services, ORGANISER, FULL, "came")
    assert paragraph_edits.show_wording(services, ORGANISER, FULL).taken_back == ()
    assert word(services, revision=4).revision == 5


def test_an_edit_whose_paragraph_is_gone_is_kept_and_can_be_taken_back(services: Services) -> None:
    word(services)
    records.remove_entry(services, ORGANISER, EVENT, "attendance", "attendance")
    [gone] = paragraph_edits.show_wording(services, ORGANISER, FULL).gone
    assert gone.paragraph == "came"
    paragraph_edits.take_back_edit(services, ORGANISER, FULL, "came")
    records.restore_entry(services, ORGANISER, EVENT, "attendance", "attendance")
    assert not any("Собралось" in each for each in tell(services))


def test_an_event_that_is_deleted_takes_its_edits_along(services: Services, clock: Clock) -> None:
    word(services)
    assert list(services.table.query(keys.paragraph_edits(EVENT)))
    deletions.delete_event(services, ORGANISER, EVENT)
    clock.now += timedelta(minutes=5)
    assert list(services.table.query(keys.paragraph_edits(EVENT))) == []
