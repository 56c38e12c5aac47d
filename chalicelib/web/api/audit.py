"""The audit log: read it page by page, and download it."""

from typing import TYPE_CHECKING, Final

from chalicelib.actions import audit
from chalicelib.domain.audit import CODES, AuditFilter
from chalicelib.web.api import caller, parameters
from chalicelib.web.api.operation import Content, Operation, describe
from chalicelib.web.downloads import reply_of
from chalicelib.web.reply import Reply, json_reply
from chalicelib.web.request import Request

if TYPE_CHECKING:
    from chalicelib.actions.services import Services


_ACTOR: Final = parameters.text("actor", "The address of a member.")
_EVENT: Final = parameters.text("event", "An event's id.")
_CODE: Final = parameters.word("code", CODES, "What was done.")
_SINCE: Final = parameters.moment("since", "The first moment, RFC 3339.")
_UNTIL: Final = parameters.moment("until", "The moment before which entries lie, RFC 3339.")
_FILTER: Final = (_ACTOR, _EVENT, _CODE, _SINCE, _UNTIL)


@describe(
    Operation(
        id="read_audit_log",
        tag="Audit log",
        summary="Read the audit log",
        description=(
            "The newest entries first. `next` may be there although a page has few entries: a filter stops after 5,000 "
            "entries, and `reached` says how far it looked. Without `next` there are no older ones."
        ),
        query=(*_FILTER, parameters.CURSOR, parameters.LIMIT),
        answers={200: ("A page.", (Content(model="chalicelib.domain.audit:AuditPage"),))},
        action=audit.read_audit,
    )
)
def show(request: Request, services: "Services") -> Reply:
    """GET /audit."""
    actor, cursor = caller.organiser(request, services), parameters.CURSOR.read(request)
    size = parameters.page_size(request)
    return json_reply(audit.read_audit(services, actor, _filter(request), cursor, size))


@describe(
    Operation(
        id="export_audit_log",
        tag="Audit log",
        summary="Download the audit log as CSV",
        query=_FILTER,
        answers={
            200: ("UTF-8 with a byte order mark.", (Content("text/csv"),)),
            303: ("Too large for a response: the file is at `Location` for a while.", ()),
        },
        action=audit.export_audit,
    )
)
def download(request: Request, services: "Services") -> Reply:
    """GET /audit.csv."""
    actor = caller.organiser(request, services)
    return reply_of(audit.export_audit(services, actor, _filter(request)))


def _filter(request: Request) -> AuditFilter:
    actor = _ACTOR.read(request)
    return AuditFilter(
        actor=actor.lower() if actor else None,
        event=_EVENT.read(request),
        code=_CODE.read(request),
        since=_SINCE.read(request),
        until=_UNTIL.read(request),
    )
