"""Limits over HTTP: whose address counts, and how a refusal reads."""

from dataclasses import replace

import pytest

from chalicelib.actions.services import Services
from chalicelib.domain import limits
from tests.web.api import samples
from tests.web.client import ALL_ROUTES, Client, app_of

pytestmark = pytest.mark.usefixtures("open_event")

EVENT = "/api/v1/events/round-table"
REGISTRATIONS = f"{EVENT}/forms/registration/responses"
PAGE = "/e/round-table/registration"


@pytest.fixture(autouse=True)
def one_an_hour(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("REGISTRATIONS", "SIGN_INS"):
        monkeypatch.setattr(limits, name, replace(getattr(limits, name), most=1))


def register(client: Client, **headers: str) -> int:
    answers = {"who": "guest", "name": "Айгерім"}
    reply = client.send_json("POST", REGISTRATIONS, {"answers": answers}, **headers)
    if reply.status == 429:
        assert reply.code == "registration.too_many"
        assert 60 <= int(reply.headers["retry-after"]) <= 3600
    return reply.status


def test_the_gateway_says_whose_address_counts_not_the_client(services: Services) -> None:
    app = app_of(ALL_ROUTES, services)
    one, other = Client(app, source="192.0.2.1"), Client(app, source="192.0.2.2")
    assert register(one) == 201
    assert register(one, X_Forwarded_For="192.0.2.9", CloudFront_Viewer_Address="192.0.2.9") == 429
    assert register(other) == 201


def test_behind_a_cdn_the_header_that_it_sets_counts(services: Services) -> None:
    settings = replace(services.settings, client_address_header="cloudfront-viewer-address")
    client = Client(app_of(ALL_ROUTES, replace(services, settings=settings)), source="192.0.2.1")
    assert register(client, CloudFront_Viewer_Address="198.51.100.7:40000") == 201
    assert register(client, CloudFront_Viewer_Address="198.51.100.7:40001") == 429
    assert register(client, CloudFront_Viewer_Address="2001:db8:1:2:3:4:5:6:443") == 201
    assert register(client, CloudFront_Viewer_Address="2001:db8:1:2:9:9:9:9:443") == 429
    assert register(client) == 201


@pytest.mark.parametrize(
    ("language", "heading", "words"),
    [
        ("kk", "Жіберілмеді", "басқа желі"),
        ("ru", "Не отправлено", "через другую сеть"),
        ("en", "Not sent", "another connection"),
    ],
)
def test_a_page_keeps_what_was_typed_and_says_what_to_do(
    anyone: Client, language: str, heading: str, words: str
) -> None:
    register(anyone)
    fields = [
        ("_id", samples.ID),
        ("_version", "1"),
        ("_shown", language),
        ("q.who", "guest"),
        ("q.name", "Айгерім Серікқызы"),
    ]
    reply = anyone.send_form(PAGE, fields)
    assert (reply.status, reply.headers["content-language"]) == (429, language)
    assert "retry-after" in reply.headers
    assert f"<h2>{heading}</h2>" in reply.text
    for text in (words, samples.ID, "Айгерім Серікқызы"):
        assert text in reply.text


def test_the_sign_in_page_says_when_to_ask_again(anyone: Client) -> None:
    fields = [("email", "aisha@pikir.example")]
    assert anyone.send_form("/console/sign-in?lang=en", fields).status == 200
    reply = anyone.send_form("/console/sign-in?lang=en", fields)
    assert reply.status == 429
    assert int(reply.headers["retry-after"]) >= 60
    assert "aisha@pikir.example" in reply.text
    assert "You can ask for a new one in" in reply.text
