"""API tokens: created, listed without their secret, used and revoked."""

from tests.web.client import Client

TOKENS = "/api/v1/tokens"


def test_a_token_is_created_listed_used_and_revoked(organiser: Client, anyone: Client) -> None:
    created = organiser.send_json("POST", TOKENS, {"name": "Our own site"})
    assert created.status == 201
    token = created.json

    secret = token.pop("token")
    assert token in organiser.get(TOKENS).json["tokens"]
    assert secret not in organiser.get(TOKENS).text
    assert anyone.get(TOKENS, Authorization=f"Bearer {secret}").status == 200

    assert organiser.request("DELETE", f"{TOKENS}/{token['id']}").status == 204
    assert anyone.get(TOKENS, Authorization=f"Bearer {secret}").status == 401
    assert organiser.request("DELETE", f"{TOKENS}/{token['id']}").code == "token.not_found"


def test_a_token_needs_a_name(organiser: Client) -> None:
    response = organiser.send_json("POST", TOKENS, {"naem": "typo"})

    assert response.code == "request.refused"
    assert {(each["name"], each["code"]) for each in response.json["errors"]} == {
        ("/name", "request.missing"),
        ("/naem", "request.unknown_key"),
    }


def test_the_same_idempotency_key_gets_the_same_token(organiser: Client) -> None:
    body = {"name": "Laptop", "idempotency_key": "5b0a6d5e-8a1f-4c59-9d0e-3a1c9a7c8b11"}
    first, second = (organiser.send_json("POST", TOKENS, body) for _ in range(2))
    assert (first.status, first.json) == (second.status, second.json)
    refused = organiser.send_json("POST", TOKENS, {**body, "idempotency_key": "1"})
    assert [each["name"] for each in refused.json["errors"]] == ["/idempotency_key"]
