"""The API's reference as a page for people, rendered from the OpenAPI document: no script, and nothing from elsewhere."""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from markupsafe import Markup

from chalicelib.errors import Refusal
from chalicelib.web.api import openapi
from chalicelib.web.api.openapi import CODES, Json
from chalicelib.web.api.operation import Content, Operation, describe
from chalicelib.web.reply import Reply
from chalicelib.web.request import Request

if TYPE_CHECKING:
    from chalicelib.actions.services import Services

_CODE: Final = re.compile(r"``?([^`]+)``?")
_CALLERS: Final = {0: "anyone", 1: "token", 2: "anyone; with a token, more"}
"""By the number of ways to be let in."""


@dataclass(frozen=True, slots=True)
class _DocumentedOperation:
    method: str
    path: str
    about: Json


@describe(
    Operation(
        id="show_docs",
        tag="Description",
        summary="Show this page",
        who="anyone",
        answers={200: ("The page.", (Content("text/html"),))},
    )
)
def show(request: Request, services: "Services") -> Reply:  # noqa: ARG001 -- every handler's signature
    """GET /api/docs."""
    headers = {"Content-Language": "en", "Cache-Control": "public, max-age=300"}
    return Reply(body=_render(request.prefix), headers=headers)


@lru_cache(maxsize=4)
def _render(prefix: str) -> str:
    from chalicelib.web import render
    from chalicelib.web.urls import Urls

    document = openapi.document(prefix)
    template = render.environment().get_template("api/reference.html")
    return template.render(
        **render.template_functions("en"),
        urls=Urls(prefix),
        private=True,
        document=document,
        operations=_by_tag(document),
        messages=sorted(_messages(document)),
        codes=CODES,
        callers=lambda security: _CALLERS[len(security)],
        by_schema=_by_schema,
        with_code=_with_code,
        as_json=_as_json,
        tag_anchor=lambda tag: "tag-" + tag.lower().replace(" ", "-"),
    )


def _by_tag(document: Json) -> Mapping[str, list[_DocumentedOperation]]:
    found: dict[str, list[_DocumentedOperation]] = {}
    for path, methods in document["paths"].items():
        for method, about in methods.items():
            operation = _DocumentedOperation(method.upper(), path, about)
            found.setdefault(about["tags"][0], []).append(operation)
    return found


def _messages(document: Json) -> Iterator[tuple[str, str]]:
    """Yield each code that an operation lists, with its English message."""
    every = {refusal.code: refusal.message for refusal in _leaves(Refusal)}
    listed = {
        code
        for methods in document["paths"].values()
        for about in methods.values()
        for response in about["responses"].values()
        for code in response.get(CODES, ())
    }
    yield from ((code, every[code]) for code in listed)


def _leaves(refusal: type[Refusal]) -> Iterator[type[Refusal]]:
    if "code" in vars(refusal):
        yield refusal
    for each in refusal.__subclasses__():
        yield from _leaves(each)


def _by_schema(contents: Json) -> list[tuple[list[str], Json]]:
    """Group a body's media types by what is sent as them."""
    groups: dict[str, tuple[list[str], Json]] = {}
    for media_type, content in contents.items():
        types, _ = groups.setdefault(json.dumps(content, sort_keys=True), ([], content))
        types.append(media_type)
    return list(groups.values())


def _with_code(text: str) -> Markup:
    """Escape a text and mark what stands in backticks as code."""
    parts = _CODE.split(text)
    return Markup("").join(
        Markup("<code>{}</code>").format(part) if number % 2 else part
        for number, part in enumerate(parts)
    )


def _as_json(example: object) -> str:
    return json.dumps(example, ensure_ascii=False, indent=2)
