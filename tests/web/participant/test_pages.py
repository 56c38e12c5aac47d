"""What participants see, from the list of events to the receipt."""

import json
import re
from datetime import timedelta

import pytest

from chalicelib.actions import drafts, forms
from chalicelib.actions.stored_submissions import erase_submission
from chalicelib.domain.events import LABELS, Event
from chalicelib.locales import translate
from chalicelib.web import static
from chalicelib.web.participant import ROUTES
from chalicelib.web.participant.json_ld import event_data
from tests.web.client import Client, app_of
from tests.web.participant.conftest import EVENT, ORGANISER, REGISTRATION, House

FORM = "/e/round-table/registration"
EVERY = "/e/round-table/every"


def field(html: str, name: str) -> str:
    """Return the value of a hidden field."""
    found = re.search(rf'name="{name}" value="([^"]*)"', html)
    assert found is not None
    return found[1]


def opened(house: House, address: str = FORM) -> list[tuple[str, str]]:
    """Return the hidden fields of a form just opened."""
    html = house.browser.get(address).text
    return [(name, field(html, name)) for name in ("_id", "_version", "_shown")]


def test_an_erased_answer_is_gone_whatever_is_sent_or_shown(house: House) -> None:
    sent = [*opened(house), ("q.who", "pupil"), ("q.name", "Дана")]
    receipt = house.browser.send_form(FORM, sent).headers["location"]
    erase_submission(house.services, ORGANISER, "round-table", "registration", dict(sent)["_id"])
    for fields in (sent, [*sent[:-1], ("q.name", "Айша")], sent[:-1]):
        reply = house.browser.send_form(FORM, fields)
        assert reply.status == 410
        assert "Бұл жауап жойылған" in reply.text
        assert "data-anew" in reply.text
    assert house.browser.get(receipt).status == 410


def test_the_list_shows_open_events_and_no_draft(house: House) -> None:
    assert "Мектеп пен отбасы" in house.browser.get("/").text
    house.change(state="closed")
    assert "Мектеп пен отбасы" not in house.browser.get("/").text


def test_an_event_says_what_when_where_and_who_speaks(house: House) -> None:
    page = house.browser.get("/e/round-table").text
    for words in (
        "Дөңгелек үстел",
        "Бірге ойласу",
        "13 маусым, сенбі, 10:00",
        "Мәдениет үйі",
        "Айгүл Серікова",
        "https://pikir.example/advice.pdf",
        "1 / 1",
        "шектеусіз",
    ):
        assert words in page


@pytest.mark.parametrize(
    ("language", "words"),
    [("kk", "Бағдарлама"), ("ru", "суббота, 13 июня 2026"), ("en", "Saturday, June 13, 2026")],
)
def test_an_event_speaks_the_language_asked_for(house: House, language: str, words: str) -> None:
    reply = house.browser.get(f"/e/round-table?lang={language}")
    assert f'<html lang="{language}">' in reply.text
    assert words in reply.text


def test_a_text_in_another_language_than_the_page_says_so(house: House) -> None:
    page = house.browser.get("/e/round-table?lang=en").text
    assert '<span lang="kk">Айгүл Серікова</span>' in page


def test_an_event_describes_itself_to_machines(house: House) -> None:
    page = house.browser.get("/e/round-table?lang=en").text
    found = re.search(r'<script type="application/ld\+json">(.*?)</script>', page)
    assert found is not None
    assert json.loads(found[1]) == {
        "@context": "https://schema.org",
        "@type": "Event",
        "name": "School & <family>",
        "description": "To think together",
        "url": "https://pikir.example/e/round-table",
        "startDate": "2026-06-13T10:00:00+05:00",
        "endDate": "2026-06-13T13:30:00+05:00",
        "eventStatus": "https://schema.org/EventScheduled",
        "inLanguage": ["kk", "ru", "en"],
        "location": {"@type": "Place", "name": "House of culture", "address": "House of culture"},
        "performer": [
            {
                "@type": "Person",
                "name": "Айгүл Серікова",
                "affiliation": {"@type": "Organization", "name": "Мектеп"},
            }
        ],
    }


def test_what_is_written_into_a_page_is_escaped(house: House) -> None:
    page = house.browser.get("/e/round-table?lang=en").text
    assert "School &amp; &lt;family&gt;" in page
    assert "<family>" not in page


def test_a_registration_ends_at_its_receipt(house: House) -> None:
    sent = [*opened(house), ("q.who", "pupil"), ("q.name", "Дана"), ("q.email", "")]
    reply = house.browser.send_form(FORM, sent)
    assert reply.status == 303
    thanks = house.browser.get(reply.headers["location"]).text
    assert "Сіз тіркелдіңіз" in thanks
    assert "Кездескенше!" in thanks
    assert re.search(r"[0-9A-Z]{5}-[0-9A-Z]{5}", thanks)
    again = house.browser.send_form(FORM, sent)
    assert again.headers["location"] == reply.headers["location"]


@pytest.mark.parametrize("sent_id", [[], [("_id", "")], [("_id", "1")]])
def test_a_page_without_its_id_comes_back_filled_with_a_new_one(
    house: House, sent_id: list[tuple[str, str]]
) -> None:
    others = [("_version", "1"), ("_shown", "ru"), ("q.who", "pupil"), ("q.name", "Дана")]
    reply = house.browser.send_form(FORM, [*sent_id, *others])
    assert reply.status == 400
    assert "Форма пришла не полностью" in reply.text
    assert 'value="Дана"' in reply.text
    sent = [("_id", field(reply.text, "_id")), *others]
    assert house.browser.send_form(FORM, sent).status == 303


def test_a_refused_page_comes_back_filled_with_each_message_beside_its_question(
    house: House,
) -> None:
    sent = [*opened(house), ("q.name", '"Дана" <b>'), ("q.email", "not an address")]
    reply = house.browser.send_form(FORM, sent)
    page = reply.text
    assert reply.status == 422
    assert "<title>Қате:" in page
    assert 'value="&#34;Дана&#34; &lt;b&gt;"' in page
    assert 'value="not an address"' in page
    assert '<a href="#q.who">Сіз кімсіз? – Осы сұраққа жауап беріңіз.</a>' in page
    assert '<a href="#q.email">' in page
    assert 'id="q.email-message"' in page
    assert 'aria-describedby="q.email-hint q.email-message" aria-invalid="true"' in page
    assert field(page, "_id") == dict(sent)["_id"]


def test_a_full_category_is_named_and_nothing_typed_is_lost(house: House) -> None:
    first = [*opened(house), ("q.who", "pupil"), ("q.name", "Дана"), ("q.email", "")]
    assert house.browser.send_form(FORM, first).status == 303
    assert "Орын толды" in house.browser.get(FORM).text
    second = [*opened(house), ("q.who", "pupil"), ("q.name", "Ерлан"), ("q.email", "")]
    reply = house.browser.send_form(FORM, second)
    assert reply.status == 409
    assert '<a href="#q.who">Сіз кімсіз? – «Оқушы» санатындағы барлық орын толды.</a>' in reply.text
    assert 'value="Ерлан"' in reply.text
    corrected = [(name, "teacher" if name == "q.who" else text) for name, text in second]
    assert house.browser.send_form(FORM, corrected).status == 303


def test_a_form_that_closed_meanwhile_says_so_on_the_filled_page(house: House) -> None:
    sent = [*opened(house), ("q.who", "teacher"), ("q.name", "Ерлан"), ("q.email", "")]
    house.change(state="closed")
    reply = house.browser.send_form(FORM, sent)
    assert reply.status == 409
    assert "Бұл іс-шара енді жауап қабылдамайды." in reply.text
    assert 'value="Ерлан"' in reply.text


def test_other_answers_from_the_same_page_are_not_a_second_row(house: House) -> None:
    sent = [*opened(house), ("q.who", "teacher"), ("q.name", "Ерлан"), ("q.email", "")]
    assert house.browser.send_form(FORM, sent).status == 303
    other = [(name, "Ерлан Б." if name == "q.name" else text) for name, text in sent]
    reply = house.browser.send_form(FORM, other)
    assert reply.status == 409
    assert 'value="Ерлан Б."' in reply.text
    assert "Форманы жаңадан ашу" in reply.text


def test_switching_the_language_keeps_what_was_typed_and_checks_nothing(house: House) -> None:
    sent = [*opened(house), ("q.name", "Дана"), ("q.email", "half an addr"), ("_language", "ru")]
    reply = house.browser.send_form(FORM, sent)
    page = reply.text
    assert reply.status == 200
    assert '<html lang="ru">' in page
    assert 'value="half an addr"' in page
    assert 'class="message"' not in page
    assert field(page, "_id") == dict(sent)["_id"]
    assert any(one.startswith("__Host-pikir_language=ru") for one in reply.cookies)


def test_every_type_comes_back_as_it_was_sent(house: House) -> None:
    sent = [
        *opened(house, EVERY),
        ("q.long", "one\ntwo"),
        ("q.whole", "0"),
        ("q.part", "1,5"),
        ("q.one", "other"),
        ("q.one_other", "something"),
        ("q.menu", "b"),
        ("q.many", "a"),
        ("q.many", "c"),
        ("q.rating", "4"),
        ("q.wide", "33"),
        ("q.order.a", "2"),
        ("q.order.b", "2"),
        ("q.order.c", ""),
        ("q.day", "2026-02-30"),
        ("q.hour", "10:30"),
        ("q.moment", "2026-06-13T10:00"),
    ]
    page = house.browser.send_form(EVERY, sent).text
    for kept in (
        "\none\ntwo</textarea>",
        'name="q.whole" value="0"',
        'name="q.part" value="1,5"',
        'name="q.one" value="other" checked',
        'name="q.one_other" value="something"',
        '<option value="b" selected>',
        'name="q.many" value="a" checked',
        'name="q.many" value="c" checked',
        'name="q.rating" value="4" checked',
        'name="q.wide" value="33"',
        'name="q.day" value="2026-02-30"',
        'name="q.hour" value="10:30"',
        'name="q.moment" value="2026-06-13T10:00"',
    ):
        assert kept in page
    assert page.count('<option value="2" selected>') == 2
    for name in ("whole", "nps", "order", "day", "ok"):
        assert f'href="#q.{name}"' in page


def test_inputs_help_a_phone_to_fill_them_in(house: House) -> None:
    page = house.browser.get(FORM).text
    email = re.search(r'<input id="q.email"[^>]*>', page)
    assert email is not None
    assert 'type="email"' in email[0]
    assert 'autocomplete="email"' in email[0]
    assert re.search(r'id="q.name"[^>]*autocomplete="name"', page)
    assert re.search(r'id="q.whole"[^>]*inputmode="numeric"', house.browser.get(EVERY).text)


def test_private_questions_are_announced_once(house: House) -> None:
    assert house.browser.get(FORM).text.count("тек осы іс-шараның ұйымдастырушылары") == 1


def test_enter_sends_the_form_instead_of_changing_the_language(house: House) -> None:
    page = house.browser.get(FORM).text
    buttons = re.findall(r"<button[^>]*form=\"answers\"[^>]*>", page)
    assert 'name="_language"' not in buttons[0]
    assert all('name="_language"' in button for button in buttons[1:])


def test_a_form_opens_and_closes_by_the_clock(house: House) -> None:
    later = (house.clock.now + timedelta(days=1)).isoformat()
    house.change(opens_at=later)
    page = house.browser.get(FORM)
    assert page.status == 200
    assert "әлі бастаған жоқ" in page.text
    assert "<form" not in page.text
    house.clock.pass_by(timedelta(days=2))
    assert "<form" in house.browser.get(FORM).text


@pytest.mark.parametrize(
    "address", ["/e/unknown", "/e/round-table/unknown", f"{FORM}/thanks/unknown", "/nowhere"]
)
def test_what_does_not_exist_is_a_page_too(house: House, address: str) -> None:
    reply = house.browser.get(address)
    assert reply.status == 404
    assert "<h1>Табылмады</h1>" in reply.text


def test_files_have_names_that_may_be_kept_for_ever(house: House) -> None:
    css = static.assets()["pikir.css"]
    reply = house.browser.get(f"/static/{css.name}")
    assert reply.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert reply.headers["content-type"] == "text/css; charset=utf-8"
    assert house.browser.get("/static/pikir.000000000000.css").status == 404
    assert house.browser.get("/static/pikir.css").status == 404


def test_the_small_addresses_answer(house: House) -> None:
    assert "Disallow: /console" in house.browser.get("/robots.txt").text
    assert house.browser.get("/favicon.ico").headers["content-type"].startswith("image/svg+xml")


def test_pages_hold_no_inline_script_or_style(house: House) -> None:
    for address in ("/", "/e/round-table", FORM, EVERY, "/nowhere"):
        page = house.browser.get(address).text
        assert not re.search(r"<style|\sstyle=|\son[a-z]+=|javascript:", page)
        for script in re.findall(r"<script([^>]*)>", page):
            assert "src=" in script or re.search(r"application/(ld\+)?json", script)


def test_links_keep_the_stage_in_front(house: House) -> None:
    staged = Client(app_of(ROUTES, house.services), stage="/api")
    page = staged.get("/e/round-table").text
    assert 'href="/api/e/round-table/registration"' in page
    assert 'href="/api/static/pikir.' in page


def set_times(house: House, form: str, **times: str | None) -> None:
    forms.set_form_times(house.services, ORGANISER, "round-table", form, json.dumps(times).encode())


def test_an_event_says_when_each_form_opens_and_closes(house: House) -> None:
    set_times(house, "registration", closes_at="2026-06-10T18:00:00+05:00")
    set_times(house, "every", opens_at="2026-06-09T09:30:00+05:00")
    page = house.browser.get("/e/round-table").text
    assert re.search("Жабылады: .*10 маусым, 18:00", page)
    assert re.search("Ашылады: .*9 маусым, 09:30", page)
    house.clock.pass_by(timedelta(days=10))
    page = house.browser.get("/e/round-table").text
    assert "Жабық" in page
    assert 'href="/e/round-table/registration"' not in page


def test_an_event_that_is_over_says_so_and_offers_no_form(house: House) -> None:
    house.change(closes_at="2026-06-12T00:00:00+05:00")
    assert "Жауап қабылдау мерзімі" in house.browser.get("/e/round-table").text
    house.change(state="closed")
    page = house.browser.get("/e/round-table").text
    assert "Бұл іс-шара енді жауап қабылдамайды." in page
    assert 'href="/e/round-table/registration"' not in page


def test_a_page_of_a_version_that_never_was_comes_back_as_the_newest(house: House) -> None:
    control = dict(opened(house)) | {"_version": "99"}
    sent = [*control.items(), ("q.who", "teacher"), ("q.name", "Ерлан"), ("q.email", "")]
    reply = house.browser.send_form(FORM, sent)
    assert reply.status == 409
    assert field(reply.text, "_version") == "1"
    assert 'value="Ерлан"' in reply.text


@pytest.mark.parametrize(
    ("change", "status"),
    [({"q.unknown": "x"}, 400), ({"_id": "not-a-uuid"}, 400), ({"_version": "x"}, 400)],
)
def test_what_no_page_of_ours_sends(house: House, change: dict[str, str], status: int) -> None:
    sent = {**dict(opened(house)), "q.who": "teacher", "q.name": "Ерлан", **change}
    assert house.browser.send_form(FORM, list(sent.items())).status == status


def test_a_repeated_or_unknown_text_beside_other_is_answered_beside_it(house: House) -> None:
    sent = [*opened(house, EVERY), ("q.one", "other"), ("q.one_other", "x" * 5000)]
    page = house.browser.send_form(EVERY, sent).text
    assert 'href="#q.one_other"' in page
    assert 'id="q.one_other-message"' in page


def test_an_event_that_is_held_in_one_language_shows_no_other(house: House) -> None:
    house.change(languages=["ru"])
    page = house.browser.get("/e/round-table").text
    assert '<html lang="ru">' in page
    assert 'class="languages"' not in page


def test_a_series_is_part_of_what_machines_read() -> None:
    series = {"id": "a-series", "title": {"kk": "Топтама"}}
    event = Event.model_validate({**EVENT, "series": series, "programme": (), "venue": None})
    data = event_data(event, "kk", "https://pikir.example/e/round-table")
    assert data["superEvent"] == {"@type": "EventSeries", "name": "Топтама"}
    assert "location" not in data
    assert "performer" not in data


@pytest.mark.parametrize("field", LABELS)
def test_every_labelled_text_of_an_event_is_on_its_pages(house: House, field: str) -> None:
    house.change(**{field: {"kk": f"The text of {field}"}})
    sent = [*opened(house), ("q.who", "pupil"), ("q.name", "Дана"), ("q.email", "")]
    receipt = house.browser.send_form(FORM, sent).headers["location"]
    for address in ("/e/round-table", receipt):
        page = house.browser.get(address).text
        assert f"<dt>{translate(LABELS[field], 'kk')}</dt>" in page
        assert f"The text of {field}" in page


def test_a_title_is_shown_from_its_publication_on(house: House) -> None:
    renamed = {**REGISTRATION, "title": {"kk": "Басқа атау"}}
    drafts.save_form(
        house.services, ORGANISER, "round-table", "registration", json.dumps(renamed).encode()
    )
    forms.close_form(house.services, ORGANISER, "round-table", "registration")
    for address in ("/e/round-table", FORM):
        page = house.browser.get(address).text
        assert "Басқа атау" not in page
        assert "Тіркелу" in page
    forms.publish_form(house.services, ORGANISER, "round-table", "registration")
    for address in ("/e/round-table", FORM):
        assert "Басқа атау" in house.browser.get(address).text


@pytest.mark.parametrize("version", ["x", "", "-1", "1.0", "٣", "123456"])
def test_a_version_that_is_no_number_breaks_the_form(house: House, version: str) -> None:
    fields = [*opened(house)[:1], ("_version", version), ("q.who", "pupil"), ("q.name", "Айша")]
    assert house.browser.send_form(FORM, fields).status == 400
    assert not house.services.seats.holders("round-table", "pupil")
