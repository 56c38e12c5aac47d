"""A page for a form that could not be sent now: it holds all that was sent, and needs nothing from storage.

Its button sends the same fields to the same address again, so a submission keeps its id and counts once.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from chalicelib import errors
from chalicelib.frozen import dataclass
from chalicelib.web import i18n
from chalicelib.web.history import history_headers
from chalicelib.web.multipart import File, Parts
from chalicelib.web.render import page, translator

if TYPE_CHECKING:
    from chalicelib.web.reply import Reply
    from chalicelib.web.request import Request

SHOWN: Final = "_shown"
"""The field with the language of the page that sent the form."""

_ANSWER: Final = "q."
_FILE_NAME: Final = "_name."
_SERVER_ERRORS: Final = 500


@dataclass(frozen=True, slots=True)
class TypedLine:
    """One field as it was typed, for reading."""

    name: str
    text: str


def in_form_language(request: Request, pairs: Sequence[tuple[str, str]]) -> Request:
    """Return the request in the language of the page that sent the form."""
    language = i18n.parse_language(dict(pairs).get(SHOWN))
    return replace(request, language=language) if language else request


def return_form(request: Request, refusal: errors.Refusal) -> Reply | None:
    """Return the page for a form that met a fault; None if the request held no readable form."""
    if request.method != "POST" or refusal.status < _SERVER_ERRORS:
        return None
    try:
        parts = request.parts() if request.body else Parts(())
    except errors.Refusal:
        return None
    return unsent_page(request, refusal, parts)


def unsent_page(request: Request, refusal: errors.Refusal, parts: Parts) -> Reply:
    """Render every field as a hidden one, the typed ones for reading too, and one button.

    A file cannot be carried along: the page asks for it again.
    """
    request = in_form_language(request, parts.pairs)
    return page(
        "unsent.html",
        request,
        status=refusal.status,
        headers={**refusal.headers, **history_headers(request)},
        hint=translator(request.language)(refusal.form_hint),
        address=request.address,
        pairs=parts.pairs,
        typed=_typed_lines(parts.pairs),
        files=_one_per_field(parts.files),
        request_id=request.request_id,
    )


def _typed_lines(pairs: Sequence[tuple[str, str]]) -> list[TypedLine]:
    """Return what a person typed or chose; a file that has arrived is shown by its name."""
    file_names = {
        name.removeprefix(_FILE_NAME): text for name, text in pairs if name.startswith(_FILE_NAME)
    }
    return [
        TypedLine(name.removeprefix(_ANSWER), file_names.get(text, text))
        for name, text in pairs
        if text.strip() and not name.startswith("_")
    ]


def _one_per_field(files: Sequence[File]) -> list[File]:
    return list({file.field: file for file in files}.values())
