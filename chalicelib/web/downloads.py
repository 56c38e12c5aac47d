"""A file as an answer: for the API and for the console alike."""

from typing import TYPE_CHECKING
from urllib.parse import quote

from chalicelib.web import policy
from chalicelib.web.reply import Reply

if TYPE_CHECKING:
    from chalicelib.actions.downloads import Download


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


def attachment(name: str) -> str:
    """How a file of that name is to be saved (RFC 6266, appendix D: both ways of writing it)."""
    plain = "".join(c if c.isascii() and c.isprintable() and c not in '"\\%' else "_" for c in name)
    written = f'attachment; filename="{plain}"'
    return written if plain == name else f"{written}; filename*=UTF-8''{quote(name, safe='')}"
