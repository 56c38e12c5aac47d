"""Files of a form: lists become choices, pictures are shown, versions keep what they had."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from chalicelib import errors
from chalicelib.actions import events, form_files, forms
from chalicelib.actions.world import World
from chalicelib.domain.permissions import ANYONE
from chalicelib.errors import Place
from chalicelib.forms.definition import dump
from chalicelib.settings import Settings
from tests.actions.photos import EVENT, PDF, PNG
from tests.actions.setting import ORGANISER, Clock, as_json, event_document, publish, world_on

pytestmark = pytest.mark.dynoxide

CITIES = (
    "name;label::Қазақша (kk);label::English (en);region\r\n"
    "oral;Орал;Oral;west\r\n"
    "almaty;Алматы;Almaty;south\r\n"
).encode("utf-8-sig")
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'


def form(**keys: object) -> dict[str, Any]:
    city = {
        "type": "select_one_from_file",
        "name": "city",
        "list_name": "cities.csv",
        "label": {"kk": "Қала", "en": "City"},
        "media": {"image": "map.png"},
        **keys,
    }
    return {
        "name": "cities",
        "purpose": "other",
        "title": {"kk": "Қалалар", "en": "Cities"},
        "questions": [city],
    }


@pytest.fixture
def world(files_settings: Settings) -> World:
    world = world_on(files_settings, Clock())
    events.create_event(world, ORGANISER, as_json(event_document()))
    return world


def attach(world: World, name: str, content: bytes) -> form_files.Attached:
    return form_files.attach_file(world, ORGANISER, EVENT, "cities", name, content)


def save(world: World, **keys: object) -> None:
    forms.save_form(world, ORGANISER, EVENT, "cities", as_json(form(**keys)))


def choices(world: World) -> list[dict[str, Any]]:
    draft = world.forms.draft(EVENT, "cities")
    assert draft is not None
    return [one.model_dump(exclude_defaults=True) for one in draft.choices["cities.csv"]]


def show(world: World, name: str, version: int | None = None) -> bytes | None:
    return form_files.show_file(world, EVENT, "cities", name, version).body


LISTED = [
    {"name": "oral", "label": {"kk": "Орал", "en": "Oral"}, "region": "west"},
    {"name": "almaty", "label": {"kk": "Алматы", "en": "Almaty"}, "region": "south"},
]


class TestLists:
    def test_a_list_becomes_choices_of_the_draft(self, world: World) -> None:
        save(world)
        attached = attach(world, "cities.csv", CITIES)
        assert choices(world) == LISTED
        assert attached.file.is_list

    def test_a_list_may_come_before_its_form(self, world: World) -> None:
        attach(world, "cities.csv", CITIES)
        save(world)
        assert choices(world) == LISTED

    def test_a_list_stays_when_the_form_is_saved_again(self, world: World) -> None:
        save(world)
        attach(world, "cities.csv", CITIES)
        save(world, label={"kk": "Қайсы қала?", "en": "Which city?"})
        assert choices(world) == LISTED

    def test_the_document_s_own_list_is_not_replaced(self, world: World) -> None:
        attach(world, "cities.csv", CITIES)
        document = {**form(), "choices": {"cities.csv": [{"name": "aqtau"}]}}
        forms.save_form(world, ORGANISER, EVENT, "cities", as_json(document))
        assert [one["name"] for one in choices(world)] == ["aqtau"]

    def test_another_list_of_the_same_name_takes_its_place(self, world: World) -> None:
        save(world)
        attach(world, "cities.csv", CITIES)
        attach(world, "cities.csv", b"name,label\naqtau,Aqtau\n")
        assert [one["name"] for one in choices(world)] == ["aqtau"]

    def test_a_published_form_gets_a_draft_with_the_new_list(self, world: World) -> None:
        attach(world, "cities.csv", CITIES)
        publish(world, form())
        attach(world, "cities.csv", b"name\tlabel\naqtau\tAqtau\n")
        assert [one["name"] for one in choices(world)] == ["aqtau"]
        version = world.forms.version(EVENT, "cities", 1)
        assert version is not None
        assert len(version.choices["cities.csv"]) == 2

    def test_a_list_that_the_form_does_not_ask_for_changes_nothing(self, world: World) -> None:
        save(world)
        before = world.forms.draft(EVENT, "cities")
        attach(world, "others.csv", CITIES)
        assert world.forms.draft(EVENT, "cities") == before

    def test_the_question_may_name_the_columns(self, world: World) -> None:
        save(world, parameters={"value": "code", "label": "title"})
        attach(world, "cities.csv", b"name,code,title,label\nx,oral,Oral,y\n")
        [one] = choices(world)
        assert (one["name"], one["label"]) == ("oral", {"kk": "Oral"})

    def test_the_column_of_names_may_be_called_value(self, world: World) -> None:
        save(world)
        attach(world, "cities.csv", b'value,label\noral,"Oral, the old town"\n\n')
        assert choices(world) == [{"name": "oral", "label": {"kk": "Oral, the old town"}}]

    @pytest.mark.parametrize(
        ("content", "code", "place"),
        [
            ("name;label\nа;Орал\n".encode("cp1251"), "form.file_not_text", (None, None)),
            ("name,label\na,b\n".encode("utf-16"), "form.file_not_text", (None, None)),
            (b"", "form.list_without_names", (1, None)),
            (b"id,label\n1,a\n", "form.list_without_names", (1, None)),
            (b"name,label\n", "form.list_without_rows", (None, None)),
            (b"name,label\na,A\n,B\n", "form.choice_without_name", (3, "name")),
            (b"name,name\na,A\n", "form.duplicate_header", (1, "name")),
            (b'name,label\na,"A\n', "form.file_not_text", (None, None)),
        ],
    )
    def test_what_is_wrong_is_said_at_its_row_and_column_and_nothing_changes(
        self, world: World, content: bytes, code: str, place: tuple[int | None, str | None]
    ) -> None:
        save(world)
        with pytest.raises(errors.FormRefused) as refused:
            attach(world, "cities.csv", content)
        [problem] = refused.value.problems
        assert problem.code == code
        assert problem.place == Place("cities.csv", *place)
        assert form_files.list_files(world, ORGANISER, EVENT, "cities") == []

    def test_every_problem_is_said_at_once(self, world: World) -> None:
        save(world)
        with pytest.raises(errors.FormRefused) as refused:
            attach(world, "cities.csv", b"name,label\na,A\n,B\nb,B\n,C\n")
        rows = [one.place.row for one in refused.value.problems if one.place]
        assert rows == [3, 5]

    def test_what_a_choice_cannot_be_is_said_at_its_row_too(self, world: World) -> None:
        save(world, type="select_multiple_from_file")
        with pytest.raises(errors.FormRefused) as refused:
            attach(world, "cities.csv", b"name,label\na,A\n" + b"x" * 300 + b",B\n")
        rows = {one.place.row for one in refused.value.problems if one.place}
        assert rows == {3}

    def test_a_list_has_at_most_five_thousand_rows(self, world: World) -> None:
        save(world)
        lines = b"".join(b"c%d,C\n" % number for number in range(5001))
        with pytest.raises(errors.FormRefused) as refused:
            attach(world, "cities.csv", b"name,label\n" + lines)
        [problem] = refused.value.problems
        assert (problem.code, problem.place) == (
            "form.list_too_long",
            Place("cities.csv", 5002),
        )
        attach(world, "cities.csv", b"name,label\n" + lines[: -len(b"c5000,C\n")])
        assert len(choices(world)) == 5000


class TestMedia:
    @pytest.mark.parametrize(
        ("name", "content"),
        [
            ("map.png", PNG),
            ("map.PNG", PNG),
            ("map.svg", SVG),
            ("anthem.mp3", b"ID3\x04rest"),
            ("anthem.m4a", b"\0\0\0\x20ftypM4A "),
            ("anthem.ogg", b"OggS\0"),
            ("anthem.wav", b"RIFF\0\0\0\0WAVE"),
            ("film.mp4", b"\0\0\0\x20ftypisom"),
            ("film.webm", b"\x1a\x45\xdf\xa3"),
        ],
    )
    def test_a_file_is_attached_and_read_as_it_was(
        self, world: World, name: str, content: bytes
    ) -> None:
        attach(world, name, content)
        [listed] = form_files.list_files(world, ORGANISER, EVENT, "cities")
        assert (listed.name, listed.size) == (name, len(content))
        assert form_files.read_file(world, ORGANISER, EVENT, "cities", name).body == content

    @pytest.mark.parametrize(
        ("name", "content", "code"),
        [
            ("page.html", b"<html>", "file.bad_type"),
            ("png", PNG, "file.bad_type"),
            ("paper.pdf", PDF, "file.bad_type"),
            ("map.png", b"<html>", "file.not_that_type"),
            ("map.svg", PNG, "file.not_that_type"),
            ("film.mp4", PNG, "file.not_that_type"),
            ("anthem.mp3", PNG, "file.not_that_type"),
            ("anthem.wav", PNG, "file.not_that_type"),
        ],
    )
    def test_what_no_form_needs_is_refused(
        self, world: World, name: str, content: bytes, code: str
    ) -> None:
        with pytest.raises(errors.RequestRefused) as refused:
            attach(world, name, content)
        assert [one.code for one in refused.value.problems] == [code]

    def test_a_form_has_so_many_files_and_no_more(
        self, world: World, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("chalicelib.domain.form_files.MAX_FILES", 1)
        attach(world, "a.png", PNG)
        attach(world, "a.png", PNG + b"again")
        with pytest.raises(errors.RequestRefused):
            attach(world, "b.png", PNG)

    def test_a_version_shows_what_it_was_published_with(self, world: World) -> None:
        attach(world, "map.png", PNG)
        attach(world, "cities.csv", CITIES)
        publish(world, form())
        attach(world, "map.png", PNG + b"newer")
        assert show(world, "map.png") == show(world, "map.png", 1) == PNG
        publish(world, form(label={"kk": "Қайсы?", "en": "Which?"}))
        world.catalogue.reread(EVENT, "cities")
        assert show(world, "map.png", 1) == PNG
        assert show(world, "map.png") == show(world, "map.png", 2) == PNG + b"newer"

    def test_a_removed_file_stays_with_the_versions_that_have_it(self, world: World) -> None:
        attach(world, "map.png", PNG)
        attach(world, "cities.csv", CITIES)
        publish(world, form())
        save(world)
        for name in ("map.png", "cities.csv"):
            form_files.remove_file(world, ORGANISER, EVENT, "cities", name)
        assert form_files.list_files(world, ORGANISER, EVENT, "cities") == []
        assert show(world, "map.png", 1) == PNG
        draft = world.forms.draft(EVENT, "cities")
        assert draft is not None
        assert draft.choices == {}
        with pytest.raises(errors.FileNotFound):
            form_files.remove_file(world, ORGANISER, EVENT, "cities", "map.png")


class TestWhoSees:
    @pytest.mark.parametrize(
        "ask",
        [
            lambda world: form_files.attach_file(world, ANYONE, EVENT, "cities", "a.png", PNG),
            lambda world: form_files.list_files(world, ANYONE, EVENT, "cities"),
            lambda world: form_files.read_file(world, ANYONE, EVENT, "cities", "a.png"),
            lambda world: form_files.remove_file(world, ANYONE, EVENT, "cities", "a.png"),
        ],
    )
    def test_only_organisers_deal_with_files(
        self, world: World, ask: Callable[[World], object]
    ) -> None:
        with pytest.raises(errors.PageNotFound):
            ask(world)

    def test_of_an_event_that_is_not_there_there_are_no_files(self, world: World) -> None:
        with pytest.raises(errors.EventNotFound):
            form_files.attach_file(world, ORGANISER, "none", "cities", "a.png", PNG)
        with pytest.raises(errors.EventNotFound):
            form_files.list_files(world, ORGANISER, "none", "cities")

    def test_a_form_without_files_shows_none(self, world: World) -> None:
        publish(world, {**form(), "questions": [{"type": "text", "name": "a", "label": "A"}]})
        with pytest.raises(errors.FileNotFound):
            show(world, "map.png")

    def test_anyone_sees_pictures_of_versions_and_nothing_else(self, world: World) -> None:
        attach(world, "map.png", PNG)
        attach(world, "cities.csv", CITIES)
        publish(world, form())
        attach(world, "later.png", PNG)
        for name in ("later.png", "cities.csv", "none.png"):
            with pytest.raises(errors.FileNotFound):
                show(world, name)
        with pytest.raises(errors.VersionUnknown):
            show(world, "map.png", 2)


def test_a_document_that_cannot_be_read_is_left_to_its_check(world: World) -> None:
    attach(world, "cities.csv", CITIES)
    asks = b'{"questions": [1, {"type": "select_one_from_file", "list_name": "cities.csv"}]}'
    for document in (b"{", b"[]", asks, b'{"questions": 1}', b'{"questions": [1, {"type": 2}]}'):
        with pytest.raises((errors.Malformed, errors.FormRefused)):
            forms.save_form(world, ORGANISER, EVENT, "cities", document)


def test_what_was_saved_can_be_saved_again(world: World) -> None:
    attach(world, "cities.csv", CITIES)
    save(world)
    draft = world.forms.draft(EVENT, "cities")
    assert draft is not None
    forms.save_form(world, ORGANISER, EVENT, "cities", dump(draft))
    assert choices(world) == LISTED
    assert replace(Place("a"), row=1) == Place("a", 1)
