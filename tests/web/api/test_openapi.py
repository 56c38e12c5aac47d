"""The OpenAPI document is valid and describes exactly the existing routes."""

import inspect
from importlib import import_module

import jsonschema
from openapi_spec_validator import validate

from chalicelib import errors
from chalicelib.actions import events
from chalicelib.web import api, routes
from chalicelib.web.api import openapi
from chalicelib.web.api.operation import of, refusals_of
from tests.web.client import Client


def test_the_document_is_valid_openapi() -> None:
    document = openapi.document()

    assert document["openapi"].startswith("3.1")
    validate(document)


def test_exactly_the_existing_routes_are_documented() -> None:
    documented = {
        (method.upper(), path)
        for path, operations in openapi.document()["paths"].items()
        for method in operations
    }

    assert documented == {(route.method, route.path) for route in api.ROUTES}


def test_an_operation_lists_the_refusals_of_its_action_and_of_its_kind() -> None:
    created = openapi.document()["paths"]["/api/v1/events"]["post"]["responses"]
    codes = {code for response in created.values() for code in response.get(openapi.CODES, ())}

    assert {each.code for each in refusals_of(events.create_event)} == {
        "event.exists",
        "event.refused",
        "route.not_found",
    }
    assert {"event.exists", "event.refused", "body.broken_json", "access.not_signed_in"} <= codes


def test_every_documented_action_is_called_beside_its_handler() -> None:
    for route in api.ROUTES:
        handler = routes.load(route.target)
        action = of(handler).action
        if action is not None:
            assert f".{action.__name__}(" in inspect.getsource(import_module(handler.__module__))


def test_every_handler_that_reads_a_model_documents_its_refusal() -> None:
    documented = openapi.document()["paths"]
    for route in api.ROUTES:
        if "read_model(" in inspect.getsource(routes.load(route.target)):
            answers = documented[route.path][route.method.lower()]["responses"]
            codes = {code for each in answers.values() for code in each.get(openapi.CODES, ())}
            assert errors.RequestRefused.code in codes, route.target


def test_every_operation_id_is_unique() -> None:
    names = [
        operation["operationId"]
        for operations in openapi.document()["paths"].values()
        for operation in operations.values()
    ]

    assert len(set(names)) == len(names)


def test_every_body_has_a_schema_that_generated_clients_can_name() -> None:
    document = openapi.document()
    titles = [schema.get("title") for schema in document["components"]["schemas"].values()]
    assert len(titles) == len(set(titles))
    for schema in document["components"]["schemas"].values():
        assert not any("properties" in each for each in schema.get("anyOf", ()))
    for operations in document["paths"].values():
        for operation in operations.values():
            assert operation["operationId"].isidentifier()
            bodies = [operation.get("requestBody", {}), *operation["responses"].values()]
            for content in (each for body in bodies for each in body.get("content", {}).values()):
                assert content["schema"].keys() & {"$ref", "type"}


def test_examples_fit_their_schemas() -> None:
    document = openapi.document()
    checked = 0
    for operations in document["paths"].values():
        for operation in operations.values():
            bodies = [operation.get("requestBody", {}), *operation["responses"].values()]
            for content in (each for body in bodies for each in body.get("content", {}).values()):
                if "example" in content:
                    schema = content["schema"] | {"components": document["components"]}
                    jsonschema.validate(content["example"], schema)
                    checked += 1
    assert checked >= 6


def test_the_document_names_the_stage_as_its_server(anyone: Client) -> None:
    response = anyone.with_stage("/api").get("/api/openapi.json")

    assert response.status == 200
    assert response.headers["content-type"] == "application/json"
    assert response.json["servers"] == [{"url": "/api"}]
