"""A file as an answer: for the API and for the console alike."""

import re
from typing import TYPE_CHECKING
from urllib.parse import quote

from chalicelib.web import policy
from chalicelib.web.reply import Reply
from chalicelib.web.urls import Urls, absolute

if TYPE_CHECKING:
    from collections.abc import Callable

    from chalicelib.actions.downloads import Download
    from chalicelib.actions.services import Services
    from chalicelib.web.request import Request


def reply_of(download: "Download") -> Reply:
    """The file itself, or where it lies for a while when it is too large to answer with.

    That address is the only one outside of Pikir that an answer ever leads to; storage signed it.
    A browser saves the file and never shows it, whatever it holds.
    """
    if download.link is not None:
        return Reply(status=303, content_type=None, headers={"Location": download.link})
    body = download.body or b""
    is_text = download.content_type.endswith("charset=utf-8")
    return Reply(
        body=body.decode("utf-8") if is_text else body,
        content_type=download.content_type,
        headers={
            "Content-Disposition": attachment(download.name),
            policy.HEADER: policy.ONLY_A_FILE,
        },
    )


def links(services: "Services", event: str, form: str) -> "Callable[[str, str], str]":
    """Where files among a form's answers are found, by submission and file: for a spreadsheet."""
    public = services.settings.public_url
    return lambda answer, file: absolute(public, Urls().answer_file(event, form, answer, file))


def shown(download: "Download", request: "Request", *, kept: str) -> Reply:
    """A file that pages show or play: for ``kept`` (a ``Cache-Control``), and in parts where asked.

    Browsers play a recording only from who answers ``Range`` (RFC 9110, 14.2); one range will do.
    """
    body = download.body or b""
    headers = {
        "Cache-Control": kept,
        "Accept-Ranges": "bytes",
        policy.HEADER: policy.ONLY_A_FILE,
    }
    found = _RANGE.fullmatch(request.headers.get("range", ""))
    if found is None or not body:
        return Reply(body=body, content_type=download.content_type, headers=headers)
    first, last = _bounds(found[1], found[2], len(body))
    if first > last:
        unfit = {**headers, "Content-Range": f"bytes */{len(body)}"}
        return Reply(status=416, content_type=None, headers=unfit)
    return Reply(
        status=206,
        body=body[first : last + 1],
        content_type=download.content_type,
        headers={**headers, "Content-Range": f"bytes {first}-{last}/{len(body)}"},
    )


_RANGE = re.compile(r"bytes=([0-9]{0,12})-([0-9]{0,12})(?<!=-)")


def _bounds(first: str, last: str, size: int) -> tuple[int, int]:
    """The first and the last byte that are asked for; the last ones where no first is said."""
    if not first:
        return max(0, size - int(last)), size - 1
    return int(first), min(int(last or size), size - 1)


def attachment(name: str) -> str:
    """How a file of that name is to be saved (RFC 6266, appendix D: both ways of writing it)."""
    plain = "".join(c if c.isascii() and c.isprintable() and c not in '"\\%' else "_" for c in name)
    written = f'attachment; filename="{plain}"'
    return written if plain == name else f"{written}; filename*=UTF-8''{quote(name, safe='')}"
