"""The page of one answer that came without a registration: its questions, its files, what it lacks."""

import json
import re
from typing import Any

import pytest

from chalicelib.actions import drafts, forms, submissions
from chalicelib.domain.permissions import Actor
from chalicelib.domain.submissions import Receipt
from tests.actions.photos import PHOTOS, PNG, put_upload
from tests.web.organiser.conftest import ORGANISER, Console

EVENT = "/console/events/round-table"
ANSWERS = f"{EVENT}/forms/photos/answers"
LENGTH: dict[str, Any] = {
    "type": "calculate",
    "name": "length",
    "label": {"kk": "length"},
    "calculation": "string-length(${why})",
}
FORM = {**PHOTOS, "questions": [*PHOTOS["questions"], LENGTH]}


@pytest.fixture
def photos(console: Console) -> Console:
    """Return the console of an open event with a form for photos."""
    actor = Actor.owner(ORGANISER)
    drafts.save_form(console.services, actor, "round-table", "photos", json.dumps(FORM).encode())
    forms.publish_form(console.services, actor, "round-table", "photos")
    console.send_form(f"{EVENT}/state", {"state": "open"})
    return console


def send(console: Console, **answers: object) -> Receipt:
    body = json.dumps({"answers": answers}).encode()
    return submissions.submit_json(console.services, "round-table", "photos", body, "kk")


def cells(page: str) -> dict[str, str]:
    """Return the page's definitions by their names."""
    found = re.findall(r"<dt>(.*?)</dt>\s*<dd[^>]*>(.*?)</dd>", page, re.DOTALL)
    return {name.strip(): text.strip() for name, text in found}


def test_a_file_is_a_link_with_its_name_and_size(photos: Console) -> None:
    file = put_upload(photos.services)
    receipt = send(photos, photo=file, why="Қалың орман")
    shown = cells(photos.get(f"{ANSWERS}/{receipt.id}").text)
    link = re.search(r'href="([^"]+)"[^>]*>([^<]+)</a>', shown["photo"])
    assert link is not None
    assert link.groups() == (f"{ANSWERS}/{receipt.id}/files/{file}", "Сурет.png")
    assert "1 KB" in shown["photo"]
    assert (shown["paper"], shown["why"]) == ("–", "Қалың орман")
    assert photos.get(link[1]).body == PNG


def test_an_answer_without_a_place_has_no_category_and_no_status(photos: Console) -> None:
    receipt = send(photos, why="Қалың орман")
    shown = cells(photos.get(f"{ANSWERS}/{receipt.id}").text)
    assert shown["Растау коды"] == receipt.receipt
    assert not {"Санат", "Күйі", "length"} & set(shown)


def test_an_answer_without_a_place_is_not_corrected(photos: Console) -> None:
    receipt = send(photos, why="Қалың орман")
    page = f"{ANSWERS}/{receipt.id}"
    assert f"{page}/correct" not in photos.get(page).text
    assert photos.get(f"{page}/correct").status == 409
