"""The pages for sharing: links, codes, poster, slide, and texts for messengers and mail."""

import re
from html import unescape
from io import BytesIO
from urllib.parse import parse_qs, unquote, urlsplit

import pytest
import zxingcpp
from PIL import Image

from chalicelib.actions.short_addresses import share_event
from chalicelib.domain.permissions import Actor
from chalicelib.web import organiser, participant
from chalicelib.web.organiser.sharing import LONGEST_TITLE
from tests.actions.setting import change
from tests.web.client import Client, app_of
from tests.web.organiser.conftest import ORGANISER, Console

SHARING = "/console/events/round-table/sharing"


@pytest.fixture
def codes(console: Console) -> dict[str, str]:
    """Return the codes of the event (under an empty name) and of its form."""
    shared = share_event(console.services, Actor.owner(ORGANISER), "round-table")
    return {page.name: page.code for page in shared.pages}


@pytest.fixture
def anyone(console: Console) -> Client:
    return Client(app_of((*participant.ROUTES, *organiser.ROUTES), console.services))


def test_the_page_shows_the_links_and_short_addresses(
    console: Console, codes: dict[str, str]
) -> None:
    page = console.get(SHARING).text
    for value in (
        "https://pikir.example/e/round-table",
        "https://pikir.example/e/round-table/impressions",
        f"https://pikir.example/s/{codes['']}",
        f"https://pikir.example/s/{codes['impressions']}",
    ):
        assert f'value="{value}" readonly' in page
    assert "нобай күйінде" in page
    change(console.services, state="open")
    assert "нобай күйінде" not in console.get(SHARING).text


def test_ready_texts_open_in_messengers_and_mail(console: Console, codes: dict[str, str]) -> None:
    change(
        console.services,
        languages=["kk", "ru"],
        incomplete_languages=["ru"],
        title={"kk": "A & B\nC", "ru": "Круглый стол"},
    )
    page = console.get(SHARING).text
    links = [unescape(link) for link in re.findall(r'href="((?:https://|mailto:)[^"]+)"', page)]
    assert len(links) == 2 * 2 * 3  # two pages, two languages
    whatsapp, telegram, mail = links[:3]
    address = f"https://pikir.example/s/{codes['']}?lang=kk"
    about = "A & B C\n2026 жылғы 13 маусым, сенбі, 10:00 – 2026 жылғы 14 маусым, жексенбі, 13:30"
    about = f"{about} (Қазақстан уақыты)\nМәдениет үйі\n\nТолығырақ"
    assert whatsapp.startswith("https://wa.me/?text=")
    assert parse_qs(urlsplit(whatsapp).query) == {"text": [f"{about}: {address}"]}
    assert telegram.startswith("https://t.me/share/url?")
    assert parse_qs(urlsplit(telegram).query) == {"url": [address], "text": [about]}
    assert "+" not in mail
    assert unquote(mail) == (
        f"mailto:?subject=A & B C&body={about}: {address}".replace("\n", "\r\n")
    )
    of_form = parse_qs(urlsplit(links[9]).query)["text"][0]
    assert of_form.startswith("Круглый стол\nсуббота, 13 июня 2026")
    assert of_form.endswith(f"Әсерлер: https://pikir.example/s/{codes['impressions']}?lang=ru")


@pytest.mark.parametrize(("query", "name"), [("", ""), ("?form=impressions", "impressions")])
def test_the_codes_lead_to_the_short_addresses(
    console: Console, codes: dict[str, str], query: str, name: str
) -> None:
    picture = console.get(f"{SHARING}/qr.png{query}")
    [found] = zxingcpp.read_barcodes(Image.open(BytesIO(picture.body)).convert("L"))
    assert found.text == f"https://pikir.example/s/{codes[name]}"
    part = f"-{name}" if name else ""
    disposition = f'attachment; filename="round-table{part}-qr.png"'
    assert picture.headers["content-disposition"] == disposition
    drawing = console.get(f"{SHARING}/qr.svg{query}")
    assert drawing.headers["content-type"] == "image/svg+xml"
    assert drawing.body.startswith(b"<?xml")


@pytest.mark.parametrize("path", ["qr.png", "qr.svg", "poster", "slide"])
def test_a_form_that_is_not_published_has_no_sheet(console: Console, path: str) -> None:
    assert console.get(f"{SHARING}/{path}?form=registration").status == 404
    assert console.get(f"{SHARING}/{path}?form=impressions").status == 200
    assert console.get(f"/console/events/elsewhere/sharing/{path}").status == 404


@pytest.mark.parametrize("kind", ["poster", "slide"])
def test_a_sheet_is_in_all_languages_of_the_event_or_in_one(
    console: Console, codes: dict[str, str], kind: str
) -> None:
    title = {"kk": "Мектеп пен отбасы", "ru": "Школа и семья"}
    change(console.services, languages=["kk", "ru", "en"], title=title, venue={"kk": "Үй"})
    page = console.get(f"{SHARING}/{kind}?form=impressions").text
    sheet = page[page.index("sheet-page") :]
    assert re.findall(r'<div lang="(..)">', sheet) == ["kk", "ru"]  # in English there is no title
    assert sheet.count(f"pikir.example/s/{codes['impressions']}<") == 1
    for when in ("13 июня 2026", "13 маусым"):  # who sees the slide is there already
        assert (when in sheet) is (kind == "poster")
    russian = console.get(f"{SHARING}/{kind}?in=ru").text
    sheet = russian[russian.index("sheet-page") :]
    assert re.findall(r'<div lang="(..)">', sheet) == ["ru"]
    assert "<h1>Школа и семья</h1>" in sheet
    assert f"{kind}?in=en" not in russian
    assert console.get(f"{SHARING}/{kind}?in=de").status == 400


def test_letters_become_smaller_and_texts_are_cut_between_words(console: Console) -> None:
    change(console.services, title={"kk": "Тақырып"})
    assert "sheet-page size-0" in console.get(f"{SHARING}/poster").text
    change(console.services, title={"kk": "сөз " * 1200})
    page = console.get(f"{SHARING}/poster").text
    assert "sheet-page size-2" in page
    [title] = re.findall("<h1>(.*)</h1>", page)
    assert len(title) <= LONGEST_TITLE + 1
    assert title.endswith("сөз…")


def test_a_short_address_redirects_behind_a_stage_too(
    console: Console, codes: dict[str, str], anyone: Client
) -> None:
    change(console.services, state="open")
    for client, stage in ((anyone, ""), (anyone.with_stage("/api"), "/api")):
        reply = client.get(f"/s/{codes['']}")
        assert (reply.status, reply.headers["location"]) == (303, f"{stage}/e/round-table")
        reply = client.get(f"/s/{codes['impressions'].upper()}?lang=ru&more=no")
        assert (reply.status, reply.headers["location"]) == (
            303,
            f"{stage}/e/round-table/impressions?lang=ru",
        )
        assert reply.cookies == []


def test_the_code_of_a_draft_is_answered_as_an_unknown_one(
    codes: dict[str, str], anyone: Client
) -> None:
    replies = [anyone.get(f"/s/{code}") for code in (codes[""], codes["impressions"], "tttttt")]
    assert [reply.status for reply in replies] == [404, 404, 404]
    assert replies[0].text == replies[1].text == replies[2].text


def test_sharing_needs_a_session(anyone: Client, codes: dict[str, str]) -> None:
    for path in ("", "/qr.png", "/qr.svg", "/poster", "/slide"):
        reply = anyone.get(SHARING + path)
        assert (reply.status, reply.headers["location"]) == (303, "/console/sign-in")
