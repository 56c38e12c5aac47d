"""A reply about the wording of a report that is lost after the commit: it is stored once, and asking again is safe."""

import pytest

from chalicelib import errors
from chalicelib.actions import paragraph_edits
from chalicelib.actions.services import Services
from chalicelib.domain.paragraph_edits import ReportEdition
from chalicelib.storage.direct.retries import ATTEMPTS
from tests.actions.setting import ORGANISER
from tests.faults.proxy import Faults

pytestmark = pytest.mark.dynoxide

EDITION = ReportEdition("round-table", "kk", "full")


def write(services: Services, text: str, revision: int) -> int:
    place = (services, ORGANISER, EDITION, "title", text)
    return paragraph_edits.save_edit(*place, revisions={revision}).revision


def lines(services: Services) -> int:
    noted = services.audit.newest_first(now=services.clock(), since=None, until=None, before=None)
    return sum(each.code == "report.reword" for each in noted)


def test_a_lost_reply_words_a_paragraph_once(services: Services, faults: Faults) -> None:
    faults.lose("TransactWriteItems", ATTEMPTS - 1)
    assert write(services, "Есеп", 0) == 1
    faults.lose("TransactWriteItems", 100)
    with pytest.raises(errors.Unavailable):
        write(services, "Қысқа есеп", 1)
    faults.lose("TransactWriteItems", 0)
    assert write(services, "Қысқа есеп", 1) == 2
    with pytest.raises(errors.PreconditionFailed):
        write(services, "Басқа", 1)
    assert lines(services) == 2


def test_taking_back_is_told_as_done_when_it_is_repeated(
    services: Services, faults: Faults
) -> None:
    write(services, "Есеп", 0)
    place = (services, ORGANISER, EDITION, "title")
    faults.lose("TransactWriteItems", 100)
    with pytest.raises(errors.Unavailable):
        paragraph_edits.take_back_edit(*place, revisions={1})
    faults.lose("TransactWriteItems", 0)
    paragraph_edits.take_back_edit(*place, revisions={1})
    assert lines(services) == 2
    assert paragraph_edits.put_back_edit(*place).revision == 3
