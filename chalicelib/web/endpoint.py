"""The one wrapper around every route: it owns errors, headers, language and logging.

Chalice answers 405, 415 and 500 by itself, from where no handler sees it, and keeps the current
request on the app, where threads share it. So the endpoint stands as Chalice's HTTP middleware and
answers every request itself; Chalice's own view functions are there for its route table only.
"""

import logging
from collections.abc import Callable, Iterable, Mapping
from time import perf_counter
from typing import TYPE_CHECKING, Any

from chalice.app import Blueprint
from chalice.app import Request as Received
from chalice.app import Response as Answer
from typing_extensions import override

from chalicelib import errors
from chalicelib.web import cookies, i18n, logs, policy, request
from chalicelib.web.problem_details import problem_reply
from chalicelib.web.reply import Reply
from chalicelib.web.request import ANYWHERE, Request
from chalicelib.web.routes import Route, load

if TYPE_CHECKING:
    from chalicelib.actions.services import Services

ANY_METHOD = "x-amazon-apigateway-any-method"
"""API Gateway's own name for "every other method", which Chalice passes through as it is."""

HEADERS: Mapping[str, str] = {
    policy.HEADER: policy.policy(),
    "Strict-Transport-Security": "max-age=63072000; includeSubDomains",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
}
"""On every answer; a reply may say another ``Cache-Control`` and another policy of ``policy``."""

VARY: Mapping[str, str] = {
    "api": "Accept-Language, Authorization",
    "page": "Accept-Language, Cookie",
    "console": "Accept-Language, Cookie",
}
REFUSAL_PAGE = "chalicelib.web.render:refusal_page"
LANGUAGE_KEPT = 365 * 24 * 3600


class _Answer(Answer):
    """Text travels as text and bytes as base64, whatever their content type is."""

    @override
    def to_dict(self, binary_types: list[str] | None = None) -> dict[str, Any]:
        binary = isinstance(self.body, bytes)
        answer: dict[str, Any] = super().to_dict(["*/*"] if binary else None)
        return answer


class Endpoint:
    """Answers every HTTP request. ``services`` is asked for when a handler first needs it."""

    def __init__(self, routes: Iterable[Route], services: "Callable[[], Services]") -> None:
        self._services = services
        self._routes: dict[str, dict[str, Route]] = {}
        for route in routes:
            self._routes.setdefault(route.path, {})[route.method] = route

    def blueprint(self) -> Blueprint:
        """Every path as Chalice and API Gateway must know it, answered by this endpoint."""
        blueprint = Blueprint(__name__)
        for path in (*self._routes, ANYWHERE):
            methods = [*self._routes.get(path, ()), ANY_METHOD, "OPTIONS"]
            register = blueprint.route(path, methods=methods, content_types=["*/*"], name="page")
            register(_unreached)
        blueprint.register_middleware(self, "http")
        return blueprint

    def __call__(self, received: Received | None, get_response: Callable[[Any], Any]) -> Answer:
        """Chalice's middleware protocol; raises nothing."""
        if received is None:
            answer: Answer = get_response(received)
            return answer
        started = perf_counter()
        asked = request.read(
            received.to_original_event(),
            getattr(received.lambda_context, "aws_request_id", None),
        )
        reply, code = self._answer(asked)
        logs.line(
            logging.INFO,
            request_id=asked.request_id,
            method=asked.method,
            route=asked.route,
            status=reply.status,
            ms=round((perf_counter() - started) * 1000, 1),
            code=code,
        )
        return self._finished(reply, asked)

    def _answer(self, asked: Request) -> tuple[Reply, str | None]:
        try:
            return self._handled(asked), None
        except errors.Refusal as refusal:
            return self._refused(refusal, asked), refusal.code
        except Exception as error:  # noqa: BLE001 -- last resort: what went wrong goes to the log
            logs.failure(error, request_id=asked.request_id, route=asked.route)
            return self._refused(errors.Failed(), asked), errors.Failed.code

    def _handled(self, asked: Request) -> Reply:
        methods = self._routes.get(asked.route)
        if methods is None:
            raise errors.PageNotFound
        route = methods.get("GET" if asked.method == "HEAD" else asked.method)
        if route is None:
            return _options(asked, methods)
        asked.refuse_unreadable(route.reads, route.largest)
        parameters = request.path_parameters(asked)
        return load(route.target)(asked, self._services(), **parameters)

    def _refused(self, refusal: errors.Refusal, asked: Request) -> Reply:
        if self._audience(asked) == "api":
            return problem_reply(refusal, asked)
        try:
            return load(REFUSAL_PAGE)(asked, refusal)
        except Exception as error:  # noqa: BLE001 -- the page about an error failed: plain words
            logs.failure(error, request_id=asked.request_id, route=asked.route)
            return Reply(
                status=refusal.status,
                body=i18n.say(refusal, asked.language),
                content_type="text/plain; charset=utf-8",
                headers=refusal.headers,
            )

    def _audience(self, asked: Request) -> str:
        if asked.path.startswith("/api/"):
            return "api"
        methods = self._routes.get(asked.route)
        return next(iter(methods.values())).audience if methods else "page"

    def _finished(self, reply: Reply, asked: Request) -> Answer:
        headers: dict[str, str | list[str]] = {
            **HEADERS,
            "Content-Language": asked.language,
            "Vary": VARY[self._audience(asked)],
            "X-Request-Id": asked.request_id,
            **reply.headers,
        }
        if reply.content_type is not None:
            headers["Content-Type"] = reply.content_type
        sent = (*reply.cookies, *self._language_cookie(reply, asked))
        if sent:
            headers["Set-Cookie"] = list(sent)
        body = "" if asked.method == "HEAD" else reply.body
        return _Answer(body=body, status_code=reply.status, headers=headers)

    def _language_cookie(self, reply: Reply, asked: Request) -> tuple[str, ...]:
        """A language asked for by address is kept for the pages that follow."""
        chosen = i18n.known(asked.query.get("lang", ("",))[-1])
        if chosen is None or not (reply.content_type or "").startswith("text/html"):
            return ()
        secure = self._services().settings.public_url.startswith("https:")
        return (cookies.cookie(cookies.LANGUAGE, chosen, secure=secure, max_age=LANGUAGE_KEPT),)


def _options(asked: Request, methods: Mapping[str, Route]) -> Reply:
    """What the address takes: as the answer to OPTIONS, as the refusal of anything else."""
    head = ("HEAD",) if "GET" in methods else ()
    allow = ", ".join(sorted({*methods, *head, "OPTIONS"}))
    if asked.method == "OPTIONS":
        return Reply(status=204, content_type=None, headers={"Allow": allow})
    raise errors.MethodNotAllowed(allow=allow)


def _unreached(**_parameters: str) -> Answer:
    """Stands in Chalice's route table; the endpoint answers before Chalice would call it."""
    raise NotImplementedError
