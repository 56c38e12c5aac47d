"""Query parameters: each operation takes those that it documents, and no other."""

from pathlib import Path

import pytest

from chalicelib.locales import LANGUAGES
from chalicelib.web import api
from chalicelib.web.api import openapi, parameters
from chalicelib.web.request import Request
from chalicelib.web.routes import Route
from tests.web.client import Client

EXAMPLES = {
    "event": "round-table",
    "form": "impressions",
    "id": "0b6f9c1e-6a0f-4e53-9d0e-3f1f6f0c2a11",
    "number": "1",
    "upload": "0b6f9c1e-6a0f-4e53-9d0e-3f1f6f0c2a11",
}


def _address(route: Route) -> str:
    parts = route.path.split("/")
    return "/".join(EXAMPLES.get(part[1:-1], "x") if "{" in part else part for part in parts)


def test_every_operation_refuses_a_parameter_that_it_does_not_document(organiser: Client) -> None:
    paths = openapi.document()["paths"]
    for route in api.ROUTES:
        documented = paths[route.path][route.method.lower()]["parameters"]
        known = {each["name"] for each in documented if each.get("in") == "query"} | {"lang"}
        headers = {"Content-Type": route.reads[0]} if route.reads else {}

        response = organiser.request(
            route.method, f"{_address(route)}?lang=en&limt=5", headers=headers
        )

        assert (response.status, response.code) == (400, "request.unknown_parameter"), route
        nearest = response.json["detail"].rpartition("“")[2].partition("”")[0]
        assert nearest == "limit" if "limit" in known else nearest in known


def test_the_refusal_of_a_misspelt_parameter_names_the_nearest_one(organiser: Client) -> None:
    address = "/api/v1/events/round-table/forms/impressions/responses"

    response = organiser.get(f"{address}?lang=en&Cursr=x")

    assert response.json["detail"] == (
        "There is no parameter “Cursr” here. The nearest one is “cursor”."
    )


@pytest.mark.usefixtures("open_event")
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_operation_takes_the_language_of_its_messages(
    organiser: Client, language: str
) -> None:
    assert organiser.get(f"/api/v1/events/round-table?lang={language}").status == 200


def test_query_parameters_are_read_by_their_declaration_alone() -> None:
    folder = Path(api.__file__).parent
    reading = {
        module.name
        for module in folder.glob("*.py")
        if f".{Request.one.__name__}(" in module.read_text() or ".query." in module.read_text()
    }

    assert reading == {"parameters.py"}


def test_languages_are_read_in_their_own_order_and_no_other_is_taken() -> None:
    parameter = parameters.languages("without", "Languages.")
    assert parameter.parse("ru,kk") == ("kk", "ru")
    with pytest.raises(ValueError, match=r"^$"):
        parameter.parse("kk,tlh")
