"""The audit log in the console: filters, pages, and the file."""

import re

import pytest

from chalicelib.actions import audit
from chalicelib.domain.audit import CODES
from chalicelib.domain.events import Event
from chalicelib.domain.permissions import SYSTEM
from chalicelib.web.organiser.deeds import DEEDS, FIELDS
from tests.web.client import HttpResponse
from tests.web.organiser.conftest import Console

PAGE = "/console/audit"
EXAMPLE = "round-table"


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
    assert '<option value="autumn" selected>' in page.text
    assert rows(console.get(f"{PAGE}?until=2020-01-01")) == []
    assert "Журналда бұл шарттарға сай жазба жоқ." in console.get(f"{PAGE}?event=winter").text


def test_entries_name_fields_events_and_forms_as_the_other_pages_do(console: Console) -> None:
    console.send_form("/console/events/round-table/state", {"state": "open"})
    about = {"event": EXAMPLE, "form": "impressions", "subject": "a"}
    audit.log_reading(console.services, SYSTEM, "submission.read", **about)
    page = console.get(f"{PAGE}?event={EXAMPLE}")
    reading, opened = rows(page)[:2]
    assert reading.endswith("Бір адамның жауаптары қаралды Мектеп пен отбасы · Әсерлер a")
    assert f'<a href="/console/events/{EXAMPLE}/forms/impressions/answers/a">a</a>' in page.text
    assert "Іс-шараның күйі өзгертілді: Хабарланған уақыты мен орны" in opened
    assert opened.endswith("Ашық")


def test_every_field_of_an_event_has_its_words() -> None:
    assert set(Event.model_fields) - {"id", "revision"} <= set(FIELDS)


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
    assert 'id="until" name="until" type="text" value="soon"' in page.text
    assert '<option value="spring" selected>' in page.text
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
    assert heading == (
        '"Уақыты (UTC)";"Кім";"API токені";"Әрекет";"Әрекеттің коды";"Іс-шара";"Форма";"Нысан";"Өзгерген өрістер"'
    )
    assert line.endswith(
        ';"pikir";"";"Жауаптар тізімі қаралды";"submission.list";"spring";"f";"";""'
    )
    assert "Файл жүктеп алынды" in rows(console.get(PAGE))[0]


def test_a_stranger_is_led_to_the_sign_in_page(console: Console) -> None:
    assert console.client.get(PAGE).headers["location"] == "/console/sign-in"
