"""The OpenAPI 3.1 document, made from the routes, what is noted beside their handlers, and the models."""

import json
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from importlib import import_module
from typing import TYPE_CHECKING, Any, Final

from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from chalicelib import errors
from chalicelib.locales import LANGUAGES
from chalicelib.web import api, problem_details, routes
from chalicelib.web.api import operation
from chalicelib.web.api.models import Problem
from chalicelib.web.api.operation import Content, Operation, described
from chalicelib.web.reply import Reply
from chalicelib.web.request import Request
from chalicelib.web.routes import Route

if TYPE_CHECKING:
    from chalicelib.actions.services import Services

Json = dict[str, Any]

_PATH_PARAMETERS: Final[Mapping[str, Json]] = {
    "event": {"type": "string", "pattern": "^[a-z0-9][a-z0-9-]{1,62}[a-z0-9]$"},
    "form": {"type": "string", "pattern": "^[A-Za-z_][A-Za-z0-9_.-]{0,63}$"},
    "id": {"type": "string", "format": "uuid"},
    "upload": {"type": "string", "format": "uuid"},
    "name": {"type": "string", "minLength": 1, "maxLength": 255},
    "token": {"type": "string", "minLength": 1, "maxLength": 200},
}
_NOT_FOUND: Final[Mapping[str, type[errors.Refusal]]] = {
    "event": errors.EventNotFound,
    "form": errors.FormNotFound,
    "id": errors.SubmissionNotFound,
    "upload": errors.FileNotFound,
    "name": errors.FileNotFound,
    "token": errors.TokenNotFound,
}
_READING: Final = (errors.UnsupportedMedia, errors.BodyTooLarge)
_READING_JSON: Final = (errors.BrokenJson, errors.DuplicateKey, errors.TooDeep)
_ALWAYS: Final = (errors.Failed, errors.Unavailable)
_SECURITY: Final[Mapping[operation.Who, list[Json]]] = {
    "anyone": [],
    "either": [{}, {"token": []}],
    "organiser": [{"token": []}],
}


@described(
    Operation(
        summary="Show this document",
        who="anyone",
        answers={200: ("OpenAPI 3.1.", (Content(),))},
    )
)
def show(request: Request, services: "Services") -> Reply:  # noqa: ARG001 -- every handler's signature
    """GET /api/openapi.json."""
    return Reply(
        body=_written(request.prefix),
        content_type="application/json",
        headers={"Cache-Control": "public, max-age=300"},
    )


@lru_cache(maxsize=4)
def _written(prefix: str) -> str:
    return json.dumps(document(prefix), ensure_ascii=False)


def document(prefix: str = "") -> Json:
    """The document; ``prefix`` is what stands before ``/api`` in an address."""
    models = _Models()
    paths: Json = {}
    for route in api.ROUTES:
        described_operation = operation.of(routes.load(route.target))
        paths.setdefault(route.path, {})[route.method.lower()] = _operation(
            route, described_operation, models
        )
    models.reference(Problem)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Pikir",
            "version": "1",
            "summary": "Registrations, impressions and summaries for the forms around an event",
            "license": {"name": "MIT", "identifier": "MIT"},
        },
        "servers": [{"url": prefix or "/"}],
        "paths": paths,
        "components": {
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
            "parameters": {"lang": _LANG},
            "schemas": models.schemas(),
        },
    }


_LANG: Final[Json] = {
    "name": "lang",
    "in": "query",
    "description": "The language of messages; before `Accept-Language`.",
    "schema": {"type": "string", "enum": list(LANGUAGES)},
}


class _Models:
    """Collects the models that operations name, then writes all their schemas at once."""

    def __init__(self) -> None:
        self._wanted: dict[type[BaseModel], None] = {}

    def reference(self, model: type[BaseModel]) -> Json:
        """A reference to the model's schema, which ``schemas`` will hold."""
        self._wanted[model] = None
        return {"$ref": f"#/components/schemas/{model.__name__}"}

    def schemas(self) -> Json:
        """All schemas by name, those that they refer to included."""
        _, shared = models_json_schema(
            [(model, "validation") for model in self._wanted],
            ref_template="#/components/schemas/{model}",
        )
        return dict(sorted(shared["$defs"].items()))


def _operation(route: Route, about: Operation, models: _Models) -> Json:
    written: Json = {
        "operationId": _operation_id(route),
        "summary": about.summary,
        "security": _SECURITY[about.who],
        "parameters": list(_parameters(route, about)),
        "responses": _responses(route, about, models),
    }
    if about.description:
        written["description"] = about.description
    if about.sends:
        written["requestBody"] = {
            "required": True,
            "content": {content.media_type: _content(content, models) for content in about.sends},
        }
    return written


def _operation_id(route: Route) -> str:
    module, _, name = route.target.rpartition(".")[2].partition(":")
    ending = route.path.rpartition("/")[2].partition(".")[2]
    return "_".join(part for part in (module, name, ending) if part)


def _names(route: Route) -> list[str]:
    return [part[1:-1] for part in route.path.split("/") if part.startswith("{")]


def _parameters(route: Route, about: Operation) -> Iterator[Json]:
    for name in _names(route):
        yield {"name": name, "in": "path", "required": True, "schema": _PATH_PARAMETERS[name]}
    for name, schema in about.query.items():
        yield {"name": name, "in": "query", "schema": schema}
    yield {"$ref": "#/components/parameters/lang"}


def _responses(route: Route, about: Operation, models: _Models) -> Json:
    responses: Json = {}
    for status, (sentence, contents) in about.answers.items():
        responses[str(status)] = {"description": sentence}
        if contents:
            responses[str(status)]["content"] = {
                content.media_type: _content(content, models) for content in contents
            }
    for refusal in dict.fromkeys(_refusals(route, about)):
        codes = responses.setdefault(str(refusal.status), _problem_response(refusal.status))
        listed = codes["content"][problem_details.CONTENT_TYPE]["schema"]["allOf"][1]["properties"][
            "code"
        ]
        listed["enum"].append(refusal.code)
    return dict(sorted(responses.items()))


def _refusals(route: Route, about: Operation) -> Iterable[type[errors.Refusal]]:
    yield from about.refusals
    yield from (_NOT_FOUND[name] for name in _names(route))
    if about.who != "anyone":
        yield errors.NotSignedIn
    if about.who == "organiser":
        yield errors.PageNotFound
    if about.sends:
        yield from (*_READING, *_READING_JSON)
    if about.query:
        yield errors.BadParameter
    yield from _ALWAYS


def _problem_response(status: int) -> Json:
    return {
        "description": problem_details.TITLES[status],
        "content": {
            problem_details.CONTENT_TYPE: {
                "schema": {
                    "allOf": [
                        {"$ref": "#/components/schemas/Problem"},
                        {"properties": {"code": {"enum": []}}},
                    ]
                }
            }
        },
    }


def _content(content: Content, models: _Models) -> Json:
    written: Json = {}
    if content.model is not None:
        module, _, name = content.model.partition(":")
        written["schema"] = models.reference(getattr(import_module(module), name))
    elif content.media_type.startswith("text/"):
        written["schema"] = {"type": "string"}
    if content.example is not None:
        written["example"] = content.example
    return written
