"""The console: signing in, tokens against cross-site requests, states of events and forms, downloads."""

import json
import re
from dataclasses import replace

import pytest

from chalicelib import wiring
from chalicelib.actions import access, drafts, submissions
from chalicelib.domain.permissions import SYSTEM, Actor
from chalicelib.settings import Settings
from chalicelib.web.organiser import ROUTES
from chalicelib.web.organiser.summaries import summary_page
from chalicelib.web.request import read
from chalicelib.web.routes import load
from tests.web.client import Client, app_of
from tests.web.organiser.conftest import FORM, ORGANISER, Console

SUMMARY = "/console/events/round-table/forms/impressions/summary"


def test_every_route_has_a_handler() -> None:
    for route in ROUTES:
        assert callable(load(route.target))


@pytest.mark.parametrize("path", ["", "/events/round-table", "/tokens", SUMMARY[8:]])
def test_a_visitor_who_is_not_signed_in_is_redirected_to_sign_in(
    console: Console, path: str
) -> None:
    reply = console.client.get(f"/console{path}")
    assert (reply.status, reply.headers["location"]) == (303, "/console/sign-in")


def test_a_sign_in_link_works_once_and_sets_a_host_cookie_that_scripts_cannot_read(
    console: Console,
) -> None:
    link = access.make_sign_in_link(console.services, SYSTEM, "kk").removeprefix(
        "https://pikir.example"
    )
    page = console.client.get(link)
    assert page.status == 200
    assert not any("session" in cookie for cookie in page.cookies)
    cookie = console.client.send_form(link, b"").cookies[0]
    assert cookie.startswith("__Host-pikir_session=")
    for attribute in ("Path=/", "HttpOnly", "SameSite=Lax", "Secure"):
        assert attribute in cookie
    again = console.client.send_form(link, b"")
    assert again.status == 400
    assert "Сілтеме жарамсыз" in again.text
    assert 'href="/console/sign-in">Жаңа сілтеме сұрау</a>' in again.text


def test_the_sign_in_page_does_not_tell_whether_an_address_is_known(console: Console) -> None:
    ours, strangers = (
        console.client.send_form("/console/sign-in", [("email", address)])
        for address in (ORGANISER, "stranger@example.kz")
    )
    assert (ours.status, ours.text) == (strangers.status, strangers.text)
    assert 'type="email"' in console.client.get("/console/sign-in").text
    refused = console.client.send_form("/console/sign-in", [("email", "nobody")])
    assert refused.status == 422
    assert 'value="nobody"' in refused.text


def test_a_form_with_a_wrong_csrf_token_changes_nothing(console: Console) -> None:
    state = "/console/events/round-table/state"
    for fields in ({"_csrf": "forged", "state": "open"}, {"_csrf": "", "state": "open"}):
        assert console.send_form(state, fields).status == 403
    empty = console.client.send_form(state, b"", Cookie=console.cookie)
    assert empty.status == 403
    assert "Өзгеріс сақталмады" in empty.text
    assert 'href="/console">Іс-шараларға өту</a>' in empty.text
    assert "Нобай" in console.get("/console").text


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Sec_Fetch_Site": "cross-site"}, 403),
        ({"Sec_Fetch_Site": "same-site"}, 403),
        ({"Sec_Fetch_Site": "same-origin", "Origin": "null"}, 303),
        ({"Origin": "https://elsewhere.example", "Host": "pikir.example"}, 403),
        ({"Origin": "https://elsewhere.example", "Host": "elsewhere.example"}, 403),
        ({"Origin": "http://pikir.example", "Host": "pikir.example"}, 403),
        ({"Origin": "https://pikir.example:99999", "Host": "pikir.example"}, 403),
        ({"Origin": "https://pikir.example", "Host": "pikir.example"}, 303),
        ({"Origin": "https://pikir.example:443", "Host": "pikir.example"}, 303),
        ({"Origin": "https://pikir.example", "Host": "a1b2.execute-api.example"}, 303),
        ({"Origin": "null"}, 303),
        ({}, 303),
    ],
)
def test_a_form_from_another_site_is_refused(
    console: Console, headers: dict[str, str], status: int
) -> None:
    reply = console.send_form("/console/events/round-table/state", {"state": "open"}, **headers)
    assert reply.status == status


@pytest.mark.parametrize(
    ("origin", "status"),
    [
        ("https://First.example", 200),
        ("https://first.example:8443", 403),
        ("https://x.example", 403),
    ],
)
def test_without_a_public_address_the_origin_is_compared_with_the_host(
    local_settings: Settings, origin: str, status: int
) -> None:
    services = wiring.make(replace(local_settings, has_public_url=False))
    client = Client(app_of(ROUTES, services))
    reply = client.send_form(
        "/console/sign-in", [("email", ORGANISER)], Origin=origin, Host="first.example"
    )
    assert reply.status == status


def test_an_event_is_opened_closed_and_archived_and_never_a_draft_again(console: Console) -> None:
    for state, word in (("open", "Ашық"), ("closed", "Жабық"), ("archived", "Мұрағатта")):
        reply = console.send_form("/console/events/round-table/state", {"state": state})
        assert (reply.status, reply.headers["location"]) == (303, "/console/events/round-table")
        assert word in console.get("/console/events/round-table").text
    refused = console.send_form("/console/events/round-table/state", {"state": "draft"})
    assert refused.status == 409


def test_a_form_is_closed_and_opened_again(console: Console) -> None:
    form = "/console/events/round-table/forms/impressions/state"
    actor = Actor.owner(ORGANISER)
    document = {**FORM, "title": {"kk": "Жаңа атау"}}
    drafts.save_form(
        console.services, actor, "round-table", "impressions", json.dumps(document).encode()
    )
    forms = console.get("/console/events/round-table/forms").text
    assert f'href="{form[:-6]}/draft"' in forms
    assert "Жаңа атау" in forms
    for state, word in (("closed", "Форманы қайта ашу"), ("open", "Форманы жабу")):
        reply = console.send_form(form, {"state": state})
        assert (reply.status, reply.headers["location"]) == (303, form[:-6])
        assert (
            f'?to={"open" if state == "closed" else "closed"}">{word}'
            in console.get(form[:-6]).text
        )
    assert console.send_form(form, {"state": "nonsense"}).status == 400


def test_a_form_that_was_never_published_has_no_count(console: Console) -> None:
    actor = Actor.owner(ORGANISER)
    draft = {**FORM, "name": "other", "purpose": "other", "title": {"kk": "Жаңа форма"}}
    drafts.save_form(console.services, actor, "round-table", "other", json.dumps(draft).encode())
    page = console.get("/console/events/round-table/forms").text
    assert "Жаңа форма" in page
    assert "/forms/other/summary" not in page


def submit_ratings(console: Console, *ratings: int) -> None:
    """Open the event and submit a response with each rating."""
    console.send_form("/console/events/round-table/state", {"state": "open"})
    for rating in ratings:
        body = json.dumps({"answers": {"rating": rating}}).encode()
        submissions.submit_json(console.services, "round-table", "impressions", body, "kk")


def test_the_summary_counts_the_current_responses(console: Console) -> None:
    submit_ratings(console, 5, 4)
    page = console.get(SUMMARY).text
    assert "Бағаңыз" in page
    assert '<svg class="chart" role="img"' in page
    assert "орташа 4,5" in page
    assert "<div><dt>Жауаптар</dt><dd>2</dd></div>" in page
    assert (
        page.index("highlights")
        < page.index("<figure")
        < page.index("<details>")
        < page.index("<table>")
    )
    overview = console.get("/console/events/round-table").text
    assert 'Жауаптар: <strong data-live="form.impressions">2</strong>' in overview


def test_the_summary_page_of_the_api_has_no_console_around_it(console: Console) -> None:
    submit_ratings(console, 5)
    request = read(
        {
            "requestContext": {"httpMethod": "GET", "resourcePath": "/"},
            "headers": {},
            "pathParameters": None,
            "body": None,
        },
        None,
    )
    actor = Actor.owner(ORGANISER)
    reply = summary_page(request, console.services, actor, "round-table", "impressions")
    assert "Бағаңыз" in str(reply.body)
    assert 'href="/console' not in str(reply.body)
    assert "_csrf" not in str(reply.body)


def test_downloads_have_names_or_labels_as_their_header(console: Console) -> None:
    submit_ratings(console, 5)
    form = "/console/events/round-table/forms/impressions"
    by_label = console.get(f"{form}/answers.csv?names=labels&language=kk")
    by_name = console.get(f"{form}/answers.csv?names=names")
    assert ';"Бағаңыз"' in by_label.text
    assert ",rating" in by_name.text
    assert by_name.headers["content-disposition"] == (
        'attachment; filename="round-table-impressions.csv"'
    )
    figures = console.get(f"{form}/summary.csv?language=ru").text
    assert '"range";"";"";"Среднее";"mean";' in figures
    assert "Mean,mean," in console.get(f"{form}/summary.csv?language=en").text
    assert console.get(f"{form}/answers.csv?names=nonsense").status == 400
    assert console.get(f"{form}/summary.csv?language=xx").status == 400


WHOLE = {"role": "owner", "scope": "everything"}
"""What a token may do that may do everything."""


def test_a_token_is_shown_once_then_listed_and_revoked(console: Console) -> None:
    created = console.send_form("/console/settings/tokens", {**WHOLE, "name": "Мектеп <сайты>"})
    assert re.search(r'class="secret">pikir_[A-Za-z0-9_-]{43}<', created.text)
    listed = console.get("/console/settings/tokens").text
    assert "Мектеп &lt;сайты&gt;" in listed
    assert 'class="secret"' not in listed
    revoke = re.search(r'action="(/console/settings/tokens/[^"]+/revoke)"', listed)
    assert revoke is not None
    assert console.send_form(revoke[1], {}).status == 303
    assert "Токен жоқ." in console.get("/console/settings/tokens").text
    assert console.send_form(revoke[1], {}).status == 404


def test_a_token_without_a_name_is_refused_at_its_field(console: Console) -> None:
    reply = console.send_form("/console/settings/tokens", {"name": " "})
    assert reply.status == 422
    for name in ("name", "role", "scope"):
        assert f'id="{name}-message"' in reply.text


def test_a_token_says_what_it_may_do_when_it_was_used_and_until_when(console: Console) -> None:
    fields = {"name": "A", "role": "door", "scope": "event:round-table", "lifetime": "30"}
    created = console.send_form("/console/settings/tokens", fields)
    (secret,) = re.findall(r'class="secret">([^<]+)<', created.text)
    access.actor_of_token(console.services, secret)
    listed = console.get(console.get("/console/tokens").headers["location"]).text
    assert "Тіркеу үстелі · Мектеп пен отбасы" in listed
    assert "Соңғы рет қолданылған" in listed
    assert "Жарамдылық мерзімі" in listed


def test_signing_out_ends_the_session_on_the_server(console: Console) -> None:
    reply = console.send_form("/console/sign-out", {})
    assert reply.headers["location"] == "/console/sign-in"
    assert [("Max-Age=0" in cookie) for cookie in reply.cookies] == [
        True,
        True,
    ]  # session, repeat of its link
    assert console.get("/console").status == 303


def test_the_cookie_of_an_address_without_tls_has_no_host_prefix(console: Console) -> None:
    settings = replace(console.services.settings, public_url="http://127.0.0.1:8000")
    services = replace(console.services, settings=settings)
    link = access.make_sign_in_link(services, SYSTEM, "kk").removeprefix("http://127.0.0.1:8000")
    cookie = Client(app_of(ROUTES, services)).send_form(link, b"").cookies[0]
    assert cookie.startswith("pikir_session=")
    assert "Secure" not in cookie


@pytest.mark.parametrize(
    ("states", "words"),
    [
        ((), "Әлі ашылмаған"),
        (("open",), "Ашық"),
        (("open", "closed"), "Жабық"),
        (("open", "closed", "archived"), "Жабық"),
    ],
)
def test_a_form_says_whether_it_takes_answers_in_its_event(
    console: Console, states: tuple[str, ...], words: str
) -> None:
    for state in states:
        console.send_form("/console/events/round-table/state", {"state": state})
    form = console.get("/console/events/round-table/forms/impressions").text
    assert re.search(r'<p><span class="tag \w+">([^<]*)</span></p>', form)[1] == words  # type: ignore[index] # fails as it should
    card = console.get("/console/events/round-table").text.partition('forms/impressions"')[2]
    assert re.search(r'<span class="tag \w+">([^<]*)</span>', card)[1] == words  # type: ignore[index] # likewise


def test_a_form_without_room_says_so_until_it_is_opened_again(console: Console) -> None:
    record = console.services.forms.record("round-table", "impressions")
    assert record is not None
    console.services.forms.note_full(record, console.services.clock())
    assert "Жаңа жауаптарға орын жоқ" in console.get("/console/events/round-table/forms").text
    form = "/console/events/round-table/forms/impressions"
    assert "10 ГБ" in console.get(form).text
    console.send_form(f"{form}/state", {"state": "open"})
    assert "10 ГБ" not in console.get(form).text


def test_the_browser_that_was_shown_a_link_may_use_it_again(console: Console) -> None:
    path = access.make_sign_in_link(console.services, SYSTEM).removeprefix("https://pikir.example")
    shown = console.client.get(path)
    nonce = shown.cookies[0].partition(";")[0]
    assert nonce.startswith("__Host-pikir_signing_in=")
    assert console.client.get(path, Cookie=nonce).cookies == shown.cookies
    address = path.partition("?")[0]
    first, second = (console.client.send_form(address, [], Cookie=nonce) for _ in range(2))
    assert (first.status, second.status) == (303, 303)
    assert first.cookies == second.cookies
    assert console.client.send_form(address, []).status == 400


def test_a_token_form_that_is_sent_again_shows_the_same_token(console: Console) -> None:
    (nonce,) = re.findall(
        r'name="_id" value="([^"]+)"', console.get("/console/settings/tokens").text
    )
    pages = [
        console.send_form(
            "/console/settings/tokens", {**WHOLE, "name": "A", "lifetime": "30", "_id": nonce}
        )
        for _ in range(2)
    ]
    secrets = [re.findall(r'class="secret">([^<]+)<', page.text) for page in pages]
    assert secrets[0] == secrets[1]
    assert nonce not in pages[1].text
    assert len(access.list_tokens(console.services, Actor.owner(ORGANISER)).tokens) == 1
