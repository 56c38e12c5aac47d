"""The app behind an HTTP API (payload format 2.0), which sends one `$default` route's events to the function.

Chalice reads only a REST API's events, so an event is written as a REST API would have sent it, and the answer as an HTTP
API takes it. A REST API chooses a route and compresses; behind an HTTP API both are ours (decision 0085).
https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Final
from urllib.parse import parse_qsl, quote

from chalice.app import Chalice
from typing_extensions import override

from chalicelib.web.request import ANYWHERE, UNCOMPRESSED

PAYLOAD: Final = "2.0"
_PERCENT = re.compile(r"(%25)")
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


class HttpApiApp(Chalice):
    """Answers the events of an HTTP API as well as those of a REST API.

    ``public_path`` returns the path of the public address, which an HTTP API leaves in the path: the API mapping of a
    domain may have one.
    """

    def __init__(self, app_name: str, public_path: Callable[[], str], **more: Any) -> None:
        super().__init__(app_name, **more)
        self._public_path = public_path
        self._tree: Branch | None = None

    @override
    def __call__(self, event: Any, context: Any) -> Any:
        if event.get("version") != PAYLOAD or "http" not in event.get("requestContext", ()):
            return super().__call__(event, context)
        if self._tree is None:
            self._tree = _plant(self.routes)
        received = to_rest(event, self._tree, self._public_path)
        return from_rest(super().__call__(received, context))


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


def to_rest(
    event: Mapping[str, Any], tree: Branch, public_path: Callable[[], str]
) -> dict[str, Any]:
    """Return the event as a REST API would have sent it."""
    context = event["requestContext"]
    http = context["http"]
    path = encode_path(event["rawPath"])
    template, parameters = _locate(tree, path, context["stage"], public_path)
    headers = dict(event["headers"])
    if event.get("cookies"):
        headers["cookie"] = "; ".join(event["cookies"])
    return {
        "headers": headers,
        "multiValueQueryStringParameters": _read_query(event.get("rawQueryString") or ""),
        "pathParameters": parameters or None,
        "stageVariables": None,
        "requestContext": {
            "httpMethod": http["method"],
            "resourcePath": template,
            "path": path,
            "requestId": context.get("requestId"),
            "identity": {"sourceIp": http["sourceIp"]},
        },
        "body": event.get("body"),
        "isBase64Encoded": event.get("isBase64Encoded", False),
        UNCOMPRESSED: True,
    }


def _locate(
    tree: Branch, path: str, stage: str, public_path: Callable[[], str]
) -> tuple[str, dict[str, str]]:
    """Return the template of a path, and its parameters, past the stage and the path of the public address."""
    own = path if stage == _DEFAULT_STAGE else _cut(path, f"/{stage}")
    chosen = _choose(tree, own)
    if chosen is None:
        own = _cut(own, public_path())
        chosen = _choose(tree, own)
    return chosen or (ANYWHERE, {"proxy": own.lstrip("/")})


def _cut(path: str, prefix: str) -> str:
    return path.removeprefix(prefix) if f"{path}/".startswith(f"{prefix}/") else path


def encode_path(raw: str) -> str:
    """Return the path percent-encoded: an HTTP API decodes every escape but ``%25``."""
    return "".join(
        part if part == "%25" else quote(part, safe="/~:@!$&'()*+,;=", errors="surrogatepass")
        for part in _PERCENT.split(raw)
    )


def _read_query(query: str) -> dict[str, list[str]] | None:
    values: dict[str, list[str]] = {}
    for name, value in parse_qsl(query, keep_blank_values=True, errors="replace"):
        values.setdefault(name, []).append(value)
    return values or None


def from_rest(answer: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return the answer as an HTTP API takes it: cookies are a list beside the headers."""
    several = dict(answer["multiValueHeaders"])
    cookies = list(several.pop("Set-Cookie", ()))
    return {
        "statusCode": answer["statusCode"],
        "headers": {
            **answer["headers"],
            **{name: ", ".join(each) for name, each in several.items()},
        },
        "body": answer["body"],
        "isBase64Encoded": answer.get("isBase64Encoded", False),
        **({"cookies": cookies} if cookies else {}),
    }
