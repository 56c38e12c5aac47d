"""A reply about an entry of a record that is lost after the commit: the entry is written once, and asking again is safe."""

from dataclasses import replace

import pytest

from chalicelib import errors
from chalicelib.actions import record_photos, records
from chalicelib.actions.services import Services
from chalicelib.settings import Settings
from chalicelib.storage.direct.retries import ATTEMPTS
from tests.actions.setting import ORGANISER, as_json
from tests.drawn_photos import draw
from tests.faults.proxy import Faults

pytestmark = pytest.mark.dynoxide

EVENT = "round-table"


def write(services: Services, title: str, revision: int) -> int:
    document = as_json({"title": {"kk": title}})
    arguments = (services, ORGANISER, EVENT, "handouts", "leaflet", document)
    return records.save_entry(*arguments, revisions={revision}).revision


def revisions(services: Services) -> list[int]:
    record = records.show_record(services, ORGANISER, EVENT)
    return [each.revision for each in record.handouts]


def lines(services: Services) -> int:
    noted = services.audit.newest_first(now=services.clock(), since=None, until=None, before=None)
    return sum(each.code == "record.change" for each in noted)


@pytest.mark.parametrize("lost", [1, ATTEMPTS - 1])
def test_a_lost_reply_writes_an_entry_once(services: Services, faults: Faults, lost: int) -> None:
    faults.lose("TransactWriteItems", lost)
    assert write(services, "Бірінші", 0) == 1
    faults.lose("PutItem", lost)
    assert write(services, "Екінші", 1) == 2
    assert (revisions(services), lines(services)) == ([2], 1)


@pytest.mark.parametrize("operation", ["TransactWriteItems", "PutItem"])
def test_after_only_lost_replies_the_same_request_is_answered_as_done(
    services: Services, faults: Faults, operation: str
) -> None:
    before = 0 if operation == "TransactWriteItems" else write(services, "Алғашқы", 0)
    faults.lose(operation, 100)
    with pytest.raises(errors.Unavailable):
        write(services, "Жадынама", before)
    faults.lose(operation, 0)
    assert write(services, "Жадынама", before) == before + 1
    with pytest.raises(errors.PreconditionFailed):
        write(services, "Басқа", before)
    assert (revisions(services), lines(services)) == ([before + 1], 1)


def test_a_removal_is_told_as_done_when_it_is_repeated(services: Services, faults: Faults) -> None:
    write(services, "Жадынама", 0)
    faults.lose("PutItem", 100)
    with pytest.raises(errors.Unavailable):
        records.remove_entry(services, ORGANISER, EVENT, "handouts", "leaflet", revisions={1})
    faults.lose("PutItem", 0)
    records.remove_entry(services, ORGANISER, EVENT, "handouts", "leaflet", revisions={1})
    assert revisions(services) == []
    restored = records.restore_entry(services, ORGANISER, EVENT, "handouts", "leaflet")
    assert restored.revision == 3


@pytest.mark.parametrize("lost", [1, 100])
def test_a_photo_whose_reply_is_lost_is_one_photo(
    services: Services, files_settings: Settings, faults: Faults, lost: int
) -> None:
    services = replace(services, settings=files_settings)
    records.save_entry(services, ORGANISER, EVENT, "actions", "a", b'{"title": "A"}')
    arguments = (services, ORGANISER, EVENT, "actions", "a", "p", draw(size=(8, 6)))
    faults.lose("TransactWriteItems", lost)
    if lost == 1:
        record_photos.upload_photo(*arguments)
    else:
        with pytest.raises(errors.Unavailable):
            record_photos.upload_photo(*arguments)
    faults.lose("TransactWriteItems", 0)
    entry = record_photos.upload_photo(*arguments, revisions={0})
    assert entry.revision == 1
    assert records.show_record(services, ORGANISER, EVENT).photos == (entry,)
    assert record_photos.show_photo(services, ORGANISER, EVENT, "photos", "p").body
