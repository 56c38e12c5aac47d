"""Files of a form: lists become choices, media are shown, and a version keeps its files."""

import json
from dataclasses import replace
from typing import Any, ClassVar

import pytest

from chalicelib import errors
from chalicelib.actions import drafts, events, form_files, forms
from chalicelib.actions.services import Services
from chalicelib.errors import SourceLocation
from chalicelib.forms.definition import dump
from chalicelib.settings import Settings
from tests.actions.photos import EVENT, PDF, PLACED, PNG
from tests.actions.setting import ORGANISER, Clock, as_json, event_document, publish, services_on

pytestmark = pytest.mark.dynoxide

CITIES = (
    "name;label::Қазақша (kk);label::English (en);region\r\n"
    "oral;Орал;Oral;west\r\n"
    "almaty;Алматы;Almaty;south\r\n"
).encode("utf-8-sig")
NEWER = PNG.replace(bytes(range(200)), bytes(200))
HEIC = b"\0\0\0\x18ftypheic\0\0\0\0mif1heic"
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
def services(files_settings: Settings) -> Services:
    services = services_on(files_settings, Clock())
    events.create_event(services, ORGANISER, as_json(event_document()))
    return services


def attach(services: Services, name: str, content: bytes) -> form_files.Attachment:
    return form_files.attach_file(services, ORGANISER, EVENT, "cities", name, content)


def save(services: Services, **keys: object) -> None:
    drafts.save_form(services, ORGANISER, EVENT, "cities", as_json(form(**keys)))


def choices(services: Services) -> list[dict[str, Any]]:
    draft = services.forms.draft(EVENT, "cities")
    assert draft is not None
    return [each.model_dump(exclude_defaults=True) for each in draft.choices["cities.csv"]]


def show(services: Services, name: str, version: int | None = None) -> bytes | None:
    return form_files.show_file(services, EVENT, "cities", name, version).body


LISTED = [
    {"name": "oral", "label": {"kk": "Орал", "en": "Oral"}, "region": "west"},
    {"name": "almaty", "label": {"kk": "Алматы", "en": "Almaty"}, "region": "south"},
]


class TestLists:
    def test_a_list_becomes_choices_of_the_draft(self, services: Services) -> None:
        save(services)
        attached = attach(services, "cities.csv", CITIES)
        assert choices(services) == LISTED
        assert attached.file.is_list

    def test_a_list_may_come_before_its_form(self, services: Services) -> None:
        attach(services, "cities.csv", CITIES)
        save(services)
        assert choices(services) == LISTED

    def test_a_list_stays_when_the_form_is_saved_again(self, services: Services) -> None:
        save(services)
        attach(services, "cities.csv", CITIES)
        save(services, label={"kk": "Қайсы қала?", "en": "Which city?"})
        assert choices(services) == LISTED

    def test_the_document_s_own_list_is_not_replaced(self, services: Services) -> None:
        attach(services, "cities.csv", CITIES)
        document = {**form(), "choices": {"cities.csv": [{"name": "aqtau"}]}}
        drafts.save_form(services, ORGANISER, EVENT, "cities", as_json(document))
        assert [each["name"] for each in choices(services)] == ["aqtau"]

    def test_another_list_of_the_same_name_replaces_it(self, services: Services) -> None:
        save(services)
        attach(services, "cities.csv", CITIES)
        attach(services, "cities.csv", b"name,label\naqtau,Aqtau\n")
        assert [each["name"] for each in choices(services)] == ["aqtau"]

    def test_a_published_form_gets_a_draft_with_the_new_list(self, services: Services) -> None:
        attach(services, "cities.csv", CITIES)
        publish(services, form())
        attach(services, "cities.csv", b"name\tlabel\naqtau\tAqtau\n")
        assert [each["name"] for each in choices(services)] == ["aqtau"]
        version = forms.show_form(services, ORGANISER, EVENT, "cities", 1).definition
        assert len(version.choices["cities.csv"]) == 2

    def test_a_list_that_the_form_does_not_ask_for_changes_nothing(
        self, services: Services
    ) -> None:
        save(services)
        before = services.forms.draft(EVENT, "cities")
        attach(services, "others.csv", CITIES)
        assert services.forms.draft(EVENT, "cities") == before

    def test_the_question_may_name_the_columns(self, services: Services) -> None:
        save(services, parameters={"value": "code", "label": "title"})
        attach(services, "cities.csv", b"name,code,title,label\nx,oral,Oral,y\n")
        [each] = choices(services)
        assert (each["name"], each["label"]) == ("oral", {"kk": "Oral"})

    def test_the_column_of_names_may_be_called_value(self, services: Services) -> None:
        save(services)
        attach(services, "cities.csv", b'value,label\noral,"Oral, the old town"\n\n')
        assert choices(services) == [{"name": "oral", "label": {"kk": "Oral, the old town"}}]

    @pytest.mark.parametrize(
        ("content", "code", "row_and_column"),
        [
            ("name;label\na;Орал\n".encode("cp866"), "form.file_not_text", (None, None)),
            ("name;label\na;?скемен\n".encode("cp1251"), "form.file_lost_letters", (2, None)),
            (b"", "form.list_without_names", (1, None)),
            (b"id,label\n1,a\n", "form.list_without_names", (1, None)),
            (b"name,label\n", "form.list_without_rows", (None, None)),
            (b"name,label\na,A\n,B\n", "form.choice_without_name", (3, "name")),
            (b"name,name\na,A\n", "form.duplicate_header", (1, "name")),
            (b'name,label\na,"A\n', "form.file_not_text", (None, None)),
        ],
    )
    def test_a_problem_of_a_list_names_its_row_and_column_and_nothing_is_saved(
        self,
        services: Services,
        content: bytes,
        code: str,
        row_and_column: tuple[int | None, str | None],
    ) -> None:
        save(services)
        with pytest.raises(errors.FormRefused) as refused:
            attach(services, "cities.csv", content)
        [problem] = refused.value.problems
        assert problem.code == code
        assert problem.location == SourceLocation("cities.csv", *row_and_column)
        assert form_files.list_files(services, ORGANISER, EVENT, "cities") == []

    def test_all_problems_of_a_list_are_reported_together(self, services: Services) -> None:
        save(services)
        with pytest.raises(errors.FormRefused) as refused:
            attach(services, "cities.csv", b"name,label\na,A\n,B\nb,B\n,C\n")
        rows = [each.location.row for each in refused.value.problems if each.location]
        assert rows == [3, 5]

    def test_an_invalid_choice_is_reported_at_its_row(self, services: Services) -> None:
        save(services, type="select_multiple_from_file")
        with pytest.raises(errors.FormRefused) as refused:
            attach(services, "cities.csv", b"name,label\na,A\n" + b"x" * 300 + b",B\n")
        rows = {each.location.row for each in refused.value.problems if each.location}
        assert rows == {3}

    def test_a_list_has_at_most_five_thousand_rows(self, services: Services) -> None:
        save(services)
        lines = b"".join(b"c%d,C\n" % number for number in range(5001))
        with pytest.raises(errors.FormRefused) as refused:
            attach(services, "cities.csv", b"name,label\n" + lines)
        [problem] = refused.value.problems
        assert (problem.code, problem.location) == (
            "form.list_too_long",
            SourceLocation("cities.csv", 5002),
        )
        attach(services, "cities.csv", b"name,label\n" + lines[: -len(b"c5000,C\n")])
        assert len(choices(services)) == 5000


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
    def test_a_file_is_attached_and_read_back_unchanged(
        self, services: Services, name: str, content: bytes
    ) -> None:
        attach(services, name, content)
        [listed] = form_files.list_files(services, ORGANISER, EVENT, "cities")
        assert (listed.name, listed.size) == (name, len(content))
        assert form_files.read_file(services, ORGANISER, EVENT, "cities", name).body == content

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
            ("map.jpg", HEIC, "file.photo_format"),
            ("film.mp4", HEIC, "file.photo_format"),
        ],
    )
    def test_an_unsupported_or_mislabelled_file_is_refused(
        self, services: Services, name: str, content: bytes, code: str
    ) -> None:
        with pytest.raises(errors.RequestRefused) as refused:
            attach(services, name, content)
        assert [each.code for each in refused.value.problems] == [code]

    def test_a_picture_is_shown_to_anyone_without_its_location(self, services: Services) -> None:
        attached = attach(services, "map.png", PLACED).file
        assert form_files.read_file(services, ORGANISER, EVENT, "cities", "map.png").body == PNG
        assert attached.size == len(PNG)

    def test_the_number_of_a_forms_files_is_limited(
        self, services: Services, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("chalicelib.domain.form_files.MAX_FILES", 1)
        attach(services, "a.png", PNG)
        attach(services, "a.png", PNG + b"again")
        with pytest.raises(errors.RequestRefused):
            attach(services, "b.png", PNG)

    def test_a_version_shows_the_files_of_its_publication(self, services: Services) -> None:
        attach(services, "map.png", PNG)
        attach(services, "cities.csv", CITIES)
        publish(services, form())
        attach(services, "map.png", NEWER)
        assert show(services, "map.png") == show(services, "map.png", 1) == PNG
        publish(services, form(label={"kk": "Қайсы?", "en": "Which?"}))
        services.catalogue.reread(EVENT, "cities")
        assert show(services, "map.png", 1) == PNG
        assert show(services, "map.png") == show(services, "map.png", 2) == NEWER

    def test_a_removed_file_stays_with_the_versions_that_have_it(self, services: Services) -> None:
        attach(services, "map.png", PNG)
        attach(services, "cities.csv", CITIES)
        publish(services, form())
        save(services)
        for name in ("map.png", "cities.csv"):
            form_files.remove_file(services, ORGANISER, EVENT, "cities", name)
        assert form_files.list_files(services, ORGANISER, EVENT, "cities") == []
        assert show(services, "map.png", 1) == PNG
        draft = services.forms.draft(EVENT, "cities")
        assert draft is not None
        assert draft.choices == {}
        with pytest.raises(errors.FileNotFound):
            form_files.remove_file(services, ORGANISER, EVENT, "cities", "map.png")


class TestPermissions:
    def test_an_unknown_event_has_no_files(self, services: Services) -> None:
        with pytest.raises(errors.EventNotFound):
            form_files.attach_file(services, ORGANISER, "none", "cities", "a.png", PNG)
        with pytest.raises(errors.EventNotFound):
            form_files.list_files(services, ORGANISER, "none", "cities")

    def test_a_file_that_no_version_has_is_not_found(self, services: Services) -> None:
        publish(services, {**form(), "questions": [{"type": "text", "name": "a", "label": "A"}]})
        with pytest.raises(errors.FileNotFound):
            show(services, "map.png")

    def test_anyone_sees_the_media_of_versions_and_nothing_else(self, services: Services) -> None:
        attach(services, "map.png", PNG)
        attach(services, "cities.csv", CITIES)
        publish(services, form())
        attach(services, "later.png", PNG)
        for name in ("later.png", "cities.csv", "none.png"):
            with pytest.raises(errors.FileNotFound):
                show(services, name)
        with pytest.raises(errors.VersionUnknown):
            show(services, "map.png", 2)


def test_a_faulty_document_is_refused_where_a_list_is_attached(services: Services) -> None:
    attach(services, "cities.csv", CITIES)
    with_list = b'{"questions": [1, {"type": "select_one_from_file", "list_name": "cities.csv"}]}'
    for document in (
        b"{",
        b"[]",
        with_list,
        b'{"questions": 1}',
        b'{"questions": [1, {"type": 2}]}',
    ):
        with pytest.raises((errors.Malformed, errors.FormRefused)):
            drafts.save_form(services, ORGANISER, EVENT, "cities", document)


def test_a_saved_draft_can_be_saved_again(services: Services) -> None:
    attach(services, "cities.csv", CITIES)
    save(services)
    draft = services.forms.draft(EVENT, "cities")
    assert draft is not None
    drafts.save_form(services, ORGANISER, EVENT, "cities", dump(draft))
    assert choices(services) == LISTED
    assert replace(SourceLocation("a"), row=1) == SourceLocation("a", 1)


class TestData:
    PRICES = b"code,price\na1,350\nb2,80\n"
    PULLING: ClassVar[dict[str, Any]] = {
        "type": "text",
        "name": "why",
        "label": {"kk": "Неліктен?"},
        "relevant": "pulldata('cities', 'price', 'code', 'a1') > 300",
    }

    def save(self, services: Services, *rows: object) -> None:
        document = {**form(), "questions": [*rows, self.PULLING]}
        drafts.save_form(services, ORGANISER, EVENT, "cities", as_json(document))

    def test_rows_that_only_expressions_read_need_no_names_and_go_with_their_file(
        self, services: Services
    ) -> None:
        attach(services, "cities.csv", self.PRICES)
        self.save(services)
        draft = services.forms.draft(EVENT, "cities")
        assert draft is not None
        assert draft.data == {
            "cities.csv": ({"code": "a1", "price": "350"}, {"code": "b2", "price": "80"})
        }
        attach(services, "cities.csv", b"code,price\na1,1\n")
        form_files.remove_file(services, ORGANISER, EVENT, "cities", "cities.csv")
        left = services.forms.draft(EVENT, "cities")
        assert left is not None
        assert left.data == {}

    def test_a_form_without_its_data_is_not_published(self, services: Services) -> None:
        self.save(services)
        with pytest.raises(errors.FormRefused) as refused:
            forms.publish_form(services, ORGANISER, EVENT, "cities")
        [problem] = [each for each in refused.value.problems if each.severity == "error"]
        assert (problem.code, problem.name) == ("form.no_file", "/questions/0/relevant")

    def test_a_question_that_takes_choices_from_the_file_makes_a_list_of_it(
        self, services: Services
    ) -> None:
        attach(services, "cities.csv", CITIES)
        self.save(services)
        draft = services.forms.draft(EVENT, "cities")
        assert draft is not None
        stored = json.loads(dump(draft))
        stored["questions"] += form()["questions"]
        drafts.save_form(services, ORGANISER, EVENT, "cities", as_json(stored))
        assert choices(services) == LISTED
        after = services.forms.draft(EVENT, "cities")
        assert after is not None
        assert after.data == {}
