"""A form on a device that people pass on: it counts, shows no receipt, and never a former person's answers."""

from collections.abc import Sequence

from chalicelib.actions import stored_submissions
from chalicelib.actions.services import Services
from chalicelib.web.participant.kiosk import SECONDS
from tests.web.client import HttpResponse, control_fields
from tests.web.participant.conftest import ORGANISER, REGISTRATION, Site

PATH = "/e/round-table/words"
KIOSK = f"{PATH}?kiosk=1"
FORM = {
    "name": "words",
    "purpose": "other",
    "title": {"kk": "Пікір", "ru": "Отзыв", "en": "Words"},
    "questions": [
        {"type": "text", "name": "word", "label": "Word", "required": True},
        {"type": "text", "name": "name", "label": "Name", "role": "name"},
    ],
}


class Device:
    """A browser that keeps the kiosk's cookie, as a shared phone does."""

    def __init__(self, site: Site) -> None:
        site.publish(FORM)
        self.browser = site.browser
        self.services: Services = site.services
        self.cookie = ""

    def open(self, address: str = KIOSK) -> str:
        return self.browser.get(address, Cookie=self.cookie).text.replace("\u00a0", " ")

    def send(self, pairs: Sequence[tuple[str, str]], address: str = KIOSK) -> HttpResponse:
        reply = self.browser.send_form(address, pairs, Cookie=self.cookie)
        for cookie in reply.cookies:
            if "pikir_kiosk" in cookie:
                self.cookie = cookie.partition(";")[0]
        return reply

    def fill(self, word: str, address: str = KIOSK) -> list[tuple[str, str]]:
        return [*control_fields(self.open(address)), ("q.word", word)]

    def stored_ids(self) -> list[str]:
        page = stored_submissions.list_submissions(self.services, ORGANISER, "round-table", "words")
        return [row.id for row in page.rows]


def test_each_person_has_an_id_of_their_own_and_no_receipt(site: Site) -> None:
    device = Device(site)
    first, second = device.fill("Алма"), device.fill("Алмұрт")
    assert dict(first)["_id"] != dict(second)["_id"]
    for number, pairs in enumerate((first, second), 1):
        reply = device.send(pairs)
        assert reply.status == 303
        assert reply.headers["location"] == f"{PATH}/next?lang=kk"
        page = device.open(reply.headers["location"])
        assert f"Осы құрылғыдан жіберілді: {number}" in page
        assert f'href="{PATH}?kiosk=1&amp;lang=kk" data-next-person="{SECONDS}"' in page
        assert dict(pairs)["_id"] not in page
        assert "алм" not in page.lower()
    assert "Осы құрылғыдан жіберілді: 2" in device.open()
    assert set(device.stored_ids()) == {dict(first)["_id"], dict(second)["_id"]}


def test_a_lost_reply_is_counted_and_stored_once(site: Site) -> None:
    device = Device(site)
    pairs = device.fill("Алма")
    device.browser.send_form(KIOSK, pairs)  # its answer, with the cookie, is lost
    for _ in range(2):
        assert device.send(pairs).status == 303
    assert "жіберілді: 1" in device.open()
    assert device.stored_ids() == [dict(pairs)["_id"]]


def test_a_page_that_is_sent_again_on_the_way_back_shows_nobodys_answers(site: Site) -> None:
    device = Device(site)
    pairs = device.fill("Құпия")
    refused = [(name, value) for name, value in pairs if name != "q.word"] + [("q.name", "Құпия")]
    switched = [*pairs, ("_language", "ru")]
    for again in (refused, switched):
        assert "Құпия" in device.send(again).text
    assert device.send(pairs).status == 303
    for again in (refused, switched):
        reply = device.send(again)
        assert reply.status == 303
        assert reply.headers["location"].startswith(f"{PATH}/next")
    assert "жіберілді: 1" in device.open()


def test_answers_that_are_changed_after_a_lost_reply_stay_on_the_page(site: Site) -> None:
    device = Device(site)
    pairs = device.fill("Алма")
    device.browser.send_form(KIOSK, pairs)
    changed = device.send([*pairs[:-1], ("q.word", "Басқа")])
    assert changed.status == 409
    assert "Басқа" in changed.text
    assert f'<a href="{PATH}?kiosk=1&amp;lang=kk">' in changed.text


def test_the_language_and_the_kiosk_stay_together(site: Site) -> None:
    device = Device(site)
    page = device.send([*device.fill("Алма"), ("_language", "ru")]).text
    assert f'action="{PATH}?kiosk=1&amp;lang=ru" autocomplete="off" data-kiosk' in page
    pairs = [*control_fields(page), ("q.word", "Яблоко")]
    location = device.send(pairs).headers["location"]
    assert location == f"{PATH}/next?lang=ru"
    assert "Отправлено с этого устройства: 1" in device.open(location)


def test_the_browser_is_asked_to_remember_nothing(site: Site) -> None:
    device = Device(site)
    assert 'autocomplete="name"' in device.open(PATH)
    page = device.open()
    assert 'autocomplete="name"' not in page
    assert 'href="/e/round-table"' not in page
    assert site.browser.get(KIOSK).headers["cache-control"] == "no-store"
    assert "pikir_kiosk" not in device.send(device.fill("Алма", PATH), PATH).headers["location"]


def test_another_form_is_counted_anew_and_a_broken_cookie_is_none(site: Site) -> None:
    device = Device(site)
    device.send(device.fill("Алма"))
    site.publish({**FORM, "name": "others"})
    assert "жіберілді: 0" in device.open("/e/round-table/others?kiosk=1")
    assert "жіберілді: 1" in device.open()
    device.cookie = "__Host-pikir_kiosk=many~~"
    assert "жіберілді: 0" in device.open()


def test_a_registration_says_that_its_receipt_comes_by_mail(site: Site) -> None:
    device = Device(site)
    address = "/e/round-table/registration?kiosk=1"
    assert "Растау тек электрондық поштаға келеді." in device.open(address)
    who = [("q.who", "teacher"), ("q.name", "Айша"), ("q.email", "aisha@pikir.example")]
    location = device.send([*control_fields(device.open(address)), *who], address).headers[
        "location"
    ]
    page = device.open(location)
    assert "растау сол мекенжайға жіберіледі" in page
    assert "Кездескенше!" in page
    assert "Айша" not in page
    email = {**REGISTRATION["questions"][-1], "required": True}
    questions = [*REGISTRATION["questions"][:-1], email]
    site.publish({**REGISTRATION, "confirm_email": True, "questions": questions})
    assert "48 сағат" in device.open(location)


def test_an_organiser_who_is_signed_in_there_is_warned(site: Site) -> None:
    device = Device(site)
    assert "/console" not in device.open()
    device.cookie = "__Host-pikir_session=any"
    assert 'href="/console"' in device.open()
