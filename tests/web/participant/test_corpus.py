"""Forms of the corpus from the spreadsheet to stored answers over HTTP, without a script."""

import re

import pytest

from chalicelib.web.routes import XLSX
from tests.web.client import Client
from tests.xlsform.corpus.test_cases import checked, form
from tests.xlsform.corpus.written import cases, source

EVENT = "/api/v1/events/round-table"
OWN = ("_id", "_version", "_shown", "_started")


@pytest.mark.usefixtures("open_event")
@pytest.mark.parametrize("name", ["skip_chain", "cascade", "nested_repeats", "child_protection"])
def test_a_page_takes_and_refuses_the_answers_that_the_form_does(
    organiser: Client, name: str
) -> None:
    at, page = f"{EVENT}/forms/{name}", f"/e/round-table/{name}"
    headers = {"Content-Type": XLSX}
    saved = organiser.request("PUT", f"{at}?purpose=other", body=source(name).xlsx, headers=headers)
    assert saved.status == 200
    assert organiser.request("POST", f"{at}/publish").status == 200
    wanted = [422 if "refused" in checked(name, case) else 303 for case in cases(name)]

    found = []
    for case in cases(name):
        fields = [*opened(organiser, page), *form(name).encode(case["answers"])]
        found.append(organiser.send_form(page, fields).status)

    assert found == wanted
    assert organiser.get(f"{at}/summary").json["responses"] == wanted.count(303)


def opened(client: Client, page: str) -> list[tuple[str, str]]:
    """The fields that the page brings itself."""
    html = client.get(page).text
    brought = [(name, re.search(f'name="{name}" value="([^"]*)"', html)) for name in OWN]
    return [(name, value[1]) for name, value in brought if value is not None]
