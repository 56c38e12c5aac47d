"""Several versions of a form side by side."""

from typing import TYPE_CHECKING, Final

from chalicelib.actions import drafts
from chalicelib.domain.versions import VersionDifferences
from chalicelib.web.api import caller, parameters
from chalicelib.web.api.operation import Content, Operation, describe
from chalicelib.web.reply import Reply, json_reply
from chalicelib.web.request import Request

if TYPE_CHECKING:
    from chalicelib.actions.services import Services

_OLD: Final = parameters.version("from", "The older published version.", required=True)
_NEW: Final = parameters.version_or_draft(
    "to", "The newer version, or `draft`, which it is by itself."
)


@describe(
    Operation(
        id="compare_versions",
        tag="Forms",
        summary="Show what differs between two versions of a form",
        description=(
            "From one published version (`from`) to another or to the draft (`to`, the draft by "
            "itself). `statistics` says what a change means for the figures."
        ),
        query=(_OLD, _NEW),
        answers={
            200: ("The changes.", (Content(model="chalicelib.domain.versions:VersionDifferences"),))
        },
        action=drafts.show_changes,
    )
)
def show_changes(request: Request, services: "Services", *, event: str, form: str) -> Reply:
    """GET …/diff."""
    actor = caller.organiser(request, services)
    old, new = _OLD.read_required(request), _NEW.read(request) or "draft"
    published = None if new == "draft" else new
    changes = drafts.show_changes(services, actor, event, form, old, published)
    return json_reply(VersionDifferences(old=old, new=new, changes=changes))
