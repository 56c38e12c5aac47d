"""The app behind an HTTP API (payload format 2.0), which sends one `$default` route's events to the function.

Chalice reads only a REST API's events, so the endpoint gets the request of such an event without Chalice, and what it answers is
written as an HTTP API takes it. A REST API chooses a route and compresses; behind an HTTP API both are ours (decision 0085).
https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html
"""

import re
from base64 import b64encode
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final, NamedTuple
from urllib.parse import parse_qsl, quote

from chalice.app import Chalice

from chalicelib.override import override
from chalicelib.web.request import (
    ANYWHERE,
    Request,
    choose_request_id,
    read_body,
    read_language,
    split_path,
)

if TYPE_CHECKING:
    from chalicelib.web.endpoint import Endpoint
    from chalicelib.web.reply import Reply

PAYLOAD: Final = "2.0"
_PERCENT = re.compile(r"(%25)")
_PLAIN = re.compile(r"[A-Za-z0-9_.~/-]*")
_PATHS: Final = 256
_LONGEST_PATH: Final = 200
"""How many paths of at most how many characters are remembered with their templates."""
_DEFAULT_STAGE: Final = "$default"
_PARAMETER: Final = "{}"
"""What no segment of a path is: braces travel encoded."""


class Branch:
    """The templates that begin with the same segments; ``template`` is the one that ends here."""

    __slots__ = ("branches", "template")

    def __init__(self) -> None:
        self.branches: dict[str, Branch] = {}
        self.template: str | None = None

    def add(self, template: str) -> None:
        """Add a template to the tree that this is the root of."""
        branch = self
        for part in _segments(template):
            name = _PARAMETER if part.startswith("{") else part
            branch = branch.branches.setdefault(name, Branch())
        branch.template = template

    def find(self, segments: Sequence[str]) -> str | None:
        """Return the template that fits; a literal segment goes before a parameter."""
        if not segments:
            return self.template
        if not segments[0]:
            return None
        for name in (segments[0], _PARAMETER):
            branch = self.branches.get(name)
            if branch is not None and (found := branch.find(segments[1:])) is not None:
                return found
        return None


class RequestTarget(NamedTuple):
    """What a path says: the route's template, its parameters as they are encoded, the prefix, and Pikir's own path."""

    route: str
    parameters: Mapping[str, str]
    prefix: str
    path: str


class HttpApiApp(Chalice):
    """Answers the events of an HTTP API as well as those of a REST API.

    ``public_path`` returns the path of the public address, which an HTTP API leaves in the path: the API mapping of a
    domain may have one.
    """

    def __init__(self, app_name: str, public_path: Callable[[], str], **more: Any) -> None:
        super().__init__(app_name, **more)
        self._public_path = public_path
        self._tree: Branch | None = None
        self._endpoint: Endpoint | None = None
        self._recall = lru_cache(_PATHS)(self._locate)

    def answer_with(self, endpoint: "Endpoint") -> None:
        """Have every request answered by the endpoint; it is Chalice's middleware where a REST API sends the events."""
        self._endpoint = endpoint
        self.register_middleware(endpoint, "http")

    @override
    def __call__(self, event: Any, context: Any) -> Any:
        is_ours = event.get("version") == PAYLOAD and "http" in event.get("requestContext", ())
        if not is_ours or self._endpoint is None:
            return super().__call__(event, context)
        path, stage = event["rawPath"], event["requestContext"]["stage"]
        find = self._recall if len(path) <= _LONGEST_PATH else self._locate
        request = read(event, find(path, stage), getattr(context, "aws_request_id", None))
        return write(self._endpoint.answer(request))

    def _locate(self, raw_path: str, stage: str) -> RequestTarget:
        """Find the template of a path, past the stage and the path of the public address."""
        if self._tree is None:
            self._tree = _plant(self.routes)
        path = encode_path(raw_path)
        own = path if stage == _DEFAULT_STAGE else _cut(path, f"/{stage}")
        chosen = _choose(self._tree, own)
        if chosen is None:
            own = _cut(own, self._public_path())
            chosen = _choose(self._tree, own)
        route, parameters = chosen or (ANYWHERE, {"proxy": own.lstrip("/")})
        return RequestTarget(route, parameters, *split_path(path, route, parameters))


def _plant(templates: Iterable[str]) -> Branch:
    root = Branch()
    for template in templates:
        if template != ANYWHERE:
            root.add(template)
    return root


def _segments(path: str) -> list[str]:
    return path.rstrip("/").split("/")[1:]


def _choose(tree: Branch, path: str) -> tuple[str, dict[str, str]] | None:
    segments = _segments(path)
    template = tree.find(segments)
    if template is None:
        return None
    pairs = zip(_segments(template), segments, strict=True)
    return template, {name[1:-1]: value for name, value in pairs if name.startswith("{")}


def read(event: Mapping[str, Any], target: RequestTarget, invocation_id: str | None) -> Request:
    """Read the request of an event, as ``request.read`` does those of a REST API; the gateway leaves compression to us."""
    context = event["requestContext"]
    headers = {name.lower(): value for name, value in event["headers"].items()}
    if event.get("cookies"):
        headers["cookie"] = "; ".join(event["cookies"])
    query = _read_query(event.get("rawQueryString") or "")
    sent_cookies, language = read_language(query, headers)
    return Request(
        method=context["http"]["method"],
        path=target.path,
        route=target.route,
        prefix=target.prefix,
        parameters=target.parameters,
        query=query,
        headers=headers,
        cookies=sent_cookies,
        body=read_body(event),
        language=language,
        request_id=choose_request_id(context.get("requestId") or invocation_id),
        source_address=context["http"]["sourceIp"],
        compresses=True,
    )


def _cut(path: str, prefix: str) -> str:
    return path.removeprefix(prefix) if f"{path}/".startswith(f"{prefix}/") else path


def encode_path(raw: str) -> str:
    """Return the path percent-encoded: an HTTP API decodes every escape but ``%25``."""
    if _PLAIN.fullmatch(raw):
        return raw
    return "".join(
        part if part == "%25" else quote(part, safe="/~:@!$&'()*+,;=", errors="surrogatepass")
        for part in _PERCENT.split(raw)
    )


def _read_query(query: str) -> dict[str, tuple[str, ...]]:
    if not query:
        return {}
    values: dict[str, list[str]] = {}
    for name, value in parse_qsl(query, keep_blank_values=True, errors="replace"):
        values.setdefault(name, []).append(value)
    return {name: tuple(each) for name, each in values.items()}


def write(reply: "Reply") -> dict[str, Any]:
    """Write a finished reply as an HTTP API takes it: bytes as base64, cookies as a list beside the headers."""
    body = reply.body
    answer = {
        "statusCode": reply.status,
        "headers": reply.headers,
        "body": body if isinstance(body, str) else b64encode(body).decode(),
        "isBase64Encoded": isinstance(body, bytes),
    }
    if reply.cookies:
        answer["cookies"] = list(reply.cookies)
    return answer
