"""The pages of a place that waits for its confirmation: form, receipt, the link's page, and what comes after."""

import re
from datetime import timedelta

import pytest

from chalicelib.actions import confirmations
from chalicelib.domain.mail import Mail
from tests.web.client import control_fields
from tests.web.participant.conftest import REGISTRATION, Site

FORM = "/e/round-table/registration"
ADDRESS = "aisha@pikir.example"


@pytest.fixture
def confirming_site(site: Site) -> Site:
    """Let the registration form ask for confirmation."""
    *others, email = REGISTRATION["questions"]
    questions = [*others, {**email, "required": True}]
    site.publish({**REGISTRATION, "confirm_email": True, "questions": questions})
    site.clock.pass_by(timedelta(seconds=11))  # forms are cached for ten
    return site


def send_registration(site: Site) -> str:
    """Register, and return the receipt's address."""
    fields = control_fields(site.browser.get(FORM).text)
    answers = [("q.who", "teacher"), ("q.name", "Айша"), ("q.email", ADDRESS)]
    return site.browser.send_form(FORM, [*fields, *answers]).headers["location"]


def list_letters(site: Site) -> list[Mail]:
    before = site.clock() + timedelta(seconds=1)
    return list(site.services.outbox.waiting(before=before))


def mailed_link(site: Site) -> str:
    [letter] = list_letters(site)
    return re.sub("^https?://[^/]+", "", letter.parameters["confirm_link"])


def test_the_form_and_the_receipt_say_what_is_left_to_do(confirming_site: Site) -> None:
    assert "48 сағат" in confirming_site.browser.get(FORM).text
    page = confirming_site.browser.get(send_registration(confirming_site)).text
    assert "Тағы бір қадам қалды" in page
    assert "Сіз тіркелдіңіз" not in page
    assert "Кездескенше!" not in page


def test_a_form_without_confirmation_says_nothing_of_it(site: Site) -> None:
    assert "48 сағат" not in site.browser.get(FORM).text
    assert "Сіз тіркелдіңіз" in site.browser.get(send_registration(site)).text


def test_the_link_shows_the_place_and_its_button_confirms_it(confirming_site: Site) -> None:
    browser = confirming_site.browser
    receipt = send_registration(confirming_site)
    link = mailed_link(confirming_site)
    for _ in range(2):  # as a mail scanner does
        page = browser.get(link).text
        assert "Тіркелуіңізді растаңыз" in page
        assert "Мәдениет үйі" in page
        assert "Айша" not in page
    for _ in range(2):  # the first answer may have been lost
        confirmed = browser.send_form(link, [("_shown", "kk")])
        assert confirmed.status == 303
        assert confirmed.headers["location"].partition("?")[0] == receipt.partition("?")[0]
    assert "Сіз тіркелдіңіз" in browser.get(receipt).text
    assert browser.get(link).status == 303
    assert [letter.template for letter in list_letters(confirming_site)] == [
        "confirm_registration",
        "registered",
    ]


def test_the_page_of_a_released_place_leads_to_the_form(confirming_site: Site) -> None:
    send_registration(confirming_site)
    link = mailed_link(confirming_site)
    confirming_site.clock.pass_by(timedelta(hours=49))
    confirmations.release_unconfirmed(confirming_site.services)
    for reply in (confirming_site.browser.get(link), confirming_site.browser.send_form(link, [])):
        assert reply.status == 410
        assert "Бұл орын уақытында расталмады" in reply.text
        assert f'href="{FORM}"' in reply.text


def test_a_made_up_link_is_no_page(confirming_site: Site) -> None:
    receipt = send_registration(confirming_site)
    submission = receipt.partition("?")[0].rpartition("/")[2]
    for token in ("0" * 40, "x"):
        assert confirming_site.browser.get(f"{FORM}/confirm/{submission}/{token}").status == 404
