"""A request, read from the event of API Gateway (REST API, proxy integration; ``http_api`` reads those of an HTTP API)."""

import base64
import re
from collections.abc import Mapping
from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final, Self
from urllib.parse import unquote, urlencode
from uuid import uuid4

from chalicelib.errors import (
    BadParameter,
    BodyTooLarge,
    BrokenForm,
    EventNotFound,
    FileNotFound,
    FormNotFound,
    NotSignedIn,
    PageNotFound,
    ProposalNotFound,
    RecordEntryNotFound,
    Refusal,
    SubmissionNotFound,
    UnsupportedMedia,
)
from chalicelib.frozen import dataclass
from chalicelib.locales import Language
from chalicelib.web import cookies, i18n
from chalicelib.web.public_urls import KIOSK

if TYPE_CHECKING:
    from chalicelib.web.multipart import Parts

URLENCODED: Final = "application/x-www-form-urlencoded"
MULTIPART: Final = "multipart/form-data"
MAX_BODY: Final = 256 * 1024
MAX_FILE: Final = 4 * 1024 * 1024
"""In bytes, for a file sent with a form: Lambda accepts 6 MB, and base64 adds a third."""
MAX_BODY_WITH_FILE: Final = MAX_FILE + MAX_BODY
MAX_FIELDS: Final = 20_000
"""Enough for 1,000 questions, some in a repeat, some with a field for each choice."""
ANYWHERE: Final = "/{proxy+}"
"""The template of all addresses without a route."""

_PREFIX = re.compile(r"(/[A-Za-z0-9._~-]+)*")
_REQUEST_ID = re.compile(r"[A-Za-z0-9_=+/-]{1,64}")

_UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
_ANYTHING = re.compile(r"[^\x00-\x1f\x7f]{1,1000}")
_IDENTIFIERS: Final[Mapping[str, tuple[re.Pattern[str], type[Refusal]]]] = {
    "event": (re.compile(r"[a-z0-9][a-z0-9-]{1,62}[a-z0-9]"), EventNotFound),
    "form": (re.compile(r"[A-Za-z_][A-Za-z0-9_.-]{0,63}"), FormNotFound),
    "id": (_UUID, SubmissionNotFound),
    "submission": (_UUID, SubmissionNotFound),
    "number": (re.compile(r"[1-9][0-9]{0,4}"), ProposalNotFound),
    "upload": (_UUID, FileNotFound),
    "entry": (re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.-]{0,63}"), RecordEntryNotFound),
    "name": (re.compile(r"[^\x00-\x1f\x7f/\\]{1,255}"), FileNotFound),
}
"""The pattern of each path parameter, and the refusal of a value that does not match."""


@dataclass(frozen=True, slots=True)
class Request:
    """One HTTP request.

    ``path`` is Pikir's own path; ``prefix`` precedes it in the address (``/api``, the stage, on API
    Gateway's own host, else empty) and must precede every link. ``route`` is the path's template.
    Header names are in lower case. ``parameters`` are those of the path, still encoded. ``source_address`` is
    that of the gateway's own client: a CDN's, where one stands in front. ``compresses`` says that the gateway leaves
    compression to the function.
    """

    method: str
    path: str
    route: str
    prefix: str
    parameters: Mapping[str, str]
    query: Mapping[str, tuple[str, ...]]
    headers: Mapping[str, str]
    cookies: Mapping[str, str]
    body: bytes
    language: Language
    request_id: str
    source_address: str = ""
    compresses: bool = False

    def client_address(self, header: str | None) -> str:
        """Return the client's address: from the header that a CDN sets, if one is named, else the gateway's word.

        Of a list (``X-Forwarded-For``) the last one counts, which the nearest proxy has written: what precedes it
        may be the client's own invention.
        """
        written = self.headers.get(header, "") if header else ""
        return written.rpartition(",")[2].strip() or self.source_address

    def in_language(self, language: Language) -> Self:
        """Return the request to be answered in that language."""
        return self if language == self.language else replace(self, language=language)

    @property
    def address(self) -> str:
        """The path and the query as a link holds them, so that a page can send a form to its own address."""
        pairs = [(name, value) for name, values in self.query.items() for value in values]
        query = f"?{urlencode(pairs)}" if pairs else ""
        return f"{self.prefix}{self.path}{query}"

    @property
    def is_kiosk(self) -> bool:
        """Whether the address is that of a form on a device that people pass on."""
        return self.query.get(KIOSK, ("",))[-1] == "1"

    @property
    def content_type(self) -> str:
        """The body's media type in lower case, without parameters; empty if it is not declared."""
        return self.headers.get("content-type", "").partition(";")[0].strip().lower()

    @property
    def bearer(self) -> str | None:
        """The bearer token (RFC 6750), or None; raises ``NotSignedIn`` for another scheme."""
        header = self.headers.get("authorization")
        if header is None:
            return None
        scheme, _, token = header.strip().partition(" ")
        if scheme.lower() != "bearer" or not token.strip():
            raise NotSignedIn
        return token.strip()

    def one(self, name: str) -> str | None:
        """Return the query parameter's only value, or None; raise ``BadParameter`` if it is repeated."""
        values = self.query.get(name, ())
        if len(values) > 1:
            raise BadParameter(name=name)
        return values[0] if values else None

    def form_pairs(self) -> list[tuple[str, str]]:
        """Return the fields of a form's body, in order; raise ``BrokenForm``."""
        return list(self.parts().pairs)

    def parts(self) -> "Parts":
        """Return a form's fields and files, urlencoded or multipart.

        Raises:
            BrokenForm: they cannot be read.
            BodyTooLarge: the fields without the files hold more than any body without files may.
        """
        from chalicelib.web import multipart, urlencoded  # an answer sent as JSON has no fields

        if self.content_type == MULTIPART:
            parts = multipart.read(self.body, self.headers["content-type"], most=MAX_FIELDS)
            if sum(len(name) + len(text) for name, text in parts.pairs) > MAX_BODY:
                raise BodyTooLarge
            return parts
        try:
            pairs = urlencoded.read_pairs(self.body, most=MAX_FIELDS)
        except ValueError:
            raise BrokenForm from None
        return multipart.Parts(tuple(pairs))

    def refuse_unreadable(self, reads: tuple[str, ...], largest: int) -> None:
        """Raise ``BodyTooLarge`` or ``UnsupportedMedia`` unless the body is of one of these types."""
        if not reads:
            return
        if len(self.body) > (
            min(largest, MAX_BODY) if self.content_type == URLENCODED else largest
        ):
            raise BodyTooLarge
        if self.content_type not in reads or not _is_utf8(self.headers["content-type"]):
            raise UnsupportedMedia


def _is_utf8(content_type: str) -> bool:
    for part in content_type.split(";")[1:]:
        name, _, value = part.partition("=")
        if name.strip().lower() == "charset":
            return value.strip().strip('"').lower() in ("utf-8", "utf8")
    return True


def read(event: Mapping[str, Any], invocation_id: str | None) -> Request:
    """Read the request of an event; ``invocation_id`` is its id if the gateway gave none."""
    context = event["requestContext"]
    template: str = context["resourcePath"]
    headers = {name.lower(): value for name, value in (event["headers"] or {}).items()}
    query = {
        name: tuple(values)
        for name, values in (event.get("multiValueQueryStringParameters") or {}).items()
    }
    sent_cookies, language = read_language(query, headers)
    parameters = event["pathParameters"] or {}
    prefix, path = split_path(context.get("path") or template, template, parameters)
    return Request(
        method=context["httpMethod"],
        path=path,
        route=template,
        prefix=prefix,
        parameters=parameters,
        query=query,
        headers=headers,
        cookies=sent_cookies,
        body=read_body(event),
        language=language,
        request_id=choose_request_id(context.get("requestId") or invocation_id),
        source_address=(context.get("identity") or {}).get("sourceIp") or "",
    )


def read_language(
    query: Mapping[str, tuple[str, ...]], headers: Mapping[str, str]
) -> tuple[Mapping[str, str], Language]:
    """Return the cookies that were sent, and the language of the answer."""
    sent_cookies = cookies.read(headers["cookie"]) if "cookie" in headers else {}
    accepted = headers.get("accept-language", "")
    return sent_cookies, i18n.choose_language(query, sent_cookies, accepted)


def path_parameters(request: Request) -> dict[str, str]:
    """Return the parameters that the template names, decoded.

    A value that cannot be the id of anything is refused as not found, so no key is ever made of it.
    """
    names = _names_in(request.route)
    return {name: _parameter(name, request.parameters[name]) for name in names}


@lru_cache(maxsize=256)
def _names_in(route: str) -> tuple[str, ...]:
    return tuple(part[1:-1] for part in route.split("/") if part.startswith("{"))


def _parameter(name: str, encoded: str) -> str:
    pattern, refusal = _IDENTIFIERS.get(name, (_ANYTHING, PageNotFound))
    value = encoded
    if "%" in encoded:
        try:
            value = unquote(encoded, errors="strict")
        except UnicodeDecodeError:
            raise refusal from None
    if not pattern.fullmatch(value):
        raise refusal
    return value


def choose_request_id(given: str | None) -> str:
    """Return the id that the gateway gave, or a new one where it is none."""
    return given if given and _REQUEST_ID.fullmatch(given) else str(uuid4())


def split_path(path: str, template: str, parameters: Mapping[str, str]) -> tuple[str, str]:
    """Split a requested path into the stage prefix and Pikir's own path.

    The template tells how many segments are Pikir's. A prefix that could name another host
    (``//elsewhere``) is dropped.
    """
    own = parameters.get("proxy", "").rstrip("/") if template == ANYWHERE else template[1:]
    segments = path.rstrip("/").split("/")
    cut = max(len(segments) - (own.count("/") + 1 if own else 0), 1)
    prefix = "/".join(segments[:cut])
    if not _PREFIX.fullmatch(prefix):
        prefix = ""
    return prefix, "/" + "/".join(segments[cut:])


def read_body(event: Mapping[str, Any]) -> bytes:
    """Return the body of an event as it was sent."""
    body = event.get("body")
    if not body:
        return b""
    if event.get("isBase64Encoded"):
        return base64.b64decode(body)
    return body if isinstance(body, bytes) else body.encode("utf-8", "surrogatepass")
