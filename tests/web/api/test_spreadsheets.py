"""Forms as spreadsheets over the API: imported, refused by row and column, and exported."""

import pytest

from chalicelib.web.routes import WORKBOOKS, XLSX
from chalicelib.xlsform.guards import MAX_BYTES
from tests.web.client import Client
from tests.xlsform.workbooks import xls, xlsx

pytestmark = pytest.mark.usefixtures("open_event")

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


@pytest.mark.parametrize(("make", "kind"), [(xlsx, WORKBOOKS[0]), (xls, WORKBOOKS[1])])
def test_a_spreadsheet_becomes_the_draft_of_the_form_in_the_address(
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


def test_the_purpose_is_taken_from_the_query_if_the_spreadsheet_has_none(organiser: Client) -> None:
    body = xlsx(SHEETS.replace("pikir::purpose", "").replace("| other |", "| |"))
    headers = {"Content-Type": XLSX}
    saved = organiser.request("PUT", f"{FORM}?purpose=impressions", body=body, headers=headers)
    refused = organiser.request("PUT", f"{FORM}?purpose=fun", body=body, headers=headers)
    assert saved.json["purpose"] == "impressions"
    assert refused.code == "request.bad_parameter"


def test_a_problem_is_located_by_sheet_row_and_column(organiser: Client) -> None:
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


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        (b"not a workbook", 422, "form.refused"),
        (b"PK\x03\x04", 422, "form.refused"),
        (b"", 422, "form.refused"),
        (bytes(MAX_BYTES + 1), 413, "body.too_large"),
    ],
)
def test_a_body_that_is_no_workbook_is_refused(
    organiser: Client, body: bytes, status: int, code: str
) -> None:
    refused = organiser.request("PUT", FORM, body=body, headers={"Content-Type": XLSX})
    assert (refused.status, refused.code) == (status, code)


def test_a_spreadsheet_without_a_token_is_refused(anyone: Client) -> None:
    response = anyone.request("PUT", FORM, body=xlsx(SHEETS), headers={"Content-Type": XLSX})
    assert response.status == 401


def test_an_exported_spreadsheet_can_be_imported_again(organiser: Client, anyone: Client) -> None:
    organiser.request("PUT", FORM, body=xlsx(SHEETS), headers={"Content-Type": XLSX})
    organiser.request("POST", f"{FORM}/publish")
    exported = anyone.get(f"{FORM}?format=xlsx")
    assert anyone.get(f"{FORM}/definition.xlsx").headers["etag"] == exported.headers["etag"]
    assert (exported.status, exported.headers["content-type"]) == (200, XLSX)
    assert exported.headers["content-disposition"] == 'attachment; filename="visit.xlsx"'
    before = anyone.get(FORM).json
    saved = organiser.request("PUT", FORM, body=exported.body, headers={"Content-Type": XLSX})
    assert saved.status == 200
    assert organiser.get(f"{FORM}?version=draft").json == before


def test_a_spreadsheet_is_sent_if_no_other_type_is_accepted(organiser: Client) -> None:
    form = "/api/v1/events/round-table/forms/impressions"
    xlsx_only = organiser.request("GET", form, headers={"Accept": XLSX})
    assert xlsx_only.headers["content-type"] == XLSX
    assert "Accept" in xlsx_only.headers["vary"].split(", ")
    either = organiser.request("GET", form, headers={"Accept": f"application/json, {XLSX}"})
    assert either.headers["content-type"] == "application/json"
