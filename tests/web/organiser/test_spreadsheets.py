"""From a spreadsheet to a published form: sent, corrected, previewed and published in the console."""

import json
import re
from random import Random
from typing import Any

import pytest
from typing_extensions import override

from chalicelib.actions import drafts, events, forms
from chalicelib.domain.forms import FormRecord
from chalicelib.domain.permissions import ANYONE, Actor
from chalicelib.storage.forms import FormStore
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
ACTOR = Actor.owner(ORGANISER)


def send(
    console: Console,
    sheets: str | bytes = VISIT,
    address: str = ADD,
    *files: tuple[str, str, str, bytes],
    **fields: str,
) -> HttpResponse:
    content = xlsx(sheets) if isinstance(sheets, str) else sheets
    form = ("spreadsheet", "visit.xlsx", XLSX, content)
    return console.send_parts(address, fields, form, *files)


def take(console: Console, compared: HttpResponse, form: str, query: str = "") -> HttpResponse:
    """Take the file whose changes a page shows."""
    fields = {
        name: re.findall(rf'name="{name}" value="([^"]+)"', compared.text)[0]
        for name in ("upload", "revision")
    }
    return console.send_form(f"{EVENT}/forms/{form}/replace{query}", fields)


def decide(console: Console, decision: str, form: str = "visit", **fields: str) -> HttpResponse:
    page = console.get(f"{EVENT}/forms/{form}/draft").text
    revision = re.search(r'name="revision" value="(\d+)"', page)
    accepted = re.search(r'name="accepted" value="(\w+)"', page)
    known = {
        "revision": revision[1] if revision else "1",
        **({"accepted": accepted[1]} if accepted else {}),
    }
    return console.send_form(
        f"{EVENT}/forms/{form}/draft", {**known, "decision": decision, **fields}, Language="en"
    )


def read_draft(console: Console, form: str = "visit") -> Any:  # noqa: ANN401 -- a definition
    return console.services.forms.draft("round-table", form)


def test_a_spreadsheet_becomes_a_draft_that_is_previewed_and_published(console: Console) -> None:
    page = console.get(f"{ADD}?lang=en").text
    assert 'enctype="multipart/form-data"' in page
    response = send(console, purpose="impressions")
    assert (response.status, response.headers["location"]) == (303, f"{EVENT}/forms/visit/draft")
    draft = console.get(f"{EVENT}/forms/visit/draft?in=ru").text
    assert "Кто вы?" in draft
    assert 'method="dialog"' in draft
    assert "Who are you?" in console.get(f"{EVENT}/forms/visit/draft?in=en").text
    assert "Жариялау" in draft
    published = decide(console, "publish")
    assert (published.status, published.headers["location"]) == (303, f"{EVENT}/forms/visit")
    console.send_form(f"{EVENT}/state", {"state": "open"})
    form = forms.show_form(console.services, ANYONE, "round-table", "visit")
    assert (form.version, form.purpose) == (1, "impressions")
    assert "1-нұсқа" in console.get(f"{EVENT}/forms/visit").text


def test_the_problems_of_a_spreadsheet_are_listed_in_a_table_and_nothing_is_saved(
    console: Console,
) -> None:
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
    assert read_draft(console) is None
    assert console.services.forms.record("round-table", "visit") is None


def test_a_missing_spreadsheet_is_asked_for(console: Console) -> None:
    refused = console.send_parts(ADD, {"revision": "0"})
    assert refused.status == 422
    assert "Файлды таңдаңыз" in refused.text


@pytest.mark.parametrize("content", [b"not a workbook", b'{"name": ', b"{}", b"[]"])
def test_a_file_that_is_no_form_is_refused(console: Console, content: bytes) -> None:
    assert send(console, content).status in (400, 422)


def test_a_definition_in_json_becomes_a_draft_too(console: Console) -> None:
    document = {key: value for key, value in FORM.items() if key != "purpose"}
    as_json = json.dumps({**document, "name": "visit"}).encode()
    response = send(console, b"\xef\xbb\xbf" + as_json, purpose="questions")
    assert response.status == 303
    assert read_draft(console).purpose == "questions"
    assert send(console, as_json).status == 422


def test_a_list_of_choices_is_attached_as_a_file(console: Console) -> None:
    sheets = VISIT.replace("| text | who |", "| select_one_from_file towns.csv | who |")
    towns = b"name,label\naktobe,Aktobe\nalga,Alga\n"
    file = ("attached", "C:\\forms\\towns.csv", "text/csv", towns)
    assert send(console, sheets).status == 303
    incomplete = console.get(f"{EVENT}/forms/visit/draft?lang=en").text
    assert "“towns.csv” must be attached" in incomplete
    assert 'value="publish"' not in incomplete
    assert decide(console, "discard").status == 303
    assert send(console, sheets, ADD, file).status == 303
    choices = read_draft(console).choices["towns.csv"]
    assert [choice.name for choice in choices] == ["aktobe", "alga"]


PNG = b"\x89PNG\r\n\x1a\n" + b"\0\0\0\4IDAT" + bytes(8)
WITH_PICTURE = VISIT.replace("| relevant |", "| relevant | media::image |", 1).replace(
    "Who are you? | |", "Who are you? | | map.png |"
)


def test_a_missing_picture_is_a_warning_and_is_attached_as_a_file(console: Console) -> None:
    assert send(console, WITH_PICTURE).status == 303
    incomplete = console.get(f"{EVENT}/forms/visit/draft?lang=en").text
    assert "“map.png” is not attached" in incomplete
    assert "who · media::image::kk" in incomplete
    assert "Publish all the same: I accept the warnings (1)" in incomplete
    file = ("attached", "map.png", "image/png", PNG)
    compared = send(console, WITH_PICTURE, f"{EVENT}/forms/visit/replace", file)
    assert "<code>map.png</code>" in compared.text
    assert console.services.form_files.all("round-table", "visit") == {}
    assert take(console, compared, "visit").status == 303
    page = console.get(f"{EVENT}/forms/visit/draft?lang=en").text
    assert "is not attached" not in page
    picture = re.search(r'src="([^"]+map\.png[^"]*)"', page)
    assert picture is not None
    assert console.get(picture[1].replace("&amp;", "&")).body == PNG


def test_a_file_that_cannot_be_attached_is_refused_by_name(console: Console) -> None:
    refused = send(console, VISIT, ADD, ("attached", "tool.exe", "text/plain", b"MZ"))
    assert refused.status == 422
    assert "tool.exe" in refused.text
    assert read_draft(console) is None


def test_any_version_can_be_downloaded_and_sent_again(console: Console) -> None:
    send(console)
    decide(console, "publish")
    exported = console.get(f"{EVENT}/forms/visit/definition.xlsx?version=1")
    assert exported.headers["content-type"] == XLSX
    assert exported.headers["content-disposition"] == (
        'attachment; filename="round-table-visit-1.xlsx"'
    )
    again = send(console, exported.body, f"{EVENT}/forms/visit/replace")
    assert take(console, again, "visit").status == 303
    assert "There are no differences." in console.get(f"{EVENT}/forms/visit/draft?lang=en").text
    draft = console.get(f"{EVENT}/forms/visit/definition.xlsx?version=draft")
    assert draft.body == exported.body
    assert console.get(f"{EVENT}/forms/visit/definition.xlsx?version=first").status == 400


def test_the_example_is_published_without_a_warning(console: Console) -> None:
    example = console.get("/console/example-form.xlsx?lang=ru")
    assert "example-form-ru.xlsx" in example.headers["content-disposition"]
    assert send(console, example.body).status == 303
    page = console.get(f"{EVENT}/forms/first_form/draft?lang=en").text
    assert "Please note" not in page
    assert decide(console, "publish", "first_form").status == 303


def test_sending_publishing_or_discarding_twice_has_the_effect_of_once(console: Console) -> None:
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


def test_a_spreadsheet_named_as_an_existing_form_is_refused(console: Console) -> None:
    refused = send(console, VISIT.replace("| visit |", "| impressions |"))
    assert refused.status == 422
    assert "«impressions» формасы бар" in refused.text
    assert read_draft(console, "impressions") is None


def test_a_form_is_replaced_by_a_spreadsheet_of_any_name(console: Console) -> None:
    compared = send(console, VISIT, f"{EVENT}/forms/impressions/replace?lang=en")
    assert "Compared with version 1." in compared.text
    assert "Figures start with the new version." in compared.text
    assert read_draft(console, "impressions") is None
    for _ in range(2):  # pressed twice, or sent again because the reply was lost
        assert take(console, compared, "impressions").status == 303
    draft = console.get(f"{EVENT}/forms/impressions/draft?lang=en").text
    assert "What changes since version 1" in draft
    assert "What was answered so far stays in the summary and in the downloads." in draft
    assert decide(console, "publish", "impressions").status == 303
    page = console.get(f"{EVENT}/forms/impressions?lang=en").text
    assert "Version 2" in page
    changes = re.search(r'href="([^"]+/changes\?[^"]+)"', page)
    assert changes is not None
    changed = console.get(changes[1].replace("&amp;", "&") + "&lang=en").text
    assert "From version 1 to version 2" in changed
    assert console.get(f"{EVENT}/forms/impressions/changes?from=1").status == 400


def test_an_outdated_file_is_compared_again_before_it_replaces_a_colleagues(
    console: Console,
) -> None:
    send(console)
    other = VISIT.replace("Жасыңыз", "Жасыңыз қанша?")
    address = f"{EVENT}/forms/visit/replace?lang=en"
    mine, theirs = send(console, VISIT, address), send(console, other, address)
    assert "There are no differences." in mine.text
    assert re.search("<ins>[^<]*Жасыңыз қанша", theirs.text)
    assert "Counted together" not in theirs.text  # nobody has answered a draft
    assert take(console, theirs, "visit").status == 303
    late = decide(console, "publish", revision="1")
    assert late.status == 409
    assert decide(console, "discard", revision="1").status == 409
    conflict = take(console, mine, "visit", "?lang=en")
    assert conflict.status == 409
    assert "Someone else has changed this form" in conflict.text
    assert re.search("<del>[^<]*Жасыңыз қанша", conflict.text)
    assert read_draft(console).questions[1].label["kk"] == "Жасыңыз қанша?"
    assert take(console, conflict, "visit").status == 303
    assert read_draft(console).questions[1].label["kk"] == "Жасыңыз"


def test_a_file_that_waits_no_more_is_asked_for_again(console: Console) -> None:
    send(console)
    address = f"{EVENT}/forms/visit/replace"
    compared = send(console, VISIT.replace("Жасыңыз", "Жасыңыз қанша?"), address)
    console.services.bucket.erase("incoming/round-table/.forms/visit/")
    gone = take(console, compared, "visit", "?lang=en")
    assert gone.status == 404
    assert "The uploaded file is not there any more." in gone.text
    assert console.send_form(address, {"upload": "../x", "revision": "1"}).status == 400
    assert read_draft(console).questions[1].label["kk"] == "Жасыңыз"


def test_discarding_a_draft_keeps_the_published_form(console: Console) -> None:
    send(console)
    assert decide(console, "discard").headers["location"] == EVENT
    assert console.services.forms.record("round-table", "visit") is None
    take(console, send(console, VISIT, f"{EVENT}/forms/impressions/replace"), "impressions")
    discarded = decide(console, "discard", "impressions")
    assert discarded.headers["location"] == f"{EVENT}/forms/impressions"
    record = forms.show_record(console.services, ACTOR, "round-table", "impressions")
    assert (record.title, record.has_draft, record.version) == ({"kk": "Әсерлер"}, False, 1)
    redirect = console.get(f"{EVENT}/forms/impressions/draft")
    assert redirect.headers["location"] == f"{EVENT}/forms/impressions"


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
    """A store that misses a record once, as if another request had not written it yet."""

    late = False

    @override
    def record(self, event_id: str, form: str) -> FormRecord | None:
        was_late, self.late = self.late, False
        return None if was_late else super().record(event_id, form)


def test_two_requests_at_the_same_moment_make_one_draft(console: Console) -> None:
    """The second request reads before the first has written, and finds the same draft when it writes."""
    store = LateForms(console.services.table)
    console.services.__dict__["forms"] = store
    send(console)
    store.late = True
    assert send(console).status == 303
    store.late = True
    assert send(console, VISIT.replace("Жасыңыз", "Жасы")).status == 409
    assert read_draft(console).questions[1].label["kk"] == "Жасыңыз"


def test_the_draft_of_an_event_in_one_language_is_shown_in_it(console: Console) -> None:
    events.change_event(
        console.services, ACTOR, "round-table", b'{"languages": ["ru"], "incomplete_languages": []}'
    )
    send(console)
    page = console.get(f"{EVENT}/forms/visit/draft?lang=en").text
    assert "Кто вы?" in page
    assert "Who are you?" not in page


def test_an_unknown_decision_or_revision_is_refused(console: Console) -> None:
    send(console)
    assert decide(console, "burn").status == 400
    assert decide(console, "publish", revision="x").status == 400


@pytest.mark.parametrize("path", ["forms/nowhere", "forms/nowhere/replace", "forms/nowhere/draft"])
def test_an_unknown_form_has_no_pages(console: Console, path: str) -> None:
    assert console.get(f"{EVENT}/{path}").status == 404


def test_a_version_too_large_to_be_stored_is_refused_with_advice(console: Console) -> None:
    """The draft fits; with the labels of the event's categories written into it, it does not."""
    random = Random(20260601)  # noqa: S311 -- the same in every run
    ideographs = [chr(code) for code in range(0x4E00, 0x9FA5)]
    labels = ["".join(random.choices(ideographs, k=4_500)) for _ in range(40)]
    categories = [{"name": f"c{n}", "label": label} for n, label in enumerate(labels[20:])]
    patch = json.dumps({"categories": categories}).encode()
    events.change_event(console.services, ACTOR, "round-table", patch)
    notes = [{"type": "note", "name": f"n{n}", "label": each} for n, each in enumerate(labels[:20])]
    who = {"type": "select_one", "name": "who", "list_name": "categories", "role": "category"}
    visit = {"name": "visit", "purpose": "other", "title": "Сапар"}
    document = {**visit, "questions": [{**who, "label": "Сіз кімсіз?"}, *notes]}
    drafts.save_form(console.services, ACTOR, "round-table", "visit", document)
    refused = decide(console, "publish")
    assert refused.status == 422
    assert "сақтауға болатын көлемнен асып кетті" in refused.text
    assert "Ең ұзын тізімдердегі жауап нұсқаларын азайтыңыз, мәтіндерді қысқартыңыз" in refused.text
    assert read_draft(console) is not None
