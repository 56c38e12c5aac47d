"""Stored registrations and responses, for organisers: read page by page, corrected, and erased."""

from typing import TYPE_CHECKING, Final

from chalicelib import errors
from chalicelib.actions import corrections, forms, stored_submissions
from chalicelib.domain.listings import ListQuery, SearchIn, Sort
from chalicelib.domain.submissions import ErasureReason
from chalicelib.forms.intake.envelope import read_model
from chalicelib.locales import LANGUAGES
from chalicelib.web import i18n
from chalicelib.web.api import caller, parameters, preconditions
from chalicelib.web.api.operation import Content, Operation, describe
from chalicelib.web.reply import Reply, json_reply, no_content
from chalicelib.web.request import Request

if TYPE_CHECKING:
    from chalicelib.actions.services import Services
    from chalicelib.domain.permissions import Actor

_FORM: Final = parameters.text("form", "The registration form, where there are several.")
_CATEGORY: Final = parameters.text("category", "The name of a category.")
_IN_LANGUAGE: Final = parameters.word("language", LANGUAGES, "The language it was filled in.")
_VERSION: Final = parameters.version("version", "The version of the form that was filled in.")
_SINCE: Final = parameters.moment("since", "The first moment of arrival, RFC 3339.")
_UNTIL: Final = parameters.moment("until", "The last moment of arrival, RFC 3339.")
_ANSWERED: Final = parameters.text("answered", "The key of a question that has an answer.")
_SEARCH: Final = parameters.text("q", "Words that all occur, or a receipt code.", longest=200)
_SEARCH_IN: Final = parameters.word(
    "in",
    tuple(each.value for each in SearchIn),
    "Where `q` is searched: `names` (and receipts), `people` (organisations and contacts as well; by itself) or all `answers`.",
)
_SORT: Final = parameters.word(
    "sort",
    tuple(each.value for each in Sort),
    "The order, `received_at` by itself. A search of `answers` is in the order of time.",
)
_QUERY: Final = (
    *(_CATEGORY, _IN_LANGUAGE, _VERSION, _SINCE, _UNTIL, _ANSWERED, _SEARCH, _SEARCH_IN, _SORT),
    *(parameters.CURSOR, parameters.LIMIT),
)
_REASON: Final = parameters.word(
    "reason", tuple(each.value for each in ErasureReason), "Why, for the audit log."
)
_ROWS = (
    "One page of rows.",
    (Content(model="chalicelib.actions.stored_submissions:SubmissionPage"),),
)


def _page(request: Request, services: "Services", actor: "Actor", event: str, form: str) -> Reply:
    cursor, limit = parameters.CURSOR.read(request), parameters.page_size(request)
    query = ListQuery(
        search=_SEARCH.read(request) or "",
        search_in=SearchIn(_SEARCH_IN.read(request) or SearchIn.PEOPLE),
        category=_CATEGORY.read(request),
        language=i18n.parse_language(_IN_LANGUAGE.read(request)),
        version=_VERSION.read(request),
        since=_SINCE.read(request),
        until=_UNTIL.read(request),
        answered=_ANSWERED.read(request),
        sort=Sort(_SORT.read(request) or Sort.OLDEST),
    )
    page = stored_submissions.list_submissions(
        services, actor, event, form, cursor, limit, query=query
    )
    return json_reply(page)


@describe(
    Operation(
        id="list_submissions",
        tag="Submissions",
        summary="Read a form's responses",
        query=_QUERY,
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
        query=(*_QUERY, _FORM),
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
        query=(_REASON,),
        answers={204: ("It is erased.", ())},
    )
)
def erase(request: Request, services: "Services", *, event: str, form: str, id: str) -> Reply:  # noqa: A002 -- the name of the path parameter
    """DELETE …/responses/{id}."""
    actor = caller.organiser(request, services)
    given = _REASON.read(request)
    reason = ErasureReason(given) if given else None
    stored_submissions.erase_submission(services, actor, event, form, id, reason)
    return no_content()


@describe(
    Operation(
        id="correct_registration",
        tag="Submissions",
        summary="Correct a registration's category, name, organisation or contacts",
        description=(
            "What is left out stays; null takes an answer away. Its seat and its claims on the person follow in the "
            "same transaction; its receipt stays. The same correction again changes nothing."
        ),
        sends=(
            Content(
                model="chalicelib.actions.corrections:RegistrationCorrection",
                example={"category": "teacher"},
            ),
        ),
        headers={"If-Match": preconditions.IF_MATCH},
        answers={
            200: (
                "The registration after the correction.",
                (Content(model="chalicelib.actions.stored_submissions:SubmissionView"),),
            )
        },
        action=corrections.correct_registration,
        refusals=(errors.RequestRefused,),
    )
)
def correct(request: Request, services: "Services", *, event: str, form: str, id: str) -> Reply:  # noqa: A002 -- the name of the path parameter
    """PATCH …/responses/{id}."""
    actor = caller.organiser(request, services)
    correction = read_model(corrections.RegistrationCorrection, request.body)
    stored = corrections.correct_registration(
        services,
        actor,
        event,
        form,
        id,
        correction.by_role(),
        revisions=preconditions.revisions(request),
    )
    view = stored_submissions.SubmissionView.of(stored.submission)
    return json_reply(view, headers={"ETag": f'"{view.revision}"'})
