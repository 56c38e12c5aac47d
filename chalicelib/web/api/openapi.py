"""The OpenAPI 3.1 document, generated from the routes, the operations noted at their handlers, and the models."""

import json
from collections.abc import Collection, Iterable, Iterator, Mapping
from functools import lru_cache
from importlib import import_module
from typing import TYPE_CHECKING, Any, Final

from pydantic import BaseModel
from pydantic.json_schema import JsonSchemaMode, models_json_schema

from chalicelib import errors
from chalicelib.domain.events.starting_points import StartingPoint
from chalicelib.domain.records.sections import ENTRY_ID, RecordSection
from chalicelib.locales import LANGUAGES
from chalicelib.web import api, problem_details, routes
from chalicelib.web.api import operation, parameters
from chalicelib.web.api.operation import Content, Operation, describe
from chalicelib.web.reply import Reply
from chalicelib.web.request import Request
from chalicelib.web.routes import Route

if TYPE_CHECKING:
    from chalicelib.actions.services import Services

Json = dict[str, Any]
"""A part of the document."""

CODES: Final = "x-pikir-codes"
"""Of a response: the codes that a refusal may have. A schema with an enumeration of them would make clients fail at the
next code."""
_PATH_PARAMETERS: Final[Mapping[str, Json]] = {
    "event": {"type": "string", "pattern": "^[a-z0-9][a-z0-9-]{1,62}[a-z0-9]$"},
    "form": {"type": "string", "pattern": "^[A-Za-z_][A-Za-z0-9_.-]{0,63}$"},
    "id": {"type": "string", "format": "uuid"},
    "upload": {"type": "string", "format": "uuid"},
    "number": {"type": "string", "pattern": "^[1-9][0-9]{0,4}$"},
    "document": {"type": "string", "pattern": "^[0-9a-f]{32}$"},
    "name": {"type": "string", "minLength": 1, "maxLength": 255},
    "member": {"type": "string", "minLength": 1, "maxLength": 200},
    "section": {"type": "string", "enum": list(RecordSection)},
    "entry": {"type": "string", "pattern": ENTRY_ID},
    "paragraph": {"type": "string", "minLength": 1, "maxLength": 200},
    "photo": {"type": "string", "pattern": ENTRY_ID},
    "start": {"type": "string", "enum": list(StartingPoint)},
    "token": {"type": "string", "minLength": 1, "maxLength": 200},
    "mail": {"type": "string", "minLength": 1, "maxLength": 200},
}
_NOT_FOUND: Final[Mapping[str, type[errors.Refusal]]] = {
    "event": errors.EventNotFound,
    "form": errors.FormNotFound,
    "id": errors.SubmissionNotFound,
    "upload": errors.FileNotFound,
    "number": errors.ProposalNotFound,
    "document": errors.DocumentNotFound,
    "name": errors.FileNotFound,
    "member": errors.MemberNotFound,
    "section": errors.RecordEntryNotFound,
    "entry": errors.RecordEntryNotFound,
    "paragraph": errors.ParagraphNotFound,
    "photo": errors.RecordEntryNotFound,
    "start": errors.PageNotFound,
    "token": errors.TokenNotFound,
    "mail": errors.MailNotFound,
}
_READING: Final = (errors.UnsupportedMedia, errors.BodyTooLarge)
_READING_JSON: Final = (errors.BrokenJson, errors.DuplicateKey, errors.TooDeep)
_ALWAYS: Final = (errors.Failed, errors.Unavailable)
_TAGS: Final[Mapping[operation.Tag, str]] = {
    "Events": "Events with their categories and programme, from draft to archive.",
    "Forms": "Questionnaires of an event: a draft that is saved, and versions that are published.",
    "Files of a form": "Lists of choices, pictures, recordings and films that a form shows.",
    "Submissions": "Registrations and responses: sent by anyone, read and erased by organisers.",
    "Summaries": "The statistics of a form.",
    "Records": "What people write down of an event, entry by entry.",
    "Proposals": "What was put forward at an event, decided on it, and what became of it.",
    "Documents": "Files that take a while to be made: ask for one, wait, download it.",
    "Members": "Colleagues, their roles and what they may reach.",
    "API tokens": "Secrets by which programs sign in.",
    "Audit log": "Who did what and when.",
    "Operations": "Scheduled work, and letters that could not be sent.",
    "Description": "What the API can do.",
}
_SECURITY: Final[Mapping[operation.Who, list[Json]]] = {
    "anyone": [],
    "either": [{}, {"token": []}],
    "organiser": [{"token": []}],
}


@describe(
    Operation(
        id="show_openapi",
        tag="Description",
        summary="Show this document",
        who="anyone",
        answers={200: ("OpenAPI 3.1.", (Content(),))},
    )
)
def show(request: Request, services: "Services") -> Reply:  # noqa: ARG001 -- every handler's signature
    """GET /api/openapi.json."""
    return Reply(
        body=_to_json(request.prefix),
        content_type="application/json",
        headers={"Cache-Control": "public, max-age=300"},
    )


@lru_cache(maxsize=4)
def _to_json(prefix: str) -> str:
    return json.dumps(document(prefix), ensure_ascii=False)


def document(prefix: str = "") -> Json:
    """Return the document; ``prefix`` precedes ``/api`` in addresses."""
    operations = {route: operation.of(routes.load(route.target)) for route in api.ROUTES}
    schemas = _Schemas(operations.values())
    paths: Json = {}
    for route, about in operations.items():
        paths.setdefault(route.path, {})[route.method.lower()] = _operation(route, about, schemas)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Pikir",
            "version": "1",
            "summary": "Registrations, impressions and summaries for the forms around an event",
            "license": {"name": "MIT", "identifier": "MIT"},
        },
        "servers": [{"url": prefix or "/"}],
        "tags": [
            {"name": tag, "description": sentence}
            for tag, sentence in _TAGS.items()
            if any(about.tag == tag for about in operations.values())
        ],
        "paths": paths,
        "components": {
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
            "parameters": {"lang": _LANG},
            "schemas": schemas.definitions,
        },
    }


_LANG: Final[Json] = {
    "name": operation.LANG,
    "in": "query",
    "description": "The language of messages; before `Accept-Language`.",
    "schema": parameters.LANGUAGE.schema,
}
_LANGUAGE: Final[Json] = {"title": "Language", "type": "string", "enum": list(LANGUAGES)}


class _Schemas:
    """The schemas of all models that operations name.

    A model that is only answered is described as it is serialised: fields that the JSON leaves out are not in its
    schema. One that is also sent has one schema for both.
    """

    def __init__(self, operations: Collection[Operation]) -> None:
        sent = {_load_model(name): None for each in operations for name in _names_of(each.sends)}
        answered = {
            _load_model(name): None
            for each in operations
            for _, contents in each.answers.values()
            for name in _names_of(contents)
        }
        modes: dict[type[BaseModel], JsonSchemaMode] = {
            **dict.fromkeys([*answered, problem_details.ProblemDetails], "serialization"),
            **dict.fromkeys(sent, "validation"),
        }
        references, shared = models_json_schema(
            list(modes.items()), ref_template="#/components/schemas/{model}"
        )
        self._references = {model: references[model, mode] for model, mode in modes.items()}
        definitions = {**_name_alternatives(shared["$defs"]), "Language": _LANGUAGE}
        self.definitions: Json = dict(sorted(definitions.items()))

    def reference(self, name: str) -> Json:
        """Return a reference to the schema of a model, which is named ``"module:Name"``."""
        return self._references[_load_model(name)]


def _name_alternatives(definitions: Json) -> Json:
    """Give each titled object among a model's alternatives a schema of its own, so that generated clients name it so."""
    named: Json = {}
    for name, schema in definitions.items():
        alternatives = schema.get("anyOf", [])
        own = {each["title"]: each for each in alternatives if "title" in each}
        references = [
            {"$ref": f"#/components/schemas/{each['title']}"} if "title" in each else each
            for each in alternatives
        ]
        # A model that is sent and answered differently has two schemas, `-Input` and `-Output`, of one title.
        titled = schema | {"title": name.replace("-", "")} if "-" in name else schema
        named |= {name: titled | {"anyOf": references} if own else titled, **own}
    return named


def _names_of(contents: Iterable[Content]) -> Iterator[str]:
    return (content.model for content in contents if content.model is not None)


def _load_model(target: str) -> type[BaseModel]:
    module, _, name = target.partition(":")
    model: type[BaseModel] = getattr(import_module(module), name)
    return model


def _operation(route: Route, about: Operation, schemas: _Schemas) -> Json:
    document: Json = {
        "operationId": about.id,
        "tags": [about.tag],
        "summary": about.summary,
        "security": _SECURITY[about.who],
        "parameters": list(_parameters(route, about)),
        "responses": _responses(route, about, schemas),
    }
    if about.description:
        document["description"] = about.description
    if about.sends:
        document["requestBody"] = {
            "required": True,
            "content": {content.media_type: _content(content, schemas) for content in about.sends},
        }
    return document


def _names(route: Route) -> list[str]:
    return [part[1:-1] for part in route.path.split("/") if part.startswith("{")]


def _parameters(route: Route, about: Operation) -> Iterator[Json]:
    for name in _names(route):
        yield {"name": name, "in": "path", "required": True, "schema": _PATH_PARAMETERS[name]}
    for each in about.query:
        yield {
            "name": each.name,
            "in": "query",
            "description": each.description,
            "required": each.required,
            "schema": each.schema,
        }
    for name, schema in about.headers.items():
        yield {"name": name, "in": "header", "schema": schema}
    yield {"$ref": "#/components/parameters/lang"}


def _responses(route: Route, about: Operation, schemas: _Schemas) -> Json:
    responses: Json = {}
    for status, (sentence, contents) in about.answers.items():
        responses[str(status)] = {"description": sentence}
        if contents:
            responses[str(status)]["content"] = {
                content.media_type: _content(content, schemas) for content in contents
            }
    for refusal in dict.fromkeys(_refusals(route, about)):
        response = responses.setdefault(str(refusal.status), _problem_response(refusal.status))
        response[CODES].append(refusal.code)
    return dict(sorted(responses.items()))


def _refusals(route: Route, about: Operation) -> Iterable[type[errors.Refusal]]:
    yield from about.refusals
    if about.action is not None:
        yield from operation.refusals_of(about.action)
    yield from (_NOT_FOUND[name] for name in _names(route))
    if about.who != "anyone":
        yield errors.NotSignedIn
    if about.who == "organiser":
        yield errors.PageNotFound
    if about.sends:
        yield from (*_READING, *_READING_JSON)
    yield errors.UnknownParameter
    if about.query:
        yield errors.BadParameter
    yield from _ALWAYS


def _problem_response(status: int) -> Json:
    return {
        "description": problem_details.TITLES[status],
        "content": {
            problem_details.CONTENT_TYPE: {
                "schema": {"$ref": "#/components/schemas/ProblemDetails"}
            }
        },
        CODES: [],
    }


def _content(content: Content, schemas: _Schemas) -> Json:
    document: Json = {}
    if content.model is not None:
        document["schema"] = schemas.reference(content.model)
    else:
        document["schema"] = _schema_of_type(content.media_type)
    if content.example is not None:
        document["example"] = content.example
    return document


def _schema_of_type(media_type: str) -> Json:
    """Describe a body that no model describes: text, a JSON object, or a file's bytes.

    ``format: binary`` is OpenAPI 3.0's; generated clients take it, and not all of them a content type alone.
    """
    if media_type.startswith("text/"):
        return {"type": "string"}
    if media_type.endswith("json"):
        return {"type": "object"}
    return {"type": "string", "format": "binary"}
