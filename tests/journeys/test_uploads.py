"""A photo and a document are sent: with a script before the form, and without one as a part of it."""

import re
import struct
import urllib.request
import zlib
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from playwright.sync_api import Page, Route, expect

from tests.journeys.conftest import OpenEvent, OpenWindow
from tests.journeys.test_participants import with_and_without_script

pytestmark = pytest.mark.browser

PDF = b"%PDF-1.7\n" + bytes(5_000)
EXIF = b"Exif\0\0II*\0the place where it was taken"


def draw_png(width: int, height: int) -> bytes:
    """Return a PNG of one colour with a chunk of camera metadata."""

    def chunk(kind: bytes, content: bytes) -> bytes:
        body = kind + content
        return struct.pack(">I", len(content)) + body + struct.pack(">I", zlib.crc32(body))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    rows = zlib.compress((b"\0" + b"\x20\x80\xc0" * width) * height)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + chunk(b"eXIf", EXIF)
        + chunk(b"IDAT", rows)
        + chunk(b"IEND", b"")
    )


def size_of(png: bytes) -> tuple[int, int]:
    width, height = struct.unpack(">II", png[16:24])
    return width, height


@pytest.fixture(scope="session")
def form(open_event: OpenEvent) -> str:
    """Publish a form that asks for a photo, a document and a reason; return its address."""
    label = {
        name: {"kk": kk, "ru": ru, "en": en}
        for name, kk, ru, en in (
            ("photo", "Фотосурет", "Фотография", "Photo"),
            ("paper", "Құжат", "Документ", "Paper"),
            ("why", "Неліктен?", "Почему?", "Why?"),
            ("title", "Байқау", "Конкурс", "Contest"),
        )
    }
    questions = [
        {
            "type": "image",
            "name": "photo",
            "label": label["photo"],
            "parameters": {"max-pixels": 100},
        },
        {"type": "file", "name": "paper", "label": label["paper"]},
        {"type": "text", "name": "why", "label": label["why"], "required": True},
    ]
    document = {
        "name": "entry",
        "purpose": "other",
        "title": label["title"],
        "questions": questions,
    }
    return f"{open_event('contest', label['title'], document, kind='action')}/entry"


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    path = tmp_path / "Көктем.png"
    path.write_bytes(draw_png(400, 200))
    return path


@pytest.fixture
def paper(tmp_path: Path) -> Path:
    path = tmp_path / "Мақала.pdf"
    path.write_bytes(PDF)
    return path


def find_response(call_api: Callable[..., Any], why: str) -> dict[str, Any]:
    """Return the stored response with that answer to ``why``."""
    rows = call_api("GET", "/events/contest/forms/entry/responses?limit=500")["rows"]
    response: dict[str, Any]
    [response] = [row for row in rows if row["answers"]["why"] == why]
    return response


def download(pikir: Mapping[str, str], row: Mapping[str, Any], name: str) -> bytes:
    """Download the file of an answer through the API, as an organiser does."""
    id = row["answers"][name]  # noqa: A001 -- the API's own name
    address = f"{pikir['url']}/api/v1/events/contest/forms/entry/responses/{row['id']}/files/{id}"
    request = urllib.request.Request(address, headers={"Authorization": f"Bearer {pikir['token']}"})
    with urllib.request.urlopen(request, timeout=30) as response:
        assert response.headers["Content-Disposition"].startswith("attachment")
        body: bytes = response.read()
        return body


def send(page: Page) -> None:
    page.locator("main form").get_by_role("button", name="Жіберу").click()


def expect_upload(page: Page, name: str) -> None:
    """Wait until the page says that the file has arrived."""
    expect(page.locator("[data-upload]").filter(has_text=name)).to_contain_text("жүктелді")


@with_and_without_script
def test_a_photo_and_a_document_are_sent(
    pikir: Mapping[str, str],
    form: str,
    photo: Path,
    paper: Path,
    open_window: OpenWindow,
    call_api: Callable[..., Any],
    script: bool,
) -> None:
    page = open_window(script=script)
    page.goto(form)
    page.get_by_label("Фотосурет").set_input_files(photo)
    page.get_by_label("Құжат").set_input_files(paper)
    if script:
        expect_upload(page, "Көктем.png")
        expect_upload(page, "Мақала.pdf")
    page.get_by_label("Неліктен?").fill(f"script: {script}")
    send(page)
    expect(page.get_by_role("heading", level=1)).to_contain_text("Рақмет")
    row = find_response(call_api, f"script: {script}")
    assert [file["name"] for file in row["files"]] == ["Көктем.png", "Мақала.pdf"]
    assert download(pikir, row, "paper") == PDF
    stored_photo = download(pikir, row, "photo")
    assert EXIF not in stored_photo
    assert size_of(stored_photo) == ((100, 50) if script else (400, 200))


def test_a_form_whose_files_are_left_out_is_sent_once(
    form: str, open_window: OpenWindow, call_api: Callable[..., Any]
) -> None:
    page = open_window()
    page.goto(form)
    sent: list[str] = []
    page.on("request", lambda each: sent.append(each.method))
    page.get_by_label("Неліктен?").fill("no files")
    send(page)
    expect(page.get_by_role("heading", level=1)).to_contain_text("Рақмет")
    assert sent.count("POST") == 1
    assert find_response(call_api, "no files")["files"] == []


@with_and_without_script
def test_a_refused_form_keeps_its_files(
    form: str,
    photo: Path,
    open_window: OpenWindow,
    call_api: Callable[..., Any],
    script: bool,
) -> None:
    page = open_window(script=script)
    page.goto(form)
    page.get_by_label("Фотосурет").set_input_files(photo)
    if script:
        expect_upload(page, "Көктем.png")
    send(page)
    expect(page).to_have_title(re.compile("^Қате:"))
    expect_upload(page, "Көктем.png")
    page.get_by_label("Неліктен?").fill(f"at last: {script}")
    send(page)
    expect(page.get_by_role("heading", level=1)).to_contain_text("Рақмет")
    row = find_response(call_api, f"at last: {script}")
    assert [file["name"] for file in row["files"]] == ["Көктем.png"]


def test_an_upload_whose_connection_drops_is_retried(
    form: str, photo: Path, open_window: OpenWindow
) -> None:
    page = open_window()
    page.goto(form)
    dropped = 0

    def drop(route: Route) -> None:
        nonlocal dropped
        if route.request.method == "POST" and dropped < 2:
            dropped += 1
            route.abort("connectionreset")
        else:
            route.continue_()

    page.route("**/pikir-local*", drop)
    page.get_by_label("Фотосурет").set_input_files(photo)
    expect(page.locator("[data-upload]").first).to_contain_text("Байланыс үзілді")
    expect_upload(page, "Көктем.png")
    assert dropped == 2


def test_the_form_waits_for_an_upload_before_it_is_sent(
    form: str, paper: Path, open_window: OpenWindow, call_api: Callable[..., Any]
) -> None:
    page = open_window()
    page.goto(form)

    def delay(route: Route) -> None:
        page.wait_for_timeout(700)
        route.continue_()

    page.route("**/pikir-local*", delay)
    page.get_by_label("Неліктен?").fill("in a hurry")
    page.get_by_label("Құжат").set_input_files(paper)
    send(page)
    expect(page.get_by_role("heading", level=1)).to_contain_text("Рақмет")
    row = find_response(call_api, "in a hurry")
    assert [file["name"] for file in row["files"]] == ["Мақала.pdf"]


def test_a_refused_file_is_reported_at_once_and_can_be_replaced(
    form: str,
    photo: Path,
    paper: Path,
    open_window: OpenWindow,
    find_violations: Callable[[Page], list[str]],
) -> None:
    page = open_window()
    page.goto(form)
    page.get_by_label("Фотосурет").set_input_files(paper)
    upload = page.locator("[data-upload]").first
    expect(upload).to_contain_text("Мұндай файлды жіберуге болмайды")
    assert find_violations(page) == []
    page.get_by_label("Фотосурет").set_input_files(photo)
    expect_upload(page, "Көктем.png")
    assert find_violations(page) == []
    upload.get_by_role("button", name="Файлды алып тастау").click()
    expect(upload).to_contain_text("Файл алынып тасталды")
    expect(page.locator("[name='q.photo']")).to_have_value("")


def test_an_uploaded_file_is_kept_over_a_reload(
    form: str, photo: Path, open_window: OpenWindow, call_api: Callable[..., Any]
) -> None:
    page = open_window()
    page.goto(form)
    page.get_by_label("Неліктен?").fill("after a reload")
    page.get_by_label("Фотосурет").set_input_files(photo)
    expect_upload(page, "Көктем.png")
    page.wait_for_timeout(600)
    page.reload()
    expect(page.get_by_label("Неліктен?")).to_have_value("after a reload")
    expect(page.locator("[name='q.photo']")).not_to_have_value("")
    send(page)
    expect(page.get_by_role("heading", level=1)).to_contain_text("Рақмет")
    row = find_response(call_api, "after a reload")
    assert [file["name"] for file in row["files"]] == ["Көктем.png"]


def test_a_presentation_that_no_form_can_carry_becomes_a_material(
    pikir: Mapping[str, str],
    form: str,
    photo: Path,
    tmp_path: Path,
    open_window: OpenWindow,
    sign_in: Callable[[Page], None],
    call_api: Callable[..., Any],
) -> None:
    large = tmp_path / "Баяндама.pdf"
    large.write_bytes(PDF + bytes(6_000_000))
    (tmp_path / "сурет.pdf").write_bytes(photo.read_bytes())
    (tmp_path / "бағдарлама.exe").write_bytes(PDF)
    page = open_window()
    sign_in(page)
    page.goto(f"{pikir['url']}/console/events/contest/settings/materials?lang=kk")
    chosen = page.locator("#files")
    chosen.set_input_files(tmp_path / "бағдарлама.exe")
    expect(page.locator(".upload-status.message")).to_contain_text("PDF")
    page.get_by_role("button", name="Файлды алып тастау").click()
    chosen.set_input_files([large, tmp_path / "сурет.pdf"])
    expect(page.locator("#arrived input:checked")).to_have_count(2)
    save = page.get_by_role("button", name="Сақтау").last
    save.click()
    expect(page.locator("#files-message")).to_contain_text("Файл")
    page.get_by_label("сурет.pdf").uncheck()
    save.click()
    expect(page).to_have_url(re.compile(r"/settings$"))
    [material] = call_api("GET", "/events/contest")["materials"]
    assert material["file"]["name"] == "Баяндама.pdf"
    address = form.replace("/e/contest/entry", "/materials/contest/") + quote("Баяндама.pdf")
    with urllib.request.urlopen(address, timeout=30) as response:
        assert response.read() == large.read_bytes()
