"""A form with forty warnings of five kinds: shown in groups, accepted together, and only as they were shown."""

import re

import pytest

from chalicelib.actions import drafts, form_edits, forms
from chalicelib.actions.form_files import attach_file
from chalicelib.actions.spreadsheets import FormUpload, put_upload
from chalicelib.domain.permissions import Actor
from chalicelib.forms.accepting_warnings import digest_warnings
from chalicelib.forms.definition import Definition
from chalicelib.forms.problems import problem
from tests.web.client import HttpResponse
from tests.web.organiser.conftest import ORGANISER, Console
from tests.xlsform.corpus.files import read_source
from tests.xlsform.workbooks import xlsx

EVENT = "/console/events/round-table"
DRAFT = f"{EVENT}/forms/class_life/draft"
ACTOR = Actor.owner(ORGANISER)
PLAIN = """
| survey |
| | type | name | label::kk | label::ru | label::en |
| | text | who | Сіз кімсіз? | Кто вы? | Who are you? |
| settings |
| | form_title | form_id | pikir::title::ru | pikir::title::en |
| | Сапар | visit | Поездка | Visit |
"""
WITH_SETTING = PLAIN.replace("| form_title |", "| prefix | form_title |").replace(
    "| Сапар |", "| J! | Сапар |"
)
WITH_LIST = WITH_SETTING.replace("| text |", "| select_one_from_file towns.csv |")
TOWNS = b"name,label::kk\naktobe,Aktobe\n"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@pytest.fixture
def draft(console: Console) -> str:
    """Send the spreadsheet; return the page of its draft in English."""
    file = ("spreadsheet", "class_life.xlsx", XLSX, read_source("forty_warnings").xlsx)
    sent = console.send_parts(f"{EVENT}/add-form", {}, file)
    assert (sent.status, sent.headers["location"]) == (303, DRAFT)
    return console.get(f"{DRAFT}?lang=en").text


def publish(console: Console, page: str, *, is_ticked: bool = True) -> HttpResponse:
    """Press the button of the page, with its box ticked or not."""
    revision, accepted = (
        re.findall(rf'name="{name}" value="(\w+)"', page)[0] for name in ("revision", "accepted")
    )
    fields = {"decision": "publish", "revision": revision}
    ticked = {**fields, "accepted": accepted} if is_ticked else fields
    return console.send_form(f"{DRAFT}?lang=en", ticked)


def test_forty_warnings_are_five_groups_with_their_places(draft: str) -> None:
    groups = re.findall(r"<h3>(.*?)</h3>\s*<p>(.*?)</p>", draft)
    assert [(what, re.sub(r".*: ", "", re.sub("<[^>]+>", "", rest))) for what, rest in groups] == [
        ("Some settings have no effect here.", "6"),
        ("Some appearances do not go with their questions: these are shown without them.", "8"),
        ("Some defaults break the constraint beside them.", "8"),
        ("The constraint has no message of its own.", "10"),
        ("Some lists of choices are not used by any question.", "8"),
    ]
    assert draft.count("Further places: 5") == 3
    assert "Further places: 7" in draft
    assert "settings, row 2, column submission_url" in draft
    assert re.search(r'/question\?at=[^"]+#appearance">Your dream <code>dream', draft)
    assert "Publish all the same: I accept the warnings (40)" in draft


def test_one_box_accepts_all_warnings(console: Console, draft: str) -> None:
    """Two clicks lead from the upload to the published form: the box and the button."""
    refused = publish(console, draft, is_ticked=False)
    assert refused.status == 409
    assert "It is published once you accept them." in refused.text
    assert publish(console, draft).status == 303
    assert forms.show_record(console.services, ACTOR, "round-table", "class_life").version == 1


def test_a_warning_that_came_after_the_page_was_shown_is_not_accepted(
    console: Console, draft: str
) -> None:
    other = re.sub(r'(name="accepted" value=")\w+', r"\g<1>" + "0" * 32, draft)
    refused = publish(console, other)
    assert refused.status == 409
    assert "The warnings have changed since you saw them." in refused.text
    assert publish(console, refused.text).status == 303


def test_the_warnings_about_a_file_stay_while_its_form_is_edited(
    console: Console, draft: str
) -> None:
    def retitle(definition: Definition) -> tuple[Definition, str]:
        return definition.model_copy(update={"title": {"kk": "Сынып"}}), ""

    services, place = console.services, ("round-table", "class_life")
    revision = form_edits.open_form(services, ACTOR, *place).revision
    form_edits.take_step(services, ACTOR, *place, retitle, do="save", revision=revision)
    edited = console.get(f"{DRAFT}?lang=en").text
    assert "settings, row 2, column submission_url" in edited
    accepted = forms.publish_form(services, ACTOR, *place)
    assert "form.ignored_setting" in {each.code for each in accepted.warnings}


def test_the_same_form_in_another_file_has_the_warnings_about_that_file(
    console: Console,
) -> None:
    services = console.services
    for sheets, found in ((WITH_SETTING, {"form.ignored_setting"}), (PLAIN, set()), (PLAIN, set())):
        upload = FormUpload(xlsx(sheets))
        put_upload(services, ACTOR, "round-table", "visit", upload)
        preview = drafts.preview_draft(services, ACTOR, "round-table", "visit")
        assert {each.code for each in preview.problems} == found


def test_a_list_that_is_attached_later_leaves_the_warnings_about_the_workbook(
    console: Console,
) -> None:
    services = console.services
    put_upload(services, ACTOR, "round-table", "visit", FormUpload(xlsx(WITH_LIST)))
    for _ in range(2):
        attach_file(services, ACTOR, "round-table", "visit", "towns.csv", TOWNS)
    preview = drafts.preview_draft(services, ACTOR, "round-table", "visit")
    assert [each.code for each in preview.problems] == [
        "form.ignored_setting",
        "form.not_in_language",
    ]


def test_a_digest_depends_on_the_warnings_and_not_on_their_order() -> None:
    assert digest_warnings(()) == ""
    one, other = (problem("form.unused_list", "/choices/a", name=name) for name in "ab")
    assert digest_warnings([one, other]) == digest_warnings([other, one]) != digest_warnings([one])
