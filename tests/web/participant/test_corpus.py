"""Forms of the corpus over HTTP: imported from a spreadsheet and answered on a page without a script."""

import pytest

from chalicelib.web.routes import XLSX
from tests.web.client import Client, control_fields
from tests.xlsform.corpus.test_cases import checked, form
from tests.xlsform.corpus.written import cases, source

EVENT = "/api/v1/events/round-table"


@pytest.mark.usefixtures("open_event")
@pytest.mark.parametrize("name", ["skip_chain", "cascade", "nested_repeats", "child_protection"])
def test_a_page_accepts_the_answers_that_the_form_accepts(organiser: Client, name: str) -> None:
    address, page = f"{EVENT}/forms/{name}", f"/e/round-table/{name}"
    headers = {"Content-Type": XLSX}
    saved = organiser.request(
        "PUT", f"{address}?purpose=other", body=source(name).xlsx, headers=headers
    )
    assert saved.status == 200
    assert organiser.request("POST", f"{address}/publish").status == 200
    expected = [422 if "refused" in checked(name, case) else 303 for case in cases(name)]

    statuses = []
    for case in cases(name):
        fields = [*control_fields(organiser.get(page).text), *form(name).encode(case["answers"])]
        statuses.append(organiser.send_form(page, fields).status)

    assert statuses == expected
    assert organiser.get(f"{address}/summary").json["responses"] == expected.count(303)
