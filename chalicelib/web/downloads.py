"""Answers that are files, for the API and for the console."""

import re
from typing import TYPE_CHECKING
from urllib.parse import quote

from chalicelib.domain.documents import FILE_WORDS
from chalicelib.web import policy
from chalicelib.web.reply import Reply
from chalicelib.web.urls import Urls, absolute

if TYPE_CHECKING:
    from collections.abc import Callable

    from chalicelib.actions.downloads import Download
    from chalicelib.actions.services import Services
    from chalicelib.web.request import Request


def reply_of(download: "Download") -> Reply:
    """Answer with the file, or redirect to it if it is too large for an answer.

    The redirect leads to an address that storage has signed for a limited time, the only one outside
    of Pikir. A browser saves the file and never shows it, whatever it contains.
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
    """Return what makes the address of a file among answers from submission and file ids."""
    public = services.settings.public_url
    return lambda answer, file: absolute(public, Urls().answer_file(event, form, answer, file))


def file_link(services: "Services", event: str) -> str:
    """Return the address of a file among answers with ``FILE_WORDS`` in place of the form and the ids."""
    form, submission, file = FILE_WORDS
    return links(services, event, form)(submission, file)


def media_reply(download: "Download", request: "Request", *, cache: str) -> Reply:
    """Answer with a file that pages show or play; ``cache`` is its ``Cache-Control``.

    Browsers play a recording only if ``Range`` is supported (RFC 9110, 14.2); one range is enough.
    """
    body = download.body or b""
    headers = {
        "Cache-Control": cache,
        "Accept-Ranges": "bytes",
        policy.HEADER: policy.ONLY_A_FILE,
    }
    requested = _RANGE.fullmatch(request.headers.get("range", ""))
    if requested is None or not body:
        return Reply(body=body, content_type=download.content_type, headers=headers)
    first, last = _parse_range(requested[1], requested[2], len(body))
    if first > last:
        unsatisfied = {**headers, "Content-Range": f"bytes */{len(body)}"}
        return Reply(status=416, content_type=None, headers=unsatisfied)
    return Reply(
        status=206,
        body=body[first : last + 1],
        content_type=download.content_type,
        headers={**headers, "Content-Range": f"bytes {first}-{last}/{len(body)}"},
    )


_RANGE = re.compile(r"bytes=([0-9]{0,12})-([0-9]{0,12})(?<!=-)")


def _parse_range(first: str, last: str, size: int) -> tuple[int, int]:
    """Return the first and the last byte of a range; without a first one, of the last bytes."""
    if not first:
        return max(0, size - int(last)), size - 1
    return int(first), min(int(last or size), size - 1)


def attachment(name: str) -> str:
    """Write ``Content-Disposition`` for saving a file under that name (RFC 6266, appendix D)."""
    plain = "".join(c if c.isascii() and c.isprintable() and c not in '"\\%' else "_" for c in name)
    disposition = f'attachment; filename="{plain}"'
    return (
        disposition if plain == name else f"{disposition}; filename*=UTF-8''{quote(name, safe='')}"
    )
