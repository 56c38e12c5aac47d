"""What Chalice deploys knows every route, and lets everything through to the endpoint."""

from chalice.deploy.swagger import CFNSwaggerGenerator
from chalice.deploy.validate import validate_route_content_types, validate_routes

import app
from chalicelib.web.endpoint import ANY_METHOD
from chalicelib.web.request import ANYWHERE
from chalicelib.web.routes import all_routes


def test_every_route_is_deployed_and_every_other_address_answered() -> None:
    for route in all_routes():
        assert {route.method, ANY_METHOD} <= app.app.routes[route.path].keys()
    assert ANY_METHOD in app.app.routes[ANYWHERE]


def test_chalice_accepts_the_routes() -> None:
    validate_routes(app.app.routes)
    validate_route_content_types(app.app.routes, app.app.api.binary_types)


def test_api_gateway_passes_on_any_method_and_any_path() -> None:
    swagger = CFNSwaggerGenerator().generate_swagger(app.app)

    assert ANY_METHOD in swagger["paths"][ANYWHERE]
    assert swagger["x-amazon-apigateway-binary-media-types"] == ["*/*"]


def test_routes_that_share_a_prefix_name_their_parameters_alike() -> None:
    """API Gateway knows one variable per place in the tree of paths."""
    names: dict[str, set[str]] = {}
    for route in all_routes():
        parts = route.path.split("/")
        for place, part in enumerate(parts):
            if part.startswith("{"):
                names.setdefault("/".join(parts[:place]), set()).add(part)

    assert {above: found for above, found in names.items() if len(found) > 1} == {}


def test_a_method_on_a_path_has_one_handler() -> None:
    asked = [(route.method, route.path) for route in all_routes()]

    assert len(set(asked)) == len(asked)
