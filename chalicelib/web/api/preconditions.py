"""Revisions as entity tags: what has one is answered with its ``ETag``, and a change honours ``If-Match`` (RFC 9110, 13.1.1)."""

import re
from collections.abc import Mapping, Set
from typing import TYPE_CHECKING, Final

from chalicelib.web.reply import Reply, json_reply
from chalicelib.web.request import Request

if TYPE_CHECKING:
    from chalicelib.domain.events import Event

IF_MATCH: Final[Mapping[str, object]] = {
    "type": "string",
    "description": "The `ETag` of what the change is made for; 412 if it has changed since.",
}
_REVISION: Final = re.compile(r'"([0-9]{1,15})"', re.ASCII)


def event_reply(
    event: "Event", *, status: int = 200, headers: Mapping[str, str] | None = None
) -> Reply:
    """Answer with an event and the entity tag of its revision."""
    return json_reply(
        event, status=status, headers={**entity_tag(event.revision), **(headers or {})}
    )


def entity_tag(revision: int) -> Mapping[str, str]:
    """Return the header that tells the revision of what is answered."""
    return {"ETag": f'"{revision}"'}


def revisions(request: Request) -> Set[int] | None:
    """Return the revisions that ``If-Match`` names, None if any will do.

    A weak tag or one that is not Pikir's matches nothing, as section 8.8.3.2 demands.
    """
    header = request.headers.get("if-match")
    if header is None or header.strip() == "*":
        return None
    tags = (_REVISION.fullmatch(tag.strip()) for tag in header.split(","))
    return frozenset(int(tag[1]) for tag in tags if tag)
