"""The participant's pages, from the list of events to the receipt."""

import gzip
import json
import re
from datetime import timedelta
from typing import NoReturn

import pytest

from chalicelib.actions import drafts, forms
from chalicelib.actions.stored_submissions import erase_submission
from chalicelib.domain.events import LABELS, Event
from chalicelib.locales import translate
from chalicelib.web import static
from chalicelib.web.participant import ROUTES
from chalicelib.web.participant.json_ld import event_data
from tests.web.client import Client, app_of, app_with, control_fields
from tests.web.participant.conftest import EVENT, ORGANISER, REGISTRATION, Site

FORM = "/e/round-table/registration"
EVERY = "/e/round-table/every"


def field(html: str, name: str) -> str:
    """Return the value of a hidden field."""
    match = re.search(rf'name="{name}" value="([^"]*)"', html)
    assert match is not None
    return match[1]


def open_form(site: Site, address: str = FORM) -> list[tuple[str, str]]:
    """Open a form; return the hidden fields that its page adds to the answers."""
    return control_fields(site.browser.get(address).text)


def test_an_erased_answer_is_gone_whatever_is_sent_or_shown(site: Site) -> None:
    sent = [*open_form(site), ("q.who", "pupil"), ("q.name", "Дана")]
    receipt = site.browser.send_form(FORM, sent).headers["location"]
    erase_submission(site.services, ORGANISER, "round-table", "registration", dict(sent)["_id"])
    for fields in (sent, [*sent[:-1], ("q.name", "Айша")], sent[:-1]):
        reply = site.browser.send_form(FORM, fields)
        assert reply.status == 410
        assert "Бұл жауап жойылған" in reply.text
        assert "data-anew" in reply.text
    assert site.browser.get(receipt).status == 410


def test_the_list_shows_open_events_and_no_draft(site: Site) -> None:
    assert "Мектеп пен отбасы" in site.browser.get("/").text
    site.change(state="closed")
    assert "Мектеп пен отбасы" not in site.browser.get("/").text


def test_the_page_of_an_event_shows_its_details(site: Site) -> None:
    page = site.browser.get("/e/round-table").text
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


def test_the_page_of_an_event_names_its_organiser_and_tells_of_personal_data(site: Site) -> None:
    site.change(organiser={"name": "Білім бөлімі", "phone": "+7 (7162) 25-00-00"})
    page = site.browser.get("/e/round-table").text
    assert 'href="tel:+77162250000"' in page
    assert "Дербес деректеріңізді Білім бөлімі тек осы іс-шара үшін" in page
    site.change(privacy_notice={"kk": "Өз мәтініміз"})
    page = site.browser.get("/e/round-table").text
    assert "Өз мәтініміз" in page
    assert "тек осы іс-шара үшін" not in page


def test_an_item_of_the_programme_tells_its_time_and_its_speakers(site: Site) -> None:
    speakers = [{"name": "Айгүл"}, {"name": "Марат", "position": "Директор"}]
    item = {"name": "first", "kind": "report", "speakers": speakers}
    site.change(programme=[{**item, "starts_at": "2026-06-13T10:30:00+05:00"}])
    page = site.browser.get("/e/round-table").text
    assert '<span class="time">10:30</span>' in page
    assert "Марат" in page
    assert "Директор" in page
    site.change(programme=[{**item, "starts_at": "2026-06-14T09:00:00+05:00"}])
    assert "2026 жылғы 14 маусым, 09:00" in site.browser.get("/e/round-table").text


def test_a_cancelled_event_says_so_and_its_forms_take_nothing(site: Site) -> None:
    fields = [*open_form(site), ("q.who", "pupil"), ("q.name", "Дана")]
    site.change(state="cancelled")
    page = site.browser.get("/e/round-table").text
    assert "Бұл іс‑шара өткізілмейді." in page
    assert "EventCancelled" in page
    assert "/e/round-table/registration" not in page
    refused = site.browser.send_form(FORM, fields)
    assert refused.status == 409
    assert "Бұл іс‑шара өткізілмейді." in refused.text
    assert "Дана" in refused.text


@pytest.mark.parametrize(
    ("language", "words"),
    [("kk", "Бағдарлама"), ("ru", "суббота, 13 июня 2026"), ("en", "Saturday, 13 June 2026")],
)
def test_the_page_of_an_event_is_in_the_chosen_language(
    site: Site, language: str, words: str
) -> None:
    reply = site.browser.get(f"/e/round-table?lang={language}")
    assert f'<html lang="{language}">' in reply.text
    assert words in reply.text


def test_a_text_in_another_language_than_the_page_s_is_marked(site: Site) -> None:
    page = site.browser.get("/e/round-table?lang=en").text
    assert '<span lang="kk">Айгүл Серікова</span>' in page


def test_the_page_of_an_event_has_json_ld(site: Site) -> None:
    page = site.browser.get("/e/round-table?lang=en").text
    match = re.search(r'<script type="application/ld\+json">(.*?)</script>', page)
    assert match is not None
    assert json.loads(match[1]) == {
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


def test_texts_are_escaped(site: Site) -> None:
    page = site.browser.get("/e/round-table?lang=en").text
    assert "School &amp; &lt;family&gt;" in page
    assert "<family>" not in page


def test_a_registration_leads_to_its_receipt(site: Site) -> None:
    pairs = [*open_form(site), ("q.who", "pupil"), ("q.name", "Дана"), ("q.email", "")]
    reply = site.browser.send_form(FORM, pairs)
    assert reply.status == 303
    thanks = site.browser.get(reply.headers["location"]).text
    assert "Сіз тіркелдіңіз" in thanks
    assert "Кездескенше!" in thanks
    assert re.search(r"[0-9A-Z]{5}-[0-9A-Z]{5}", thanks)
    again = site.browser.send_form(FORM, pairs)
    assert again.headers["location"] == reply.headers["location"]


@pytest.mark.parametrize("sent_id", [[], [("_id", "")], [("_id", "1")]])
def test_a_page_without_its_id_comes_back_filled_with_a_new_one(
    site: Site, sent_id: list[tuple[str, str]]
) -> None:
    others = [("_version", "1"), ("_shown", "ru"), ("q.who", "pupil"), ("q.name", "Дана")]
    reply = site.browser.send_form(FORM, [*sent_id, *others])
    assert reply.status == 400
    assert "Форма дошла не полностью" in reply.text
    assert 'value="Дана"' in reply.text
    sent = [("_id", field(reply.text, "_id")), *others]
    assert site.browser.send_form(FORM, sent).status == 303


def test_a_refused_form_keeps_its_answers_and_shows_each_message_at_its_question(
    site: Site,
) -> None:
    pairs = [*open_form(site), ("q.name", '"Дана" <b>'), ("q.email", "not an address")]
    reply = site.browser.send_form(FORM, pairs)
    page = reply.text
    assert reply.status == 422
    assert "<title>Қате:" in page
    assert 'value="&#34;Дана&#34; &lt;b&gt;"' in page
    assert 'value="not an address"' in page
    assert '<a href="#q.who">Қатысу санатыңызды таңдаңыз.</a>' in page
    assert '<a href="#q.email">' in page
    assert 'id="q.email-message"' in page
    assert 'aria-describedby="q.email-hint q.email-message" aria-invalid="true"' in page
    assert field(page, "_id") == dict(pairs)["_id"]


def test_a_cancelled_event_says_why(site: Site) -> None:
    site.change(state="cancelled", cancellation_reason={"kk": "Карантин жарияланды"})
    page = site.browser.get("/e/round-table").text
    assert "Карантин жарияланды" in page


def test_a_full_category_is_named_and_the_answers_are_kept(site: Site) -> None:
    first = [*open_form(site), ("q.who", "pupil"), ("q.name", "Дана"), ("q.email", "")]
    assert site.browser.send_form(FORM, first).status == 303
    assert "Орын толды" in site.browser.get(FORM).text
    second = [*open_form(site), ("q.who", "pupil"), ("q.name", "Ерлан"), ("q.email", "")]
    reply = site.browser.send_form(FORM, second)
    assert reply.status == 409
    assert '<a href="#q.who">Сіз кімсіз? – «Оқушы» санатындағы барлық орын толды.</a>' in reply.text
    assert 'value="Ерлан"' in reply.text
    corrected = [(name, "teacher" if name == "q.who" else text) for name, text in second]
    assert site.browser.send_form(FORM, corrected).status == 303


def test_a_person_who_has_a_place_gets_its_letter_and_finds_the_organiser(site: Site) -> None:
    site.change(organiser={"name": "Білім бөлімі", "phone": "+7 (7162) 25-00-00"})
    answers = [("q.who", "teacher"), ("q.name", "Дана"), ("q.email", "dana@pikir.example")]
    assert site.browser.send_form(FORM, [*open_form(site), *answers]).status == 303
    page = open_form(site)
    assert "tel:+77162250000" not in site.browser.get(FORM).text
    refused = site.browser.send_form(FORM, [*page, *answers])
    assert refused.status == 409
    assert "Жаңа орын берілген жоқ." in refused.text
    assert "күніне бір рет" in refused.text
    assert 'href="tel:+77162250000"' in refused.text
    sent = site.services.outbox.waiting(before=site.clock.now + timedelta(days=1))
    assert sorted(mail.template for mail in sent) == ["already_registered", "registered"]


def test_a_form_that_closed_meanwhile_keeps_its_answers(site: Site) -> None:
    pairs = [*open_form(site), ("q.who", "teacher"), ("q.name", "Ерлан"), ("q.email", "")]
    site.change(state="closed")
    reply = site.browser.send_form(FORM, pairs)
    assert reply.status == 409
    assert "Бұл іс-шара енді жауап қабылдамайды." in reply.text
    assert 'value="Ерлан"' in reply.text


def test_other_answers_from_the_same_page_are_no_second_submission(site: Site) -> None:
    pairs = [*open_form(site), ("q.who", "teacher"), ("q.name", "Ерлан"), ("q.email", "")]
    assert site.browser.send_form(FORM, pairs).status == 303
    other = [(name, "Ерлан Б." if name == "q.name" else text) for name, text in pairs]
    reply = site.browser.send_form(FORM, other)
    assert reply.status == 409
    assert 'value="Ерлан Б."' in reply.text
    assert "Форманы жаңадан ашу" in reply.text


def test_switching_the_language_keeps_the_answers_and_checks_nothing(site: Site) -> None:
    pairs = [
        *open_form(site),
        ("q.name", "Дана"),
        ("q.email", "half an addr"),
        ("_language", "ru"),
    ]
    reply = site.browser.send_form(FORM, pairs)
    page = reply.text
    assert reply.status == 200
    assert '<html lang="ru">' in page
    assert 'value="half an addr"' in page
    assert 'class="message"' not in page
    assert field(page, "_id") == dict(pairs)["_id"]
    assert any(cookie.startswith("__Host-pikir_language=ru") for cookie in reply.cookies)


def test_a_refused_form_keeps_the_answers_of_every_type(site: Site) -> None:
    pairs = [
        *open_form(site, EVERY),
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
    page = site.browser.send_form(EVERY, pairs).text
    for html in (
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
        assert html in page
    assert page.count('<option value="2" selected>') == 2
    for name in ("whole", "nps", "order", "day", "ok"):
        assert f'href="#q.{name}"' in page


def test_inputs_have_types_and_hints_for_autofill_and_keyboards(site: Site) -> None:
    page = site.browser.get(FORM).text
    email = re.search(r'<input id="q.email"[^>]*>', page)
    assert email is not None
    assert 'type="email"' in email[0]
    assert 'autocomplete="email"' in email[0]
    assert re.search(r'id="q.name"[^>]*autocomplete="name"', page)
    assert re.search(r'id="q.whole"[^>]*inputmode="numeric"', site.browser.get(EVERY).text)


def test_the_notice_about_private_questions_is_shown_once(site: Site) -> None:
    assert site.browser.get(FORM).text.count("тек осы іс-шараның ұйымдастырушылары") == 1


def test_the_first_button_of_the_form_sends_it(site: Site) -> None:
    page = site.browser.get(FORM).text
    buttons = re.findall(r"<button[^>]*form=\"answers\"[^>]*>", page)
    assert 'name="_language"' not in buttons[0]
    assert all('name="_language"' in button for button in buttons[1:])


def test_a_form_opens_at_its_time(site: Site) -> None:
    later = (site.clock.now + timedelta(days=1)).isoformat()
    site.change(opens_at=later)
    page = site.browser.get(FORM)
    assert page.status == 200
    assert "әлі бастаған жоқ" in page.text
    assert "Ашылады: 2026 жылғы 2 маусым, 11:00" in page.text
    assert "<form" not in page.text
    site.clock.pass_by(timedelta(days=2))
    assert "<form" in site.browser.get(FORM).text


@pytest.mark.parametrize(
    "address", ["/e/unknown", "/e/round-table/unknown", f"{FORM}/thanks/unknown", "/nowhere"]
)
def test_an_unknown_address_has_an_error_page(site: Site, address: str) -> None:
    reply = site.browser.get(address)
    assert reply.status == 404
    assert "<h1>Табылмады</h1>" in reply.text


def test_static_files_are_cached_for_ever_under_hashed_names(site: Site) -> None:
    css = static.assets()["pikir.css"]
    reply = site.browser.get(f"/static/{css.name}")
    assert reply.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert reply.headers["content-type"] == "text/css; charset=utf-8"
    assert site.browser.get("/static/pikir.css").status == 404
    assert site.browser.get("/static/nothing.000000000000.css").status == 404


def test_a_page_from_before_a_deployment_gets_what_replaced_its_files(site: Site) -> None:
    reply = site.browser.get("/static/pikir.000000000000.css")
    assert reply.text == static.assets()["pikir.css"].text
    assert reply.headers["cache-control"] == "public, max-age=60"


@pytest.mark.parametrize(
    ("accepted", "encoding"),
    [
        ("gzip, deflate, br", "gzip"),
        ("br;q=1.0, GZIP;q=0.5", "gzip"),
        ("*", "gzip"),
        ("gzip;q=0, identity", None),
        ("gzip;q=0.000", None),
        ("br", None),
        ("", None),
    ],
)
def test_static_files_vary_by_compression_alone_and_need_no_services(
    accepted: str, encoding: str | None
) -> None:
    def none() -> NoReturn:
        raise AssertionError("a static file waited for the services")

    asset = static.assets()["form.js"]
    client = Client(app_with(ROUTES, none))
    reply = client.get(f"/static/{asset.name}", accept_encoding=accepted)
    assert reply.headers["vary"] == "Accept-Encoding"
    assert reply.headers.get("content-encoding") == encoding
    body = gzip.decompress(reply.body) if encoding else reply.body
    assert body.decode() == asset.text


def test_robots_txt_and_the_favicon_exist(site: Site) -> None:
    assert "Disallow: /console" in site.browser.get("/robots.txt").text
    assert site.browser.get("/favicon.ico").headers["content-type"].startswith("image/svg+xml")


def test_pages_have_no_inline_script_and_one_style(site: Site) -> None:
    for address in ("/", "/e/round-table", FORM, EVERY, "/nowhere"):
        page = site.browser.get(address).text
        rest = page.replace(f"<style>{static.assets()['pikir.css'].text}</style>", "", 1)
        assert len(rest) < len(page)
        assert not re.search(r"<style|\sstyle=|\son[a-z]+=|javascript:", rest)
        for script in re.findall(r"<script([^>]*)>", page):
            assert "src=" in script or re.search(r"application/(ld\+)?json", script)


def test_links_start_with_the_stage(site: Site) -> None:
    staged = Client(app_of(ROUTES, site.services), stage="/api")
    page = staged.get("/e/round-table").text
    assert 'href="/api/e/round-table/registration"' in page
    form = staged.get("/e/round-table/registration").text
    assert ' src="/api/static/form.' in form


def set_times(site: Site, form: str, **times: str | None) -> None:
    forms.set_form_times(site.services, ORGANISER, "round-table", form, json.dumps(times).encode())


def test_the_page_of_an_event_shows_when_forms_open_and_close(site: Site) -> None:
    set_times(site, "registration", closes_at="2026-06-10T18:00:00+05:00")
    set_times(site, "every", opens_at="2026-06-09T09:30:00+05:00")
    page = site.browser.get("/e/round-table").text
    assert re.search("Жабылады: .*10 маусым, 18:00", page)
    assert re.search("Ашылады: .*9 маусым, 09:30", page)
    site.clock.pass_by(timedelta(days=10))
    page = site.browser.get("/e/round-table").text
    assert "Жабық" in page
    assert 'href="/e/round-table/registration"' not in page


def test_a_closed_event_offers_no_form(site: Site) -> None:
    site.change(closes_at="2026-06-12T00:00:00+05:00")
    assert "Жабылады: 2026 жылғы 12 маусым, 00:00" in site.browser.get("/e/round-table").text
    site.change(state="closed")
    page = site.browser.get("/e/round-table").text
    assert "Бұл іс-шара енді жауап қабылдамайды." in page
    assert 'href="/e/round-table/registration"' not in page


def test_a_form_sent_with_an_unknown_version_comes_back_in_the_newest(site: Site) -> None:
    fields = dict(open_form(site)) | {"_version": "99"}
    pairs = [*fields.items(), ("q.who", "teacher"), ("q.name", "Ерлан"), ("q.email", "")]
    reply = site.browser.send_form(FORM, pairs)
    assert reply.status == 409
    assert field(reply.text, "_version") == "1"
    assert 'value="Ерлан"' in reply.text


@pytest.mark.parametrize(
    ("change", "status"),
    [({"q.unknown": "x"}, 400), ({"_id": "not-a-uuid"}, 400), ({"_version": "x"}, 400)],
)
def test_fields_that_no_page_has_are_refused_or_ignored(
    site: Site, change: dict[str, str], status: int
) -> None:
    fields = {**dict(open_form(site)), "q.who": "teacher", "q.name": "Ерлан", **change}
    assert site.browser.send_form(FORM, list(fields.items())).status == status


def test_a_problem_of_the_text_for_other_is_shown_at_its_field(site: Site) -> None:
    pairs = [*open_form(site, EVERY), ("q.one", "other"), ("q.one_other", "x" * 5000)]
    page = site.browser.send_form(EVERY, pairs).text
    assert 'href="#q.one_other"' in page
    assert 'id="q.one_other-message"' in page


def test_an_event_in_one_language_offers_no_other(site: Site) -> None:
    site.change(languages=["ru"], incomplete_languages=[])
    page = site.browser.get("/e/round-table").text
    assert '<html lang="ru">' in page
    assert 'class="languages"' not in page


def test_the_json_ld_names_the_series_and_leaves_out_unknown_facts() -> None:
    series = {"id": "a-series", "title": {"kk": "Топтама"}}
    event = Event.model_validate({**EVENT, "series": series, "programme": (), "venue": None})
    data = event_data(event, "kk", "https://pikir.example/e/round-table")
    assert data["superEvent"] == {"@type": "EventSeries", "name": "Топтама"}
    assert "location" not in data
    assert "performer" not in data


@pytest.mark.parametrize("field", LABELS)
def test_every_labelled_text_of_an_event_is_on_its_pages(site: Site, field: str) -> None:
    site.change(**{field: {"kk": f"The text of {field}"}})
    pairs = [*open_form(site), ("q.who", "pupil"), ("q.name", "Дана"), ("q.email", "")]
    receipt = site.browser.send_form(FORM, pairs).headers["location"]
    for address in ("/e/round-table", receipt):
        page = site.browser.get(address).text
        assert f"<dt>{translate(LABELS[field], 'kk')}</dt>" in page
        assert f"The text of {field}" in page


def test_a_title_is_shown_from_its_publication_on(site: Site) -> None:
    renamed = {**REGISTRATION, "title": {"kk": "Басқа атау"}}
    drafts.save_form(
        site.services, ORGANISER, "round-table", "registration", json.dumps(renamed).encode()
    )
    forms.close_form(site.services, ORGANISER, "round-table", "registration")
    for address in ("/e/round-table", FORM):
        page = site.browser.get(address).text
        assert "Басқа атау" not in page
        assert "Тіркелу" in page
    forms.publish_form(site.services, ORGANISER, "round-table", "registration")
    for address in ("/e/round-table", FORM):
        assert "Басқа атау" in site.browser.get(address).text


@pytest.mark.parametrize("version", ["x", "", "-1", "1.0", "٣", "123456"])
def test_a_version_that_is_no_number_breaks_the_form(site: Site, version: str) -> None:
    fields = [*open_form(site)[:1], ("_version", version), ("q.who", "pupil"), ("q.name", "Айша")]
    assert site.browser.send_form(FORM, fields).status == 400
    assert not site.services.seats.holders("round-table", "pupil")
