"""Stored registrations and responses, for organisers: read page by page, and erased."""

from typing import TYPE_CHECKING, Final

from chalicelib import errors
from chalicelib.actions import forms, stored_submissions
from chalicelib.web.api import caller, parameters
from chalicelib.web.api.operation import Content, Operation, describe
from chalicelib.web.reply import Reply, json_reply, no_content
from chalicelib.web.request import Request

if TYPE_CHECKING:
    from chalicelib.actions.services import Services
    from chalicelib.domain.permissions import Actor

_FORM: Final = parameters.text("form", "The registration form, where there are several.")
_PAGING: Final = (parameters.CURSOR, parameters.LIMIT)
_ROWS = (
    "One page of rows.",
    (Content(model="chalicelib.actions.stored_submissions:SubmissionPage"),),
)


def _page(request: Request, services: "Services", actor: "Actor", event: str, form: str) -> Reply:
    cursor, limit = parameters.CURSOR.read(request), parameters.page_size(request)
    page = stored_submissions.list_submissions(services, actor, event, form, cursor, limit)
    return json_reply(page)


@describe(
    Operation(
        id="list_submissions",
        tag="Submissions",
        summary="Read a form's responses",
        query=_PAGING,
        answers={200: _ROWS},
    )
)
def responses(request: Request, services: "Services", *, event: str, form: str) -> Reply:
    """GET …/forms/{form}/responses."""
    return _page(request, services, caller.organiser(request, services), event, form)


@describe(
    Operation(
        id="list_registrations",
        tag="Submissions",
        summary="Read an event's registrations",
        description="Of its registration form; `form` names it where there are several.",
        query=(*_PAGING, _FORM),
        answers={200: _ROWS},
        refusals=(errors.FormNotFound,),
    )
)
def registrations(request: Request, services: "Services", *, event: str) -> Reply:
    """GET …/registrations."""
    actor = caller.organiser(request, services)
    name = _FORM.read(request)
    names = [
        record.name
        for record in forms.list_forms(services, actor, event)
        if record.takes_registrations and name in (None, record.name)
    ]
    if not names:
        raise errors.FormNotFound
    return _page(request, services, actor, event, names[0])


@describe(
    Operation(
        id="erase_submission",
        tag="Submissions",
        summary="Erase a registration or a response",
        description=(
            "Its seat and its claim on the person are free again; the figures leave it out. Its `id` is "
            "not accepted again (410). Erasing it twice is the same as once."
        ),
        answers={204: ("It is erased.", ())},
    )
)
def erase(request: Request, services: "Services", *, event: str, form: str, id: str) -> Reply:  # noqa: A002 -- the name of the path parameter
    """DELETE …/responses/{id}."""
    actor = caller.organiser(request, services)
    stored_submissions.erase_submission(services, actor, event, form, id)
    return no_content()
