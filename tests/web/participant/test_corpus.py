"""Forms of the corpus over HTTP: imported from a spreadsheet and answered on a page without a script."""

import pytest

from chalicelib.web.routes import XLSX
from tests.web.client import Client, control_fields
from tests.xlsform.corpus.files import read_cases, read_source
from tests.xlsform.corpus.outcomes import check_case, compile_form

EVENT = "/api/v1/events/round-table"


@pytest.mark.usefixtures("open_event")
@pytest.mark.parametrize("name", ["skip_chain", "cascade", "nested_repeats", "child_protection"])
def test_a_page_accepts_the_answers_that_the_form_accepts(organiser: Client, name: str) -> None:
    address, page = f"{EVENT}/forms/{name}", f"/e/round-table/{name}"
    headers = {"Content-Type": XLSX}
    saved = organiser.request(
        "PUT", f"{address}?purpose=other", body=read_source(name).xlsx, headers=headers
    )
    assert saved.status == 200
    assert organiser.request("POST", f"{address}/publish").status == 200
    expected = [422 if "refused" in check_case(name, case) else 303 for case in read_cases(name)]

    statuses = []
    for case in read_cases(name):
        fields = [
            *control_fields(organiser.get(page).text),
            *compile_form(name).encode(case["answers"]),
        ]
        statuses.append(organiser.send_form(page, fields).status)

    assert statuses == expected
    assert organiser.get(f"{address}/summary").json["responses"] == expected.count(303)
