"""The deployed app declares every route, and every request reaches the endpoint."""

import inspect

import pytest
from chalice.deploy.swagger import CFNSwaggerGenerator
from chalice.deploy.validate import validate_route_content_types, validate_routes

import app
from chalicelib.web.request import ANYWHERE
from chalicelib.web.routes import ANY_METHOD, Route, load
from tests.web.client import ALL_ROUTES


def test_every_route_is_deployed_and_a_catch_all_answers_other_addresses() -> None:
    for route in ALL_ROUTES:
        assert {route.method, ANY_METHOD} <= app.app.routes[route.path].keys()
    assert ANY_METHOD in app.app.routes[ANYWHERE]
    assert app.app.routes.keys() == {route.path for route in ALL_ROUTES} | {ANYWHERE}


@pytest.mark.parametrize("route", ALL_ROUTES, ids=lambda route: f"{route.method} {route.path}")
def test_every_target_is_a_handler_with_the_parameters_of_its_path(route: Route) -> None:
    names = [part[1:-1] for part in route.path.split("/") if part.startswith("{")]
    request, services, *parameters = inspect.signature(load(route.target)).parameters.values()
    assert (request.name, services.name) == ("request", "services")
    assert sorted(each.name for each in parameters) == sorted(names)
    assert {each.kind for each in parameters} <= {inspect.Parameter.KEYWORD_ONLY}
    assert (services.annotation == "Services | None") is not route.needs_services


def test_a_function_that_is_not_marked_as_a_handler_is_not_loaded() -> None:
    with pytest.raises(TypeError, match="not marked as a handler"):
        load("chalicelib.web.render:translator")


def test_chalice_accepts_the_routes() -> None:
    validate_routes(app.app.routes)
    validate_route_content_types(app.app.routes, app.app.api.binary_types)


def test_api_gateway_passes_on_any_method_and_any_path() -> None:
    swagger = CFNSwaggerGenerator().generate_swagger(app.app)

    assert ANY_METHOD in swagger["paths"][ANYWHERE]
    assert swagger["x-amazon-apigateway-binary-media-types"] == ["*/*"]


def test_routes_that_share_a_prefix_name_their_parameters_alike() -> None:
    """API Gateway allows one variable name at each position in the tree of paths."""
    names: dict[str, set[str]] = {}
    for route in ALL_ROUTES:
        parts = route.path.split("/")
        for position, part in enumerate(parts):
            if part.startswith("{"):
                names.setdefault("/".join(parts[:position]), set()).add(part)

    assert {prefix: each for prefix, each in names.items() if len(each) > 1} == {}


def test_a_method_on_a_path_has_one_handler() -> None:
    pairs = [(route.method, route.path) for route in ALL_ROUTES]

    assert len(set(pairs)) == len(pairs)
