"""A spreadsheet or JSON document uploaded with its files becomes a draft, or nothing is saved."""

import json

import pytest

from chalicelib import errors
from chalicelib.actions import events, form_files, spreadsheets
from chalicelib.actions.drafts import SavedForm
from chalicelib.actions.services import Services
from chalicelib.actions.spreadsheets import FormUpload
from chalicelib.errors import SourceLocation
from chalicelib.settings import Settings
from tests.actions.photos import EVENT, PNG
from tests.actions.setting import ORGANISER, Clock, as_json, event_document, services_on
from tests.xlsform.workbooks import xlsx

pytestmark = pytest.mark.dynoxide

SURVEY = """
| survey |
| | type | name | label::kk | media::image::kk |
| | select_one_from_file cities.csv | city | Қала | map.png |
| settings |
| | form_title | form_id | default_language |
| | Қалалар | cities | kk |
"""
DEFINITION = {
    "name": "cities",
    "purpose": "other",
    "title": {"kk": "Қалалар"},
    "questions": [
        {
            "type": "select_one_from_file",
            "name": "city",
            "list_name": "cities.csv",
            "label": {"kk": "Қала"},
        }
    ],
}
CITIES = "name,label\noral,Орал\n".encode()
BROKEN = b"name,label\noral,Oral\n,Almaty\n"


@pytest.fixture
def services(files_settings: Settings) -> Services:
    services = services_on(files_settings, Clock())
    events.create_event(services, ORGANISER, as_json(event_document()))
    return services


def upload(services: Services, content: bytes, **files: bytes) -> SavedForm:
    attachments = {name.replace("_", "."): content for name, content in files.items()}
    form_upload = FormUpload(content, files=attachments)
    return spreadsheets.save_upload(services, ORGANISER, EVENT, None, form_upload, revision=0)


@pytest.mark.parametrize("content", [xlsx(SURVEY), json.dumps(DEFINITION).encode()])
def test_an_upload_is_saved_with_its_list_and_its_files(services: Services, content: bytes) -> None:
    saved = upload(services, content, cities_csv=CITIES, map_png=PNG)
    assert {each.code for each in saved.warnings}.isdisjoint({"form.no_file", "form.no_media_file"})
    draft = services.forms.draft(EVENT, "cities")
    assert draft is not None
    assert [each.name for each in draft.choices["cities.csv"]] == ["oral"]
    attached = form_files.list_files(services, ORGANISER, EVENT, "cities")
    assert [each.name for each in attached] == ["cities.csv", "map.png"]


@pytest.mark.parametrize("content", [xlsx(SURVEY), json.dumps(DEFINITION).encode()])
def test_every_unusable_file_is_reported_and_nothing_is_saved(
    services: Services, content: bytes
) -> None:
    """A list that the form does not name is not read."""
    with pytest.raises(errors.FormRefused) as refused:
        upload(services, content, cities_csv=BROKEN, other_csv=b"\xff", page_html=b"<p>")
    reported = {
        (each.code, each.location) for each in refused.value.problems if each.severity == "error"
    }
    assert reported == {
        ("form.choice_without_name", SourceLocation("cities.csv", 3, "name")),
        ("file.bad_type", SourceLocation("page.html")),
    }
    assert services.forms.record(EVENT, "cities") is None
    assert form_files.list_files(services, ORGANISER, EVENT, "cities") == []


def test_a_warning_about_the_event_is_reported_once_at_its_cell(services: Services) -> None:
    warnings = upload(services, xlsx(SURVEY)).warnings
    absent = [each for each in warnings if each.code == "form.language_absent"]
    assert len(absent) == 1
    assert absent[0].location == SourceLocation("settings", 2, "form_title")
    assert len({(each.code, each.name) for each in warnings}) == len(warnings)


def test_too_many_files_are_a_problem_of_the_upload(
    services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("chalicelib.domain.form_files.MAX_FILES", 1)
    with pytest.raises(errors.FormRefused) as refused:
        upload(services, xlsx(SURVEY), cities_csv=CITIES, map_png=PNG)
    assert "file.too_many" in [each.code for each in refused.value.problems]


def test_a_form_that_there_is_none_of_gets_no_upload(services: Services) -> None:
    form_upload = FormUpload(xlsx(SURVEY), files={})
    with pytest.raises(errors.FormNotFound):
        spreadsheets.save_upload(services, ORGANISER, EVENT, "nothing", form_upload, revision=0)
    assert services.forms.records(EVENT) == []
