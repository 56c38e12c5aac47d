"""The record of an event: entries are written, removed, taken back and put in order, and each change is logged once."""

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from chalicelib import errors
from chalicelib.actions import copies, deletions, events, records
from chalicelib.actions.services import Services
from chalicelib.domain.audit import AuditFilter
from chalicelib.domain.permissions import Actor
from chalicelib.domain.records.sections import Handout
from chalicelib.settings import Settings
from chalicelib.storage import keys
from chalicelib.storage.table import Table
from tests.actions.permission_cases import COPY
from tests.actions.setting import ORGANISER, Clock, as_json, event_document, services_on

if TYPE_CHECKING:
    from chalicelib.domain.records import Record, RecordEntry

EVENT = "round-table"
COLLEAGUE = Actor.owner("aigul@pikir.example")


@pytest.fixture
def services(local_settings: Settings, local_table: Table, clock: Clock) -> Services:
    services = services_on(local_settings, clock, local_table)
    programme = [{"name": "opening", "kind": "opening"}, {"name": "report", "kind": "report"}]
    document = event_document(state="draft", programme=programme)
    events.create_event(services, ORGANISER, as_json(document))
    return services


def write(
    services: Services,
    title: str,
    entry: str = "leaflet",
    actor: Actor = ORGANISER,
    revision: int | None = None,
) -> "RecordEntry[Handout]":
    document = as_json({"title": {"kk": title}, "kind": "leaflet"})
    revisions = None if revision is None else {revision}
    return records.save_entry(
        services, actor, EVENT, "handouts", entry, document, revisions=revisions
    )


def show(services: Services) -> "Record":
    return records.show_record(services, ORGANISER, EVENT)


def lines(services: Services) -> list[tuple[str, str | None]]:
    noted = services.audit.newest_first(now=services.clock(), since=None, until=None, before=None)
    admitted = AuditFilter(code="record.change")
    return [(each.actor, each.subject) for each in noted if admitted.admits(each)]


def test_an_entry_is_written_and_written_again(services: Services, clock: Clock) -> None:
    first = write(services, "Жадынама", revision=0)
    clock.forward(minutes=1)
    second = write(services, "Жаднама", actor=COLLEAGUE, revision=1)
    assert (first.revision, second.revision) == (1, 2)
    (entry,) = show(services).handouts
    assert entry == second
    assert entry.content == Handout(title={"kk": "Жаднама"}, kind="leaflet")
    assert (entry.changed_by, entry.changed_at) == (COLLEAGUE.id, clock())


def test_the_same_content_is_not_written_again(services: Services) -> None:
    written = write(services, "Жадынама", revision=0)
    assert write(services, "Жадынама", revision=0) == written
    assert write(services, "Жадынама", actor=COLLEAGUE) == written


def test_a_change_of_another_revision_is_refused(services: Services) -> None:
    write(services, "Жадынама")
    write(services, "Жаднама", actor=COLLEAGUE, revision=1)
    for revision in (0, 1):
        with pytest.raises(errors.PreconditionFailed):
            write(services, "Тағы", revision=revision)
    assert write(services, "Тағы").revision == 3


@pytest.mark.parametrize(
    ("section", "entry"), [("weather", "sun"), ("paper", "letter"), ("handouts", "#")]
)
def test_there_are_only_the_sections_and_their_entries(
    services: Services, section: str, entry: str
) -> None:
    with pytest.raises(errors.RecordEntryNotFound):
        records.save_entry(services, ORGANISER, EVENT, section, entry, b"{}")


def test_an_entry_is_removed_and_taken_back(services: Services, clock: Clock) -> None:
    write(services, "Жадынама")
    records.remove_entry(services, ORGANISER, EVENT, "handouts", "leaflet", revisions={1})
    records.remove_entry(services, ORGANISER, EVENT, "handouts", "leaflet", revisions={1})
    record = show(services)
    assert record.handouts == ()
    assert [(each.id, each.revision) for each in record.removed] == [("leaflet", 2)]
    restored = records.restore_entry(services, ORGANISER, EVENT, "handouts", "leaflet")
    assert restored == records.restore_entry(services, ORGANISER, EVENT, "handouts", "leaflet")
    assert (restored.revision, show(services).handouts) == (3, (restored,))
    records.remove_entry(services, ORGANISER, EVENT, "handouts", "leaflet")
    clock.forward(days=1, minutes=1)
    with pytest.raises(errors.RecordEntryNotFound):
        records.restore_entry(services, ORGANISER, EVENT, "handouts", "leaflet")


def test_a_writer_is_told_that_the_entry_was_removed(services: Services) -> None:
    write(services, "Жадынама")
    records.remove_entry(services, COLLEAGUE, EVENT, "handouts", "leaflet")
    with pytest.raises(errors.PreconditionFailed):
        write(services, "Жаднама", revision=1)
    assert write(services, "Жаднама", revision=2).revision == 3
    assert show(services).removed == ()


def test_nothing_is_removed_that_nobody_wrote(services: Services) -> None:
    for remove in (records.remove_entry, records.restore_entry):
        with pytest.raises(errors.RecordEntryNotFound):
            remove(services, ORGANISER, EVENT, "talks", "opening")


def test_a_section_is_put_in_order(services: Services) -> None:
    for entry in ("a", "b", "c"):
        write(services, entry, entry)
    order = ["c", "a", "gone"]
    record = records.order_entries(services, ORGANISER, EVENT, "handouts", order)
    assert [each.id for each in record.handouts] == ["c", "a", "b"]
    assert show(services) == record
    record = records.order_entries(services, ORGANISER, EVENT, "talks", ["report", "opening"])
    assert [each.id for each in record.talks] == ["report", "opening"]
    with pytest.raises(errors.RecordEntryNotFound):
        records.order_entries(services, ORGANISER, EVENT, "weather", [])


def test_the_audit_log_has_a_line_per_person_section_and_ten_minutes(
    services: Services, clock: Clock
) -> None:
    for number in range(3):
        write(services, f"Жадынама {number}")
    records.order_entries(services, ORGANISER, EVENT, "talks", ["report"])
    write(services, "Бейнеролик", "video", COLLEAGUE)
    records.remove_entry(services, ORGANISER, EVENT, "handouts", "leaflet")
    expected = [(COLLEAGUE.id, "handouts"), (ORGANISER.id, "handouts"), (ORGANISER.id, "talks")]
    assert sorted(lines(services)) == expected
    clock.forward(minutes=11)
    write(services, "Тағы")
    assert len(lines(services)) == 4


def test_a_deleted_event_leaves_nothing_of_its_record(services: Services) -> None:
    write(services, "Жадынама")
    records.order_entries(services, ORGANISER, EVENT, "talks", ["report"])
    deletions.delete_event(services, ORGANISER, EVENT)
    assert list(services.table.query(keys.record(EVENT))) == []


def test_a_copy_of_an_event_begins_with_an_empty_record(services: Services) -> None:
    write(services, "Жадынама")
    copies.copy_event(services, ORGANISER, EVENT, COPY)
    record = records.show_record(services, ORGANISER, COPY.id)
    assert record.handouts == ()
    assert {each.origin for each in record.talks} == {"programme"}


def test_one_entry_that_cannot_be_read_hides_no_other(
    services: Services, caplog: pytest.LogCaptureFixture
) -> None:
    write(services, "Жадынама")
    write(services, "Бейнеролик", "video")
    item = services.table.get(keys.record_entry(EVENT, "handouts", "leaflet"))
    assert item is not None
    services.table.put({**item, "content": {"B": b"broken"}})
    assert [each.id for each in show(services).handouts] == ["video"]
    assert "unreadable_item" in caplog.text


def test_a_removed_entry_expires(services: Services, clock: Clock) -> None:
    write(services, "Жадынама")
    records.remove_entry(services, ORGANISER, EVENT, "handouts", "leaflet")
    item = services.table.get(keys.record_entry(EVENT, "handouts", "leaflet"))
    assert item is not None
    end = clock() + timedelta(days=1, hours=1)
    assert item["expires_at"] == {"N": str(int(end.timestamp()))}
