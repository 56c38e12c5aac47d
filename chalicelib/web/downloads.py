"""A file as an answer: for the API and for the console alike."""

from typing import TYPE_CHECKING

from chalicelib.web.reply import Reply

if TYPE_CHECKING:
    from chalicelib.actions.exports import Download


def reply_of(download: "Download") -> Reply:
    """The file itself, or where it lies for a while when it is too large to answer with.

    That address is the only one outside of Pikir that an answer ever leads to; storage signed it.
    """
    if download.link is not None:
        return Reply(status=303, content_type=None, headers={"Location": download.link})
    return Reply(
        body=(download.body or b"").decode("utf-8"),
        content_type=download.content_type,
        headers={"Content-Disposition": f'attachment; filename="{download.name}"'},
    )
