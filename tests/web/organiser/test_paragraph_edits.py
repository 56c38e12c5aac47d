"""A report is worded in the console, without a script: a page for each paragraph, marks beside those that were worded."""

import json
import re
from html import unescape

import pytest

from chalicelib.actions import paragraph_edits, records
from chalicelib.domain.paragraph_edits import ReportEdition
from chalicelib.domain.permissions import Actor
from tests.web.client import HttpResponse
from tests.web.organiser.conftest import ORGANISER, Console

REPORT = "/console/events/round-table/report"
CHOSEN = "?in=ru&length=full"
CAME = f"{REPORT}/paragraphs/came{CHOSEN}"
EDITION = ReportEdition("round-table", "ru", "full")
OWNER = Actor.owner(ORGANISER)
WORDED = "Собралось {41 человек}."


@pytest.fixture
def console(console: Console) -> Console:
    """Return a console of an event whose people were counted."""
    count(console, 41)
    return console


def count(console: Console, total: int) -> None:
    document = json.dumps({"total": total}).encode()
    records.save_entry(console.services, OWNER, "round-table", "attendance", "attendance", document)


def report(console: Console) -> str:
    return console.get(REPORT + CHOSEN, **{"Accept-Language": "en"}).text


def send(console: Console, page: str, deed: str, address: str = CAME, **typed: str) -> HttpResponse:
    """Send the form of a page that shows a paragraph, as it stands there but for what was typed."""
    forms = [each for each in re.findall(r"<form.*?</form>", page, re.DOTALL) if "_seen" in each]
    form = next((each for each in forms if deed in each), forms[0])
    hidden = re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', form)
    fields = {name: unescape(value) for name, value in hidden if name != "_csrf"}
    return console.send_form(address, fields | {"_do": deed} | typed)


def test_a_paragraph_is_worded_and_keeps_its_figures(console: Console) -> None:
    assert f'href="{CAME.replace("&", "&amp;")}"' in report(console)
    page = console.get(CAME).text
    assert "{41 человек}" in unescape(page)
    reply = send(console, page, "save", text=f"{WORDED}\r\nСпасибо!")
    assert (reply.status, reply.headers["location"]) == (303, f"{REPORT}{CHOSEN}#p-came")
    edit = console.services.paragraph_edits.read(EDITION)["came"]
    assert edit.text == "Собралось {record.attendance.total}.\nСпасибо!"
    count(console, 43)
    shown = report(console)
    assert 'data-source="record.attendance.total">43</span>' in shown
    assert "<del>41\xa0человек</del>" in shown
    assert "<ins>43\xa0человека</ins>" in shown
    assert send(console, shown, "accept").status == 303
    assert "<del>" not in report(console)


def test_a_figure_that_changes_while_somebody_writes_is_still_found(console: Console) -> None:
    page = console.get(CAME).text
    count(console, 43)
    assert send(console, page, "save", text=WORDED).status == 303
    shown = report(console)
    assert "Собралось" in shown
    assert "<del>41\xa0человек</del>" in shown


def test_mistakes_come_back_with_what_was_typed(console: Console) -> None:
    page = console.get(CAME).text
    for typed in ("Было {42 человека} и {41 человек}.", " ", "a" * 10_001):
        reply = send(console, page, "save", text=typed)
        text = unescape(reply.text)
        assert reply.status == 422
        assert 'role="alert"' in text
        assert text.count(typed) >= 1
    assert "{42 человека} деген" in unescape(send(console, page, "save", text="{42 человека}").text)
    assert console.services.paragraph_edits.read(EDITION) == {}
    for fields in ({"_do": "dance"}, {"_do": "save", "text": "A", "revision": "x"}):
        assert console.send_form(CAME, fields).status in (400, 409)
    broken = {"_do": "save", "text": "A {41 человек}", "revision": "0", "_seen": "[1]"}
    assert console.send_form(CAME, broken).status == 422
    assert send(console, page, "accept").status == 404
    for address in (CAME.replace("came", "weather"), CAME.replace("full", "facts")):
        assert console.get(address).status == 404


def test_the_slower_of_two_is_told_and_keeps_what_they_typed(console: Console) -> None:
    page = console.get(CAME).text
    place = (console.services, Actor.owner("aigul@pikir.example"), EDITION, "came")
    paragraph_edits.save_edit(*place, "Все пришли.")
    reply = send(console, page, "save", text=WORDED)
    text = unescape(reply.text)
    assert reply.status == 409
    assert "aigul@pikir.example" in text
    assert "Все пришли." in text
    assert WORDED in text
    assert send(console, reply.text, "save", text=WORDED).status == 303
    assert send(console, page, "leave_out").status == 409
    assert send(console, page, "take_back").status == 409
    assert "Собралось" in report(console)


def test_pikir_s_own_words_are_nobody_s_edit(console: Console) -> None:
    page = console.get(CAME).text
    own = unescape(re.findall(r"<textarea[^>]*>(.*?)</textarea>", page, re.DOTALL)[0])
    assert send(console, page, "save", text=own).status == 303
    assert console.services.paragraph_edits.read(EDITION) == {}
    send(console, page, "save", text=WORDED)
    send(console, console.get(CAME).text, "save", text=own)
    assert console.services.paragraph_edits.read(EDITION)["came"].is_taken_back


def test_a_paragraph_is_left_out_taken_back_and_put_back(console: Console) -> None:
    page = console.get(CAME).text
    reply = send(console, page, "leave_out")
    assert reply.headers["location"].endswith("#wording")
    shown = report(console)
    assert 'id="wording"' in shown
    assert "record.attendance.total" not in shown.partition("<article")[2].partition("</article")[0]
    assert send(console, shown, "take_back").status == 303
    send(console, console.get(CAME).text, "save", text=WORDED)
    assert send(console, report(console), "take_back").status == 303
    shown = report(console)
    assert "В мероприятии" in shown
    assert "Собралось {41 человек}." in unescape(shown)
    assert send(console, shown, "put_back").status == 303
    assert 'Собралось <span data-fact="f' in report(console)
    title = console.get(CAME.replace("came", "title")).text
    assert "leave_out" not in title
    assert (
        send(console, title, "save", CAME.replace("came", "title"), _do="leave_out").status == 422
    )


def test_an_edit_without_its_data_or_its_paragraph_is_named_above(console: Console) -> None:
    send(console, console.get(CAME).text, "save", text=WORDED)
    document = json.dumps({"note": {"ru": "Было людно."}}).encode()
    place = (console.services, OWNER, "round-table", "attendance", "attendance")
    records.save_entry(*place, document)
    shown = unescape(report(console))
    assert "Собралось {41 человек}." in shown
    assert "Было людно." in shown
    page = console.get(CAME).text
    refused = send(console, page, "save", text="Было {41 человек}.")
    assert refused.status == 422
    assert "{41 человек}" in unescape(refused.text)
    records.remove_entry(*place)
    shown = report(console)
    assert "Собралось {41 человек}." in unescape(shown)
    assert send(console, shown, "take_back").status == 303
    assert "Собралось" not in report(console)
    assert send(console, page, "accept").status == 404
