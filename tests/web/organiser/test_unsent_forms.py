"""A form of the console that meets a fault comes back with its fields, its token and a place for its file."""

import html
import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from botocore.exceptions import EndpointConnectionError

from chalicelib.storage.table import Table
from chalicelib.web.organiser import ROUTES
from tests.web.client import Client, app_of
from tests.web.organiser.conftest import Console


class StoppedClient:
    """A client of a database that does not answer after the first ``answered`` calls."""

    def __init__(self, client: object, answered: int) -> None:
        self._client = client
        self._left = answered

    def __getattr__(self, operation: str) -> Callable[..., Any]:
        def call(**parameters: object) -> Any:  # noqa: ANN401 -- what the client answers
            if self._left <= 0:
                raise EndpointConnectionError(endpoint_url="https://dynamodb.example")
            self._left -= 1
            return getattr(self._client, operation)(**parameters)

        return call


def stop(console: Console, answered: int) -> Console:
    """Return the same browser before a process whose database stops after so many calls."""
    table = console.services.table
    stopped = StoppedClient(table._client, answered)
    services = replace(console.services, table=Table(stopped, table.name))
    return replace(console, client=Client(app_of(ROUTES, services)))


def hidden_fields(page: str) -> dict[str, str]:
    pairs = re.findall(r'<input type="hidden" name="([^"]*)" value="([^"]*)">', page)
    return {name: html.unescape(value) for name, value in pairs}


@pytest.mark.parametrize("answered", [0, 1, 2])
def test_a_change_is_sent_again_with_the_same_fields(console: Console, answered: int) -> None:
    address, csrf = "/console/events/round-table/state", console.csrf()
    pairs = {"_csrf": csrf, "_shown": "ru", "state": "open"}
    reply = stop(console, answered).client.send_form(
        address, list(pairs.items()), Cookie=console.cookie, Accept_Language="kk"
    )
    assert (reply.status, reply.headers["retry-after"]) == (503, "2")
    assert (reply.headers["cache-control"], reply.headers["content-language"]) == ("no-store", "ru")
    assert "Ещё не отправлено" in reply.text
    assert f'<form method="post" action="{address}"' in reply.text
    assert hidden_fields(reply.text) == pairs
    again = console.client.send_form(address, list(pairs.items()), Cookie=console.cookie)
    assert again.status == 303


def test_every_form_of_the_console_names_its_language(console: Console) -> None:
    for address in ("", "/events/round-table", "/settings/tokens", "/sign-in", "/sign-in/a-token"):
        page = console.get(f"/console{address}?lang=ru").text
        assert page.count('method="post"') == page.count('name="_shown" value="ru"') > 0


def test_a_spreadsheet_has_to_be_chosen_again(console: Console) -> None:
    book = ("file", "сауалнама.xlsx", "application/octet-stream", b"PK")
    stopped = stop(console, 0)
    pairs = [("_csrf", "0f"), ("_shown", "kk")]
    reply = stopped.client.send_parts(
        "/console/events/round-table/add-form", pairs, [book], Cookie=console.cookie
    )
    assert reply.status == 503
    assert "Файлды қайта таңдаңыз: сауалнама.xlsx" in reply.text
    assert 'name="file" type="file"' in reply.text
    assert 'enctype="multipart/form-data"' in reply.text


def test_a_form_from_another_site_is_not_shown(console: Console) -> None:
    reply = stop(console, 0).client.send_form(
        "/console/events/round-table/state",
        [("state", "open")],
        Cookie=console.cookie,
        Sec_Fetch_Site="cross-site",
    )
    assert (reply.status, "data-unsent" in reply.text) == (403, False)
