"""Several versions of a form side by side."""

from typing import TYPE_CHECKING

from chalicelib import errors
from chalicelib.actions import drafts
from chalicelib.domain.versions import VersionDifferences
from chalicelib.web.api import caller, parameters
from chalicelib.web.api.operation import Content, Operation, describe
from chalicelib.web.reply import Reply, json_reply
from chalicelib.web.request import Request

if TYPE_CHECKING:
    from chalicelib.actions.services import Services

_VERSION = {"type": "integer", "minimum": 1, "maximum": 99_999}


@describe(
    Operation(
        summary="Show what differs between two versions of a form",
        description=(
            "From one published version (`from`) to another or to the draft (`to`, the draft by "
            "itself). `statistics` says what a change means for the figures."
        ),
        query={"from": _VERSION, "to": {"anyOf": [_VERSION, {"const": "draft"}]}},
        answers={
            200: ("The changes.", (Content(model="chalicelib.domain.versions:VersionDifferences"),))
        },
        action=drafts.show_changes,
    )
)
def show_changes(request: Request, services: "Services", *, event: str, form: str) -> Reply:
    """GET …/diff."""
    actor = caller.organiser(request, services)
    old = parameters.version(request, "from")
    if old is None:
        raise errors.BadParameter(name="from")
    to_draft = request.one("to") in (None, "draft")
    new = None if to_draft else parameters.version(request, "to")
    changes = drafts.show_changes(services, actor, event, form, old, new)
    return json_reply(VersionDifferences(old=old, new=new or "draft", changes=changes))
