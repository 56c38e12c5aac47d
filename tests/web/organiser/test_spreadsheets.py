"""From a spreadsheet to a published form: sent, told what is wrong, looked at, published."""

import json
import re
from typing import Any

import pytest
from typing_extensions import override

from chalicelib.actions import drafts, events, forms
from chalicelib.domain.forms import FormRecord
from chalicelib.domain.permissions import ANYONE, Actor
from chalicelib.storage.forms import FormStore
from release.schemas import FOLDER as SCHEMAS
from tests.web.client import HttpResponse
from tests.web.organiser.conftest import FORM, ORGANISER, Console
from tests.xlsform.workbooks import xlsx

EVENT = "/console/events/round-table"
ADD = f"{EVENT}/add-form"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
VISIT = """
| survey |
| | type | name | label::Қазақша (kk) | label::Русский (ru) | label::English (en) | relevant |
| | text | who | Сіз кімсіз? | Кто вы? | Who are you? | |
| | integer | age | Жасыңыз | Возраст | Age | ${who} != '' |
| settings |
| | form_title | form_id | pikir::title::ru | pikir::title::en |
| | Сапар | visit | Поездка | Visit |
"""
BROKEN = VISIT.replace("integer", "integre").replace(
    "| settings |", "| | text | why | Неге? | Почему? | Why? | ${wo} != '' |\n| settings |"
)
ACTOR = Actor("organiser", ORGANISER)


def send(
    console: Console,
    sheets: str | bytes = VISIT,
    address: str = ADD,
    *files: tuple[str, str, str, bytes],
    **fields: str,
) -> HttpResponse:
    content = xlsx(sheets) if isinstance(sheets, str) else sheets
    form = ("spreadsheet", "visit.xlsx", XLSX, content)
    return console.send(address, {"revision": "0", **fields}, form, *files)


def decide(console: Console, decision: str, form: str = "visit", **fields: str) -> HttpResponse:
    page = console.get(f"{EVENT}/forms/{form}/draft").text
    revision = re.search(r'name="revision" value="(\d+)"', page)
    known = {"revision": revision[1] if revision else "1"}
    return console.post(
        f"{EVENT}/forms/{form}/draft", {**known, "decision": decision, **fields}, Language="en"
    )


def drafted(console: Console, form: str = "visit") -> Any:  # noqa: ANN401 -- a definition
    return console.services.forms.draft("round-table", form)


def test_a_spreadsheet_becomes_a_draft_that_is_looked_at_and_published(console: Console) -> None:
    page = console.get(f"{ADD}?lang=en").text
    assert 'enctype="multipart/form-data"' in page
    sent = send(console, purpose="impressions")
    assert (sent.status, sent.headers["location"]) == (303, f"{EVENT}/forms/visit/draft")
    draft = console.get(f"{EVENT}/forms/visit/draft?in=ru").text
    assert "Кто вы?" in draft
    assert 'method="dialog"' in draft
    assert "Who are you?" in console.get(f"{EVENT}/forms/visit/draft?in=en").text
    assert "Жариялау" in draft
    published = decide(console, "publish")
    assert (published.status, published.headers["location"]) == (303, f"{EVENT}/forms/visit")
    console.post(f"{EVENT}/state", {"state": "open"})
    form = forms.show_form(console.services, ANYONE, "round-table", "visit")
    assert (form.version, form.purpose) == (1, "impressions")
    assert "1-нұсқа" in console.get(f"{EVENT}/forms/visit").text


def test_everything_that_is_wrong_stands_in_a_table_and_nothing_is_saved(console: Console) -> None:
    refused = send(console, BROKEN, f"{ADD}?lang=en", purpose="proposals")
    assert refused.status == 422
    rows = re.findall(r"<tr role=\"row\">(.*?)</tr>", refused.text, re.DOTALL)[1:]
    cells = [
        [
            re.sub(r"<[^>]+>|\s+", " ", cell).strip()
            for cell in re.findall(r"<td.*?</td>", row, re.DOTALL)
        ]
        for row in rows
    ]
    assert [cell[:3] for cell in cells][:2] == [
        ["survey", "3", "type"],
        ["survey", "4", "relevant"],
    ]
    assert any("“wo”" in cell[3] and "“who”" in cell[3] for cell in cells)
    assert all(cell[4] != "–" for cell in cells)
    assert '<option value="proposals" selected>' in refused.text
    assert drafted(console) is None
    assert console.services.forms.record("round-table", "visit") is None


def test_a_page_without_a_file_asks_for_one(console: Console) -> None:
    nothing = console.send(ADD, {"revision": "0"})
    assert nothing.status == 422
    assert "Файлды таңдаңыз" in nothing.text


@pytest.mark.parametrize("content", [b"not a workbook", b'{"name": ', b"{}", b"[]"])
def test_what_is_no_form_is_told_so(console: Console, content: bytes) -> None:
    assert send(console, content).status in (400, 422)


def test_a_definition_as_json_is_taken_too(console: Console) -> None:
    document = {key: value for key, value in FORM.items() if key != "purpose"}
    as_json = json.dumps({**document, "name": "visit"}).encode()
    sent = send(console, b"\xef\xbb\xbf" + as_json, purpose="questions")
    assert sent.status == 303
    assert drafted(console).purpose == "questions"
    assert send(console, as_json).status == 422


def test_lists_of_choices_come_along_as_files(console: Console) -> None:
    sheets = VISIT.replace("| text | who |", "| select_one_from_file towns.csv | who |")
    towns = b"name,label\naktobe,Aktobe\nalga,Alga\n"
    file = ("attached", "C:\\forms\\towns.csv", "text/csv", towns)
    assert send(console, sheets).status == 303
    waiting = console.get(f"{EVENT}/forms/visit/draft?lang=en").text
    assert "“towns.csv” must be attached" in waiting
    assert 'value="publish"' not in waiting
    assert decide(console, "discard").status == 303
    assert send(console, sheets, ADD, file).status == 303
    assert [choice.name for choice in drafted(console).choices["towns.csv"]] == ["aktobe", "alga"]


PNG = b"\x89PNG\r\n\x1a\n" + b"\x00" * 16
PICTURED = VISIT.replace("| relevant |", "| relevant | media::image |", 1).replace(
    "Who are you? | |", "Who are you? | | map.png |"
)


def test_a_picture_that_is_not_attached_is_told_and_comes_along_as_a_file(console: Console) -> None:
    assert send(console, PICTURED).status == 303
    waiting = console.get(f"{EVENT}/forms/visit/draft?lang=en").text
    assert "“map.png” is not attached" in waiting
    assert "who · media::image::kk" in waiting
    assert "Publish with these warnings" in waiting
    file = ("attached", "map.png", "image/png", PNG)
    assert send(console, PICTURED, f"{EVENT}/forms/visit/replace", file, revision="1").status == 303
    shown = console.get(f"{EVENT}/forms/visit/draft?lang=en").text
    assert "is not attached" not in shown
    picture = re.search(r'src="([^"]+map\.png[^"]*)"', shown)
    assert picture is not None
    assert console.get(picture[1].replace("&amp;", "&")).body == PNG


def test_a_file_that_cannot_be_attached_is_refused_by_its_name(console: Console) -> None:
    refused = send(console, VISIT, ADD, ("attached", "tool.exe", "text/plain", b"MZ"))
    assert refused.status == 422
    assert "tool.exe" in refused.text
    assert drafted(console) is None


def test_any_version_is_downloaded_and_can_be_sent_again(console: Console) -> None:
    send(console)
    decide(console, "publish")
    written = console.get(f"{EVENT}/forms/visit/definition.xlsx?version=1")
    assert written.headers["content-type"] == XLSX
    assert written.headers["content-disposition"] == (
        'attachment; filename="round-table-visit-1.xlsx"'
    )
    again = send(console, written.body, f"{EVENT}/forms/visit/replace", revision="2")
    assert again.status == 303
    assert "Nothing differs." in console.get(f"{EVENT}/forms/visit/draft?lang=en").text
    draft = console.get(f"{EVENT}/forms/visit/definition.xlsx?version=draft")
    assert draft.body == written.body
    assert console.get(f"{EVENT}/forms/visit/definition.xlsx?version=first").status == 400


def test_the_example_is_one_of_the_templates_and_can_be_sent_as_it_is(console: Console) -> None:
    example = console.get("/console/example-form.xlsx")
    assert example.body == (SCHEMAS / "training_evaluation.xlsx").read_bytes()
    assert send(console, example.body).status == 303


def test_pressing_twice_does_no_harm(console: Console) -> None:
    first, second = send(console), send(console)
    assert first.headers["location"] == second.headers["location"]
    record = console.services.forms.record("round-table", "visit")
    assert record is not None
    assert record.revision == 1
    assert [decide(console, "publish").status for _ in range(2)] == [303, 303]
    record = console.services.forms.record("round-table", "visit")
    assert record is not None
    assert record.version == 1
    assert decide(console, "discard").status == 303


def test_the_name_of_another_form_is_not_taken_over(console: Console) -> None:
    taken = send(console, VISIT.replace("| visit |", "| impressions |"))
    assert taken.status == 422
    assert "«impressions» формасы бар" in taken.text
    assert drafted(console, "impressions") is None


def test_a_form_is_replaced_by_another_file_whatever_name_that_has(console: Console) -> None:
    page = console.get(f"{EVENT}/forms/impressions/replace").text
    revision = re.search(r'name="revision" value="(\d+)"', page)
    assert revision is not None
    address = f"{EVENT}/forms/impressions/replace"
    assert send(console, VISIT, address, revision=revision[1]).status == 303
    draft = console.get(f"{EVENT}/forms/impressions/draft?lang=en").text
    assert "What changes since version 1" in draft
    assert "What was answered so far stays in the summary." in draft
    assert decide(console, "publish", "impressions").status == 303
    page = console.get(f"{EVENT}/forms/impressions?lang=en").text
    assert "Version 2" in page
    changes = re.search(r'href="([^"]+/changes\?[^"]+)"', page)
    assert changes is not None
    changed = console.get(changes[1].replace("&amp;", "&") + "&lang=en").text
    assert "From version 1 to version 2" in changed
    assert console.get(f"{EVENT}/forms/impressions/changes?from=1").status == 400


def test_two_organisers_at_once_lose_nothing(console: Console) -> None:
    send(console)
    theirs = VISIT.replace("Жасыңыз", "Жасыңыз қанша?")
    address = f"{EVENT}/forms/visit/replace"
    assert send(console, theirs, address, revision="1").status == 303
    ours = send(console, VISIT, f"{address}?lang=en", revision="1")
    assert ours.status == 409
    assert "Somebody else changed this form" in ours.text
    assert 'name="revision" value="2"' in ours.text
    assert drafted(console).questions[1].label["kk"] == "Жасыңыз қанша?"
    late = decide(console, "publish", revision="1")
    assert late.status == 409
    assert decide(console, "discard", revision="1").status == 409
    assert send(console, VISIT, address, revision="2").status == 303


def test_a_draft_that_was_discarded_leaves_the_published_form(console: Console) -> None:
    send(console)
    assert decide(console, "discard").headers["location"] == EVENT
    assert console.services.forms.record("round-table", "visit") is None
    address = f"{EVENT}/forms/impressions/replace"
    send(console, VISIT, address, revision="2")
    gone = decide(console, "discard", "impressions")
    assert gone.headers["location"] == f"{EVENT}/forms/impressions"
    record = forms.show_record(console.services, ACTOR, "round-table", "impressions")
    assert (record.title, record.has_draft, record.version) == ({"kk": "Әсерлер"}, False, 1)
    nothing = console.get(f"{EVENT}/forms/impressions/draft")
    assert nothing.headers["location"] == f"{EVENT}/forms/impressions"


def test_a_draft_that_no_longer_fits_its_event_cannot_be_published(console: Console) -> None:
    item = {"name": "opening", "kind": "opening"}
    event = "round-table"
    events.change_event(console.services, ACTOR, event, json.dumps({"programme": [item]}).encode())
    rating = {**FORM["questions"][0], "role": "rating_of:opening"}  # type: ignore[index]
    draft = json.dumps({**FORM, "questions": [rating]}).encode()
    drafts.save_form(console.services, ACTOR, event, "impressions", draft)
    events.change_event(console.services, ACTOR, event, b'{"programme": []}')
    page = console.get(f"{EVENT}/forms/impressions/draft?lang=en").text
    assert "does not fit the event" in page
    assert 'value="publish"' not in page
    assert decide(console, "publish", "impressions").status == 422


class LateForms(FormStore):
    """A store that once knows nothing yet of what another request is just writing."""

    late = False

    @override
    def record(self, event_id: str, form: str) -> FormRecord | None:
        was_late, self.late = self.late, False
        return None if was_late else super().record(event_id, form)


def test_two_presses_at_the_same_moment_are_one(console: Console) -> None:
    """The second one reads before the first one has written, and finds the same draft afterwards."""
    store = LateForms(console.services.table)
    console.services.__dict__["forms"] = store
    send(console)
    store.late = True
    assert send(console).status == 303
    store.late = True
    assert send(console, VISIT.replace("Жасыңыз", "Жасы")).status == 409
    assert drafted(console).questions[1].label["kk"] == "Жасыңыз"


def test_an_event_in_one_language_shows_its_draft_in_that(console: Console) -> None:
    events.change_event(console.services, ACTOR, "round-table", b'{"languages": ["ru"]}')
    send(console)
    shown = console.get(f"{EVENT}/forms/visit/draft?lang=en").text
    assert "Кто вы?" in shown
    assert "Who are you?" not in shown


def test_a_decision_is_one_of_two(console: Console) -> None:
    send(console)
    assert decide(console, "burn").status == 400
    assert decide(console, "publish", revision="x").status == 400


@pytest.mark.parametrize("path", ["forms/nowhere", "forms/nowhere/replace", "forms/nowhere/draft"])
def test_a_form_that_is_not_there_has_no_pages(console: Console, path: str) -> None:
    assert console.get(f"{EVENT}/{path}").status == 404
