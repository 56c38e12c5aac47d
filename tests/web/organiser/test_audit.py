"""The audit log in the console: filters, pages, and the file."""

import re

import pytest

from chalicelib.actions import audit
from chalicelib.domain.audit import CODES
from chalicelib.domain.permissions import SYSTEM
from chalicelib.web.organiser.deeds import DEEDS
from tests.web.client import HttpResponse
from tests.web.organiser.conftest import Console

PAGE = "/console/audit"


def rows(reply: HttpResponse) -> list[str]:
    """Return the text of each row of the table."""
    cells = re.findall(r'<tr role="row">\s*<td.*?</tr>', reply.text, re.DOTALL)
    return [" ".join(re.sub(r"<[^>]+>", " ", row).split()) for row in cells]


def log(console: Console, event: str, count: int = 1) -> None:
    for _ in range(count):
        audit.log_reading(console.services, SYSTEM, "submission.list", event=event, form="f")


def test_every_code_has_its_words() -> None:
    assert set(DEEDS) == set(CODES)


def test_the_log_is_shown_with_its_filters(console: Console) -> None:
    log(console, "spring")
    log(console, "autumn")
    page = console.get(f"{PAGE}?event=autumn&actor=PIKIR&code=submission.list&since=2020-01-01")
    assert page.status == 200
    (row,) = rows(page)
    assert "pikir Жауаптар тізімі қаралды autumn · f" in row
    assert '<option value="submission.list" selected>' in page.text
    assert 'name="event" type="text" value="autumn"' in page.text
    assert rows(console.get(f"{PAGE}?until=2020-01-01")) == []
    assert "Журналда бұл шарттарға сай жазба жоқ." in console.get(f"{PAGE}?event=winter").text


def test_older_entries_are_a_link_away_and_the_filter_goes_along(console: Console) -> None:
    log(console, "spring", 51)
    first = console.get(f"{PAGE}?event=spring")
    assert len(rows(first)) == 50
    older = re.search(r'href="([^"]*cursor=[^"]*)"', first.text)
    assert older is not None
    second = console.get(older[1].replace("&amp;", "&"))
    assert len(rows(second)) == 1
    assert "cursor=" not in second.text.partition("<main")[2]


def test_a_date_that_cannot_be_read_is_told_beside_its_field(console: Console) -> None:
    page = console.get(f"{PAGE}?event=spring&until=soon")
    assert page.status == 422
    assert 'href="#until"' in page.text
    assert 'id="until" name="until" type="date" value="soon"' in page.text
    assert 'name="event" type="text" value="spring"' in page.text
    assert console.get(f"{PAGE}.csv?until=soon").status == 400


@pytest.mark.parametrize("day", ["9999-12-31", "0001-01-01"])
def test_no_date_breaks_the_page(console: Console, day: str) -> None:
    assert console.get(f"{PAGE}?since={day}&until={day}").status == 422


def test_the_log_is_a_file_too(console: Console) -> None:
    log(console, "spring")
    log(console, "autumn")
    link = re.search(r'href="([^"]*audit.csv[^"]*)"', console.get(f"{PAGE}?event=spring").text)
    assert link is not None
    file = console.get(link[1])
    assert file.headers["content-disposition"] == 'attachment; filename="audit.csv"'
    heading, line = file.body.decode("utf-8-sig").splitlines()
    assert heading == "Уақыты (UTC),Кім,API токені,Әрекет,Іс-шара,Форма,Нысан,Өзгерген өрістер"
    assert line.endswith(",pikir,,submission.list,spring,f,,")
    assert "Файл жүктеп алынды" in rows(console.get(PAGE))[0]


def test_a_stranger_is_led_to_the_sign_in_page(console: Console) -> None:
    assert console.client.get(PAGE).headers["location"] == "/console/sign-in"
