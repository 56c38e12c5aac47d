"""The wording of an event's report, paragraph by paragraph: shown, changed, taken back."""

from typing import TYPE_CHECKING, Final

from chalicelib import errors
from chalicelib.actions import paragraph_edits
from chalicelib.domain.paragraph_edits import ParagraphEdit, ReportEdition
from chalicelib.forms.intake.envelope import read_model
from chalicelib.web.api import caller, parameters, preconditions
from chalicelib.web.api.documents import LENGTH, read_length
from chalicelib.web.api.models import ParagraphText
from chalicelib.web.api.operation import Content, Operation, describe
from chalicelib.web.reply import Reply, json_reply, no_content
from chalicelib.web.request import Request

if TYPE_CHECKING:
    from chalicelib.actions.services import Services

_EDIT: Final = Content(model="chalicelib.domain.paragraph_edits:ParagraphEdit")
_WORDING: Final = Content(model="chalicelib.actions.paragraph_edits:ReportWording")
_EDITION: Final = (LENGTH, parameters.LANGUAGE)


def _read_edition(request: Request, event: str) -> ReportEdition:
    language = parameters.LANGUAGE.read(request) or request.language
    return ReportEdition(event, language, read_length(request))


@describe(
    Operation(
        id="show_report_wording",
        tag="Documents",
        summary="Show the paragraphs of an event's report, and who words them",
        description=(
            "Each paragraph as Pikir words it, with a placeholder for each fact, and beside it how somebody words it: with "
            "what has changed since. A report is worded in each `language` and at each `length` by itself; the `facts` as a "
            "table have no paragraphs."
        ),
        query=_EDITION,
        answers={200: ("The paragraphs.", (_WORDING,))},
        action=paragraph_edits.show_wording,
    )
)
def show(request: Request, services: "Services", *, event: str) -> Reply:
    """GET /events/{event}/report/paragraphs."""
    actor = caller.organiser(request, services)
    edition = _read_edition(request, event)
    return json_reply(paragraph_edits.show_wording(services, actor, edition))


@describe(
    Operation(
        id="save_report_paragraph",
        tag="Documents",
        summary="Word a paragraph of an event's report",
        description=(
            "A placeholder keeps the current value of its fact in every document; the paragraph's own facts alone can be "
            "placed. A fact that is left out is not told. A line feed begins another paragraph, and an empty text leaves the "
            'paragraph out. `If-Match: "0"` words it only where nobody has.'
        ),
        query=_EDITION,
        sends=(
            Content(
                model="chalicelib.web.api.models:ParagraphText",
                example={"text": "On {event.starts_at} schools and families met."},
            ),
        ),
        headers={"If-Match": preconditions.IF_MATCH},
        answers={200: ("The edit as it is now.", (_EDIT,))},
        action=paragraph_edits.save_edit,
        refusals=(errors.RequestRefused,),
    )
)
def save(request: Request, services: "Services", *, event: str, paragraph: str) -> Reply:
    """PUT /events/{event}/report/paragraphs/{paragraph}."""
    actor = caller.organiser(request, services)
    edition, revisions = _read_edition(request, event), preconditions.revisions(request)
    text = read_model(ParagraphText, request.body).text
    return _reply(
        paragraph_edits.save_edit(services, actor, edition, paragraph, text, revisions=revisions)
    )


@describe(
    Operation(
        id="take_back_report_paragraph",
        tag="Documents",
        summary="Let Pikir word a paragraph of a report again",
        description="For a day the edit can be put back.",
        query=_EDITION,
        headers={"If-Match": preconditions.IF_MATCH},
        answers={204: ("It is taken back.", ())},
        action=paragraph_edits.take_back_edit,
    )
)
def take_back(request: Request, services: "Services", *, event: str, paragraph: str) -> Reply:
    """DELETE /events/{event}/report/paragraphs/{paragraph}."""
    actor = caller.organiser(request, services)
    edition, revisions = _read_edition(request, event), preconditions.revisions(request)
    paragraph_edits.take_back_edit(services, actor, edition, paragraph, revisions=revisions)
    return no_content()


@describe(
    Operation(
        id="put_back_report_paragraph",
        tag="Documents",
        summary="Put back how a paragraph of a report was worded",
        query=_EDITION,
        answers={200: ("The edit as it is now.", (_EDIT,))},
        action=paragraph_edits.put_back_edit,
    )
)
def put_back(request: Request, services: "Services", *, event: str, paragraph: str) -> Reply:
    """POST /events/{event}/report/paragraphs/{paragraph}/restore."""
    actor = caller.organiser(request, services)
    edition = _read_edition(request, event)
    return _reply(paragraph_edits.put_back_edit(services, actor, edition, paragraph))


def _reply(edit: ParagraphEdit) -> Reply:
    return json_reply(edit, headers=preconditions.entity_tag(edit.revision))
