"""The settings of an event, section by section: saved alone, nothing typed lost, two organisers at once."""

import re
from html import unescape
from typing import Any

import pytest

from chalicelib.actions import events, forms
from chalicelib.domain.permissions import SYSTEM
from chalicelib.storage import keys, seats
from chalicelib.web.organiser.event_settings.specs import SECTIONS
from tests.web.client import HttpResponse
from tests.web.organiser.conftest import Console

SETTINGS = "/console/events/round-table/settings"


def fields_of(page: str) -> dict[str, str]:
    """Return the fields of a section's page as a browser would send them."""
    form = page.partition('enctype="multipart/form-data"')[2]
    found: dict[str, str] = {}
    for tag in re.findall(r"<input[^>]*>", form):
        about = dict(re.findall(r'([a-z-]+)="([^"]*)"', tag))
        is_off = about.get("type") == "checkbox" and " checked" not in tag
        if "name" in about and about.get("type") != "file" and not is_off:
            found[about["name"]] = unescape(about.get("value", ""))
    for name, text in re.findall(r'<textarea[^>]* name="([^"]*)"[^>]*>([^<]*)</textarea>', form):
        found[name] = unescape(text)
    for name, options in re.findall(
        r'<select[^>]* name="([^"]*)"[^>]*>(.*?)</select>', form, re.DOTALL
    ):
        chosen = re.search(r'value="([^"]*)" selected', options)
        first = re.search(r'value="([^"]*)"', options)
        found[name] = unescape((chosen or first or [""])[1])
    return found


def open_section(console: Console, section: str) -> dict[str, str]:
    return fields_of(console.get(f"{SETTINGS}/{section}").text)


def send(console: Console, section: str, fields: dict[str, str], **changes: str) -> HttpResponse:
    changed = {name.replace("__", "."): text for name, text in changes.items()}
    return console.send_parts(f"{SETTINGS}/{section}", {**fields, "_do": "save", **changed})


def show_event(console: Console) -> Any:  # noqa: ANN401 -- mypy would ask of each part whether it is there
    return events.show_event(console.services, SYSTEM, "round-table")


@pytest.mark.parametrize("section", SECTIONS)
def test_a_section_that_is_saved_as_it_was_shown_changes_nothing(
    console: Console, section: str
) -> None:
    before = show_event(console)
    reply = send(console, section, open_section(console, section))
    assert (reply.status, reply.headers.get("location")) == (303, SETTINGS)
    assert show_event(console) == before


def test_the_page_shows_all_sections_and_marks_missing_texts(console: Console) -> None:
    page = console.get(SETTINGS).text
    for section in SECTIONS:
        assert f'href="{SETTINGS}/{section}"' in page
    assert "Мектеп пен отбасы" in page
    assert "мәтін жетіспейді" in page or "жоқ" in page


def test_texts_are_saved_in_each_language_by_itself(console: Console) -> None:
    fields = open_section(console, "texts")
    reply = send(console, "texts", fields, title__ru="Школа и семья", aim__kk="Мақсат")
    assert reply.status == 303
    event = show_event(console)
    assert event.title == {"kk": "Мектеп пен отбасы", "ru": "Школа и семья"}
    fields = open_section(console, "texts")
    assert send(console, "texts", fields, title__kk="", title__ru="", aim__kk="").status == 422
    assert send(console, "texts", fields, title__ru="", aim__kk="").status == 303
    event = show_event(console)
    assert (event.title, event.aim) == ({"kk": "Мектеп пен отбасы"}, None)


@pytest.mark.parametrize(
    ("section", "changes", "field", "message"),
    [
        ("time", {"ends_at__day": "12.06.2026"}, "ends_at.day", "Аяқталуы"),
        ("time", {"ends_at__clock": "25:00"}, "ends_at.clock", "10:00"),
        ("time", {"starts_at__day": ""}, "starts_at.day", "11.06.2027"),
        (
            "advanced",
            {"opens_at__day": "2099-12-01", "opens_at__clock": "10:00"},
            "closes_at.day",
            "ашылу",
        ),
        ("advanced", {"small_group_threshold": "1"}, "small_group_threshold", ""),
        ("advanced", {"small_group_threshold": "five"}, "small_group_threshold", "сан"),
        ("categories", {"categories__1__label__kk": "ОҚУШЫ"}, "categories.1.label.kk", "бірдей"),
        ("categories", {"categories__0__label__kk": ""}, "categories.0.label.kk", ""),
        ("organiser", {"organiser__email": "nobody"}, "organiser.email", ""),
        (
            "organiser",
            {"organiser__name__kk": "Бөлім", "organiser__phone": "x"},
            "organiser.phone",
            "",
        ),
        ("languages", {"kk": "", "ru": "", "en": ""}, "", ""),
        (
            "forms",
            {
                "forms__0__opens_at__day": "2027-01-02",
                "forms__0__opens_at__clock": "10:00",
                "forms__0__closes_at__day": "2027-01-01",
                "forms__0__closes_at__clock": "10:00",
            },
            "forms.0.closes_at.day",
            "",
        ),
    ],
)
def test_bad_input_comes_back_with_its_message_and_nothing_is_saved(
    console: Console, section: str, changes: dict[str, str], field: str, message: str
) -> None:
    before = show_event(console)
    reply = send(console, section, open_section(console, section), **changes)
    assert reply.status == 422
    if field:
        assert f'href="#{field}"' in reply.text
        assert f'id="{field}-message"' in reply.text
    assert message in reply.text
    again = fields_of(reply.text)
    for name, typed in changes.items():
        assert again.get(name.replace("__", "."), "") == typed
    assert show_event(console) == before


def test_rows_are_added_moved_and_removed_without_a_script(console: Console) -> None:
    address = f"{SETTINGS}/categories"
    fields = open_section(console, "categories")
    page = console.send_parts(
        address, {**fields, "categories.0.label.kk": "Бала", "_do": "add:categories"}
    )
    assert page.status == 200
    fields = fields_of(page.text)
    assert fields["categories.0.label.kk"] == "Бала"
    assert 'id="categories.2"' in page.text
    fields["categories.2.label.kk"] = "Қонақ"
    fields = fields_of(console.send_parts(address, {**fields, "_do": "up:categories.2"}).text)
    assert fields["categories.1.label.kk"] == "Қонақ"
    fields = fields_of(console.send_parts(address, {**fields, "_do": "remove:categories.2"}).text)
    assert send(console, "categories", fields).status == 303
    assert [(each.name, each.label["kk"]) for each in show_event(console).categories] == [
        ("pupil", "Бала"),
        ("qonaq", "Қонақ"),
    ]


def test_a_programme_has_several_speakers_and_times_in_the_event_s_zone(console: Console) -> None:
    address = f"{SETTINGS}/programme"
    fields = open_section(console, "programme")
    fields = fields_of(console.send_parts(address, {**fields, "_do": "add:programme"}).text)
    for _ in range(2):
        page = console.send_parts(address, {**fields, "_do": "add:programme.0.speakers"})
        fields = fields_of(page.text)
    typed = {
        "programme.0.kind": "report",
        "programme.0.title.kk": "Баяндама",
        "programme.0.starts_at.clock": "10:30",
        "programme.0.speakers.0.name.kk": "Айгүл",
        "programme.0.speakers.1.name.kk": "Марат",
        "programme.0.speakers.1.position.kk": "Директор",
    }
    assert send(console, "programme", {**fields, **typed}).status == 303
    [item] = show_event(console).programme
    assert (item.name, item.kind) == ("bayandama", "report")
    assert item.starts_at.isoformat() == "2026-06-13T10:30:00+05:00"
    assert [each.name["kk"] for each in item.speakers] == ["Айгүл", "Марат"]


def test_files_and_links_are_materials(console: Console) -> None:
    fields = open_section(console, "materials")
    page = console.send_parts(
        f"{SETTINGS}/materials",
        {**fields, "_do": "save"},
        ("files", "plan.pdf", "application/pdf", b"not a document"),
    )
    assert page.status == 422
    assert 'id="files-message"' in page.text


def test_the_page_of_materials_may_send_files_to_the_bucket(console: Console) -> None:
    page = console.get(f"{SETTINGS}/materials")
    origin = console.services.settings.bucket_origin
    assert f"connect-src 'self' {origin};" in page.headers["content-security-policy"]
    assert origin not in console.get(f"{SETTINGS}/texts").headers["content-security-policy"]
    announce = "/console/events/round-table/material-uploads"
    granted = console.send_form(announce, {"name": "plan.pdf", "size": "5000000"})
    assert granted.status == 200
    key = granted.json["fields"]["key"]
    assert key == f"incoming/round-table/.materials/{granted.json['id']}"
    for wrong in ({"name": "a.exe", "size": "1"}, {"name": "a.pdf", "size": "-1"}, {}):
        refused = console.send_form(announce, wrong)
        assert (refused.status, bool(refused.json["message"])) == (422, True)


def test_a_file_that_has_arrived_stays_on_a_page_that_comes_back(console: Console) -> None:
    fields = open_section(console, "materials")
    arrived = f"_upload.{'0' * 36}"
    page = send(console, "materials", fields, **{arrived: "plan.pdf"})
    assert page.status == 422
    assert f'name="{arrived}" value="plan.pdf" checked' in page.text
    assert 'id="files-message"' in page.text
    added = console.send_parts(
        f"{SETTINGS}/materials", {**fields, arrived: "plan.pdf", "_do": "add:materials"}
    )
    assert f'name="{arrived}" value="plan.pdf" checked' in added.text


def test_fewer_places_than_are_taken_are_refused_with_the_fewest(console: Console) -> None:
    event = show_event(console)
    for number in (1, 2):
        holder = keys.submission(event.id, "registration", f"person-{number}")
        console.services.table.put(seats.to_item(event.id, "pupil", number, holder))
    fields = open_section(console, "categories")
    reply = send(console, "categories", fields, categories__0__capacity="1")
    assert reply.status == 422
    assert 'id="categories.0.capacity-message"' in reply.text
    assert 'value="set:categories.0.capacity=2"' in reply.text
    offered = console.send_parts(
        f"{SETTINGS}/categories", {**fields_of(reply.text), "_do": "set:categories.0.capacity=2"}
    )
    assert send(console, "categories", fields_of(offered.text)).status == 303
    assert show_event(console).categories[0].capacity == 2


def test_the_second_organiser_is_told_and_keeps_what_they_typed(console: Console) -> None:
    mine, theirs = open_section(console, "texts"), open_section(console, "texts")
    assert send(console, "texts", theirs, aim__kk="Олардікі").status == 303
    reply = send(console, "texts", mine, title__kk="Менікі")
    assert reply.status == 409
    assert "<strong>Олардікі</strong>" in reply.text
    fields = fields_of(reply.text)
    assert (fields["title.kk"], fields["aim.kk"]) == ("Менікі", "Олардікі")
    assert show_event(console).title["kk"] == "Мектеп пен отбасы"
    assert send(console, "texts", fields).status == 303
    assert (show_event(console).title["kk"], show_event(console).aim["kk"]) == (
        "Менікі",
        "Олардікі",
    )


def test_two_texts_for_one_field_are_both_shown_to_the_second(console: Console) -> None:
    mine, theirs = open_section(console, "texts"), open_section(console, "texts")
    send(console, "texts", theirs, title__kk="Олардікі")
    reply = send(console, "texts", mine, title__kk="Менікі")
    assert "<strong>Олардікі</strong>" in reply.text
    assert fields_of(reply.text)["title.kk"] == "Менікі"


def test_rows_of_two_organisers_are_joined(console: Console) -> None:
    mine, theirs = open_section(console, "categories"), open_section(console, "categories")
    send(
        console, "categories", {**theirs, "categories.2.row": "1"}, categories__2__label__kk="Қонақ"
    )
    reply = send(console, "categories", mine, categories__0__label__kk="Бала")
    assert reply.status == 409
    assert "Қонақ" in reply.text
    assert send(console, "categories", fields_of(reply.text)).status == 303
    labels = [each.label["kk"] for each in show_event(console).categories]
    assert labels == ["Бала", "Мұғалім", "Қонақ"]


def test_a_change_of_another_section_disturbs_nobody(console: Console) -> None:
    mine, theirs = open_section(console, "texts"), open_section(console, "time")
    send(console, "time", theirs, venue__kk="Кітапхана")
    assert send(console, "texts", mine, title__kk="Менікі").status == 303
    assert (show_event(console).title["kk"], show_event(console).venue["kk"]) == (
        "Менікі",
        "Кітапхана",
    )


@pytest.mark.parametrize(
    ("section", "changes"),
    [
        ("texts", {"title__kk": "Жаңа"}),
        ("kind", {"new_series__kk": "Көктем"}),
        ("categories", {"categories__2__row": "1", "categories__2__label__kk": "Қонақ"}),
        ("forms", {"forms__0__closes_at__day": "2027-01-01", "forms__0__closes_at__clock": "9:00"}),
    ],
)
def test_a_page_that_is_sent_twice_is_saved_once(
    console: Console, section: str, changes: dict[str, str]
) -> None:
    fields = open_section(console, section)
    assert send(console, section, fields, **changes).status == 303
    before = show_event(console)
    assert send(console, section, fields, **changes).status == 303
    assert show_event(console) == before


def test_forms_move_with_the_event_and_offer_its_categories(console: Console) -> None:
    event = show_event(console)
    times = f'{{"opens_at": "{event.ends_at.isoformat()}"}}'.encode()
    forms.set_form_times(console.services, SYSTEM, event.id, "impressions", times)
    fields = open_section(console, "time")
    assert send(console, "time", fields, ends_at__clock="15:00").status == 303
    [record] = forms.list_forms(console.services, SYSTEM, event.id)
    assert record.opens_at == show_event(console).ends_at


def test_a_language_may_be_left_incomplete(console: Console) -> None:
    fields = open_section(console, "languages")
    assert send(console, "languages", fields, main="ru", ru="partial", en="").status == 303
    event = show_event(console)
    assert (event.languages, event.incomplete_languages) == (("ru", "kk"), ("ru",))


def test_an_event_gets_a_series_of_its_own_and_leaves_it(console: Console) -> None:
    fields = open_section(console, "kind")
    send(console, "kind", fields, new_series__kk="Балалық шақ")
    assert show_event(console).series.title == {"kk": "Балалық шақ"}
    fields = open_section(console, "kind")
    assert send(console, "kind", fields, series="").status == 303
    assert show_event(console).series is None
