"""Forms as spreadsheets over the API: sent, refused by row and column, and given back."""

import pytest

from chalicelib.web.routes import WORKBOOKS, XLSX
from chalicelib.xlsform.guards import MAX_BYTES
from tests.web.client import Client
from tests.xlsform.workbooks import xls, xlsx

FORM = "/api/v1/events/round-table/forms/visit"
SHEETS = """
| survey |
| | type | name | label::kk | label::ru | label::en | required |
| | select_one how | how | Қалай? | Как? | How? | yes |
| choices |
| | list_name | name | label::kk | label::ru | label::en |
| | how | well | Жақсы | Хорошо | Well |
| settings |
| | form_title | form_id | pikir::purpose |
| | Сапар | elsewhere | other |
"""


@pytest.mark.usefixtures("open_event")
@pytest.mark.parametrize(("make", "kind"), [(xlsx, WORKBOOKS[0]), (xls, WORKBOOKS[1])])
def test_a_spreadsheet_becomes_the_draft_of_the_form_that_is_named(
    organiser: Client, make: object, kind: str
) -> None:
    assert callable(make)
    saved = organiser.request(
        "PUT", FORM, body=make(SHEETS), headers={"Content-Type": kind, "Accept-Language": "en"}
    )
    assert saved.status == 200
    assert saved.json.items() >= {"name": "visit", "purpose": "other", "has_draft": True}.items()
    draft = organiser.get(f"{FORM}?version=draft").json
    assert [question["name"] for question in draft["questions"]] == ["how"]


@pytest.mark.usefixtures("open_event")
def test_a_purpose_counts_where_the_spreadsheet_names_none(organiser: Client) -> None:
    unsaid = SHEETS.replace("pikir::purpose", "").replace("| other |", "| |")
    headers = {"Content-Type": XLSX}
    saved = organiser.request(
        "PUT", f"{FORM}?purpose=impressions", body=xlsx(unsaid), headers=headers
    )
    assert saved.json["purpose"] == "impressions"
    assert (
        organiser.request("PUT", f"{FORM}?purpose=fun", body=xlsx(unsaid), headers=headers).code
        == "request.bad_parameter"
    )


@pytest.mark.usefixtures("open_event")
def test_what_is_wrong_is_said_with_sheet_row_and_column(organiser: Client) -> None:
    wrong = SHEETS.replace("select_one how", "select_one hew")
    refused = organiser.request(
        "PUT", FORM, body=xlsx(wrong), headers={"Content-Type": XLSX, "Accept-Language": "en"}
    )
    assert (refused.status, refused.code) == (422, "form.refused")
    first = refused.json["errors"][0]
    assert (first["code"], first["sheet"], first["row"], first["column"]) == (
        "form.no_list",
        "survey",
        2,
        "type",
    )
    assert organiser.get(f"{FORM}?version=draft").status == 404


@pytest.mark.usefixtures("open_event")
@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        (b"not a workbook", 422, "form.refused"),
        (b"PK\x03\x04", 422, "form.refused"),
        (b"", 422, "form.refused"),
        (bytes(MAX_BYTES + 1), 413, "body.too_large"),
    ],
)
def test_what_is_no_workbook_is_refused(
    organiser: Client, body: bytes, status: int, code: str
) -> None:
    refused = organiser.request("PUT", FORM, body=body, headers={"Content-Type": XLSX})
    assert (refused.status, refused.code) == (status, code)


def test_only_an_organiser_may_send_one(anyone: Client) -> None:
    sent = anyone.request("PUT", FORM, body=xlsx(SHEETS), headers={"Content-Type": XLSX})
    assert sent.status == 401


@pytest.mark.usefixtures("open_event")
def test_a_form_is_given_as_a_spreadsheet_that_can_be_sent_again(
    organiser: Client, anyone: Client
) -> None:
    organiser.request("PUT", FORM, body=xlsx(SHEETS), headers={"Content-Type": XLSX})
    organiser.request("POST", f"{FORM}/publish")
    given = anyone.get(f"{FORM}?format=xlsx")
    assert (given.status, given.headers["content-type"]) == (200, XLSX)
    assert given.headers["content-disposition"] == 'attachment; filename="visit.xlsx"'
    before = anyone.get(FORM).json
    saved = organiser.request("PUT", FORM, body=given.body, headers={"Content-Type": XLSX})
    assert saved.status == 200
    assert organiser.get(f"{FORM}?version=draft").json == before


@pytest.mark.usefixtures("open_event")
def test_a_spreadsheet_is_given_to_who_accepts_nothing_else(organiser: Client) -> None:
    form = "/api/v1/events/round-table/forms/impressions"
    asked = organiser.request("GET", form, headers={"Accept": XLSX})
    assert asked.headers["content-type"] == XLSX
    assert "Accept" in asked.headers["vary"].split(", ")
    either = organiser.request("GET", form, headers={"Accept": f"application/json, {XLSX}"})
    assert either.headers["content-type"] == "application/json"
