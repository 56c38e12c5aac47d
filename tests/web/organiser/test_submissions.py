"""One registration in the console: corrected, erased; a selection downloaded and erased."""

import json
import re

import pytest

from chalicelib.actions import corrections, downloads, drafts, forms, stored_submissions
from chalicelib.actions.audit import read_audit
from chalicelib.domain.audit import AuditFilter
from chalicelib.domain.permissions import Actor
from chalicelib.domain.submissions import Receipt
from tests.web.organiser.conftest import ORGANISER, Console
from tests.web.organiser.test_listings import EVENT, LIST, REGISTRATION, people, register, rows

__all__ = ["people"]
OWNER = Actor.owner(ORGANISER)


@pytest.fixture
def person(people: Console) -> Receipt:
    return register(people, name="Нұрлан", email="n@example.kz", wish="Терезе жақ")


def field(page: str, name: str) -> str:
    """Return the value of the page's field of that name."""
    match = re.search(f'name="{name}"[^>]* value="([^"]*)"', page)
    assert match is not None
    return match[1]


def test_a_registration_moves_to_another_category(people: Console, person: Receipt) -> None:
    address = f"{LIST}/{person.id}"
    page = people.get(f"{address}/correct").text
    assert field(page, "email") == "n@example.kz"
    sent = {"revision": field(page, "revision"), "category": "pupil", "name": "Нұрлан Әлі"}
    reply = people.send_form(f"{address}/correct", sent)
    assert (reply.status, reply.headers["location"]) == (303, address)
    shown = people.get(address).text
    assert "<h1>Нұрлан Әлі</h1>" in shown
    assert "<dd>Оқушы</dd>" in shown
    assert person.receipt in shown
    again = people.send_form(f"{address}/correct", sent)
    assert again.status == 303


def test_a_refused_correction_comes_back_beside_its_field(people: Console, person: Receipt) -> None:
    for number in range(3):
        register(people, who="pupil", email=f"pupil{number}@example.kz")
    address = f"{LIST}/{person.id}/correct"
    refused = people.send_form(address, {"revision": "1", "category": "pupil", "name": "Басқа"})
    assert refused.status == 422
    assert re.search('<a href="#category">[^<]*Оқушы', refused.text)
    assert field(refused.text, "name") == "Басқа"
    assert 'option value="pupil" selected' in refused.text
    taken = people.send_form(address, {"revision": "1", "email": "pupil1@example.kz"})
    assert '<li><a href="#email">' in taken.text
    wrong = people.send_form(address, {"revision": "1", "email": "мекенжай"})
    assert field(wrong.text, "email") == "мекенжай"
    assert people.get(f"{LIST}/{person.id}").text.count("n@example.kz") == 1


def test_the_second_of_two_corrections_is_told_and_keeps_what_was_typed(
    people: Console, person: Receipt
) -> None:
    corrections.correct_registration(
        people.services, OWNER, "round-table", "registration", person.id, {"name": "Бірінші"}
    )
    reply = people.send_form(
        f"{LIST}/{person.id}/correct", {"revision": "1", "name": "Екінші", "email": "n@example.kz"}
    )
    assert reply.status == 422
    assert field(reply.text, "name") == "Екінші"
    assert "Қазір сақталғаны: Бірінші" in reply.text
    assert field(reply.text, "revision") == "2"


def test_deleting_asks_why_and_tells_that_it_is_done(people: Console, person: Receipt) -> None:
    address = f"{LIST}/{person.id}/erase"
    page = people.get(address).text
    assert "Нұрлан" in page
    assert person.receipt in page
    refused = people.send_form(address, {"id": person.id})
    assert refused.status == 422
    assert '<li><a href="#reason">' in refused.text
    reply = people.send_form(address, {"id": person.id, "reason": "request"})
    assert (reply.status, reply.headers["location"]) == (303, LIST)
    assert "Нұрлан" not in people.get(LIST).text
    assert people.get(f"{LIST}/{person.id}").status == 410
    assert people.send_form(address, {"reason": "request"}).status == 303
    log = read_audit(people.services, OWNER, AuditFilter(code="submission.erase")).entries
    assert [(each.subject, each.fields) for each in log] == [(person.id, ("request",))]


def send_selection(console: Console, path: str, ids: list[str], **fields: str) -> str:
    pairs = [("_csrf", console.csrf()), *fields.items(), *(("id", each) for each in ids)]
    reply = console.client.send_form(
        f"{EVENT}/forms/registration/{path}", pairs, Cookie=console.cookie
    )
    assert reply.status == 200
    return reply.text


def test_a_selection_is_downloaded(
    people: Console, person: Receipt, monkeypatch: pytest.MonkeyPatch
) -> None:
    csv = send_selection(people, "selection", [person.id], do="download")
    assert csv.count("\r\n") == 2
    assert "Терезе жақ" in csv
    monkeypatch.setattr(downloads, "LARGEST_BODY", 10)
    page = send_selection(people, "selection", [person.id], do="download")
    refresh = re.search(r'http-equiv="refresh" content="0; url=(http[^"]+)"', page)
    assert refresh is not None
    assert f'href="{refresh[1]}"' in page


def test_a_selection_is_deleted_and_each_outcome_is_told(people: Console, person: Receipt) -> None:
    other = register(people, name="Сәуле", email="s@example.kz")
    gone = register(people, name="Жоқ", email="j@example.kz")
    page = people.get(LIST).text
    assert f'name="id" value="{other.id}"' in page
    stored_submissions.erase_submission(
        people.services, OWNER, "round-table", "registration", gone.id
    )
    ids = [person.id, other.id, gone.id]
    asked = send_selection(people, "selection", ids, do="erase")
    assert asked.count('type="hidden" name="id"') == 2
    told = send_selection(people, "erasure", [*ids, "no id"], reason="test")
    assert [cells[-1] for cells in rows(told)] == [
        "Жойылды",
        "Жойылды",
        "Бұрын жойылған",
        "Табылмады",
    ]
    assert [cells[0] for cells in rows(people.get(LIST).text)] == [
        "Гүлнар",
        "Берік",
        "Айша &lt;b&gt;",
    ]


def test_an_empty_selection_leads_back_and_a_large_one_is_refused(people: Console) -> None:
    address = f"{EVENT}/forms/registration/selection"
    reply = people.send_form(address, {"do": "erase"})
    assert (reply.status, reply.headers["location"]) == (303, LIST)
    pairs = [("_csrf", people.csrf()), *(("id", str(number)) for number in range(101))]
    assert people.client.send_form(address, pairs, Cookie=people.cookie).status == 400


def test_an_address_that_had_its_letter_today_is_told_at_its_field(people: Console) -> None:
    email = {**REGISTRATION["questions"][2], "required": True}
    questions = [email if each["name"] == "email" else each for each in REGISTRATION["questions"]]
    form = {**REGISTRATION, "confirm_email": True, "questions": questions}
    body = json.dumps(form).encode()
    drafts.save_form(people.services, OWNER, "round-table", "registration", body)
    forms.publish_form(people.services, OWNER, "round-table", "registration")
    people.services.catalogue.reread("round-table", "registration")
    person = register(people, name="Нұрлан", email="n@example.kz")
    assert person.status == "awaiting_confirmation"
    address = f"{LIST}/{person.id}/correct"
    again = {"revision": "1", "name": "Нұрлан", "email": "new@example.kz"}
    assert people.send_form(address, again).status == 303
    back = {"revision": "2", "name": "Нұрлан", "email": "n@example.kz"}
    reply = people.send_form(address, back)
    assert reply.status == 422
    assert '<li><a href="#email">' in reply.text
    assert "new@example.kz" in people.get(f"{LIST}/{person.id}").text
