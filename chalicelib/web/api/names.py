"""Names and places of those registered, for whoever stands at the door."""

from typing import TYPE_CHECKING, Final

from chalicelib import errors
from chalicelib.actions import names
from chalicelib.web.api import caller, parameters
from chalicelib.web.api.operation import Content, Operation, describe
from chalicelib.web.reply import Reply, json_reply
from chalicelib.web.request import Request

if TYPE_CHECKING:
    from chalicelib.actions.services import Services

_FORM: Final = parameters.text("form", "The registration form, where there are several.")
_SEARCH: Final = parameters.text(
    "q", "Words that all occur in the name or the receipt, or a receipt code.", longest=200
)


@describe(
    Operation(
        id="list_names",
        tag="Submissions",
        summary="Read the names of those registered",
        description=(
            "In alphabetical order, with the category, the receipt and whether the place is confirmed, and no other "
            "answer: the role `door` is enough. Of the event's registration form; `form` names it where there are several."
        ),
        query=(_SEARCH, parameters.CURSOR, parameters.LIMIT, _FORM),
        answers={
            200: ("One page of names.", (Content(model="chalicelib.actions.names:NamePage"),))
        },
        action=names.list_names,
    )
)
def show(request: Request, services: "Services", *, event: str) -> Reply:
    """GET …/names."""
    actor = caller.organiser(request, services)
    named = _FORM.read(request)
    search, cursor = _SEARCH.read(request) or "", parameters.CURSOR.read(request)
    limit = parameters.page_size(request)
    forms = [
        record.name
        for record in names.list_name_forms(services, actor, event)
        if named in (None, record.name)
    ]
    if not forms:
        raise errors.FormNotFound
    return json_reply(
        names.list_names(
            services, actor, event, forms[0], search=search, cursor=cursor, limit=limit
        )
    )
