"""Saving a section of an event's settings: files, rows that are gone, and changes between reading and saving."""

from typing import Any

import pytest

from chalicelib.actions import materials
from chalicelib.domain.permissions import Actor
from tests.actions.interleaving import meanwhile
from tests.actions.photos import PDF
from tests.actions.test_materials import put_waiting
from tests.web.organiser.conftest import ORGANISER, Console
from tests.web.organiser.test_event_settings import (
    SETTINGS,
    fields_of,
    open_section,
    send,
    show_event,
)

OWNER = Actor.owner(ORGANISER)
PLAN = ("files", "plan.pdf", "application/pdf", PDF)


def send_plan(console: Console, fields: dict[str, str]) -> int:
    return console.send_parts(f"{SETTINGS}/materials", {**fields, "_do": "save"}, PLAN).status


def files_of(console: Console) -> list[str]:
    return [each.file.name for each in show_event(console).materials if each.file]


def test_a_file_is_saved_once_however_often_its_page_is_sent(console: Console) -> None:
    fields = open_section(console, "materials")
    assert [send_plan(console, fields) for _ in range(2)] == [303, 303]
    assert files_of(console) == ["plan.pdf"]


def test_materials_keep_their_files_when_their_texts_change(console: Console) -> None:
    materials.upload_material(console.services, OWNER, "round-table", "plan.pdf", PDF)
    fields = open_section(console, "materials")
    assert send(console, "materials", fields, materials__0__title__kk="Жоспар").status == 303
    [material] = show_event(console).materials
    assert (material.title, material.file.name) == ({"kk": "Жоспар"}, "plan.pdf")


def test_a_file_that_arrived_in_the_bucket_becomes_a_material(console: Console) -> None:
    upload = put_waiting(console.services, "plan.pdf", PDF)
    fields = {**open_section(console, "materials"), f"_upload.{upload}": "plan.pdf"}
    assert [send(console, "materials", fields).status for _ in range(2)] == [303, 303]
    assert files_of(console) == ["plan.pdf"]


def test_a_material_of_a_link_and_no_address_is_told_at_the_address(console: Console) -> None:
    fields = {**open_section(console, "materials"), "materials.0.row": "1", "materials.0.url": ""}
    reply = send(console, "materials", fields, materials__0__title__kk="Жоспар")
    assert reply.status == 422
    assert 'href="#materials.0.url"' in reply.text
    assert show_event(console).materials == ()


def test_an_unknown_time_zone_is_refused_at_its_field(console: Console) -> None:
    before = show_event(console)
    reply = send(console, "time", open_section(console, "time"), time_zone="Mars/Base")
    assert reply.status == 422
    assert 'href="#time_zone"' in reply.text
    assert show_event(console) == before


@pytest.mark.parametrize(
    ("section", "changes"),
    [("time", {"ends_at__clock": "25:00"}), ("materials", {f"_upload.{'0' * 36}": "plan.pdf"})],
)
def test_a_page_that_is_stale_and_cannot_be_saved_tells_both(
    console: Console, section: str, changes: dict[str, str]
) -> None:
    mine = open_section(console, section)
    if section == "time":
        send(console, "time", mine, venue__kk="Кітапхана")
    else:
        send_plan(console, mine)
    reply = send(console, section, mine, **changes)
    assert reply.status == 409
    typed = fields_of(reply.text)
    for name, text in changes.items():
        assert typed[name.replace("__", ".")] == text


def test_times_of_a_form_that_is_gone_are_left_out(console: Console) -> None:
    fields = open_section(console, "forms")
    gone = {"forms.1.name": "gone", "forms.1.row": "1", "forms.1.opens_at.day": "2027-01-01"}
    times = {"forms.1.opens_at.clock": "10:00"}
    assert send(console, "forms", {**fields, **gone, **times}).status == 303
    assert "gone" not in console.get(SETTINGS).text


def test_a_button_that_there_is_none_of_changes_no_row(console: Console) -> None:
    fields = open_section(console, "categories")
    for button in ("burn:categories.0", "up:categories.0"):
        page = console.send_parts(f"{SETTINGS}/categories", {**fields, "_do": button})
        assert page.status == 200
        assert fields_of(page.text) == fields


def test_languages_that_an_event_is_not_held_in_are_left_out(console: Console) -> None:
    fields = open_section(console, "languages")
    assert send(console, "languages", fields, main="kk", ru="", en="").status == 303
    assert show_event(console).languages == ("kk",)
    shown = open_section(console, "languages")
    assert (shown["kk"], shown["ru"], shown["en"]) == ("full", "", "")


def test_a_change_between_reading_and_saving_is_no_reason_to_ask_twice(console: Console) -> None:
    mine, theirs = open_section(console, "texts"), open_section(console, "time")

    def change() -> Any:  # noqa: ANN401 -- what it answers does not matter
        return send(console, "time", theirs, venue__kk="Кітапхана")

    with meanwhile(console.services, change):
        assert send(console, "texts", mine, title__kk="Менікі").status == 303
    event = show_event(console)
    assert (event.title["kk"], event.venue["kk"]) == ("Менікі", "Кітапхана")
