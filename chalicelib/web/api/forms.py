"""Forms: list, show, save as a draft, publish, close and reopen."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from chalicelib import errors
from chalicelib.actions import drafts, events, forms
from chalicelib.domain.form_views import FormList, FormView
from chalicelib.forms import definition
from chalicelib.forms.text import in_language
from chalicelib.web.api import caller, parameters
from chalicelib.web.api.models import ReviewedForm
from chalicelib.web.api.operation import Content, Operation, describe
from chalicelib.web.downloads import attachment
from chalicelib.web.reply import Reply, json_reply
from chalicelib.web.request import Request
from chalicelib.web.routes import WORKBOOKS, XLSX

if TYPE_CHECKING:
    from chalicelib.actions.drafts import SavedForm
    from chalicelib.actions.services import Services
    from chalicelib.domain.forms import FormRecord
    from chalicelib.domain.permissions import Actor
    from chalicelib.forms.intake import Form
    from chalicelib.locales import Language

_DEFINITION = "chalicelib.forms.definition:Definition"
_EXAMPLE = {
    "name": "impressions",
    "purpose": "impressions",
    "title": {"kk": "Әсерлер", "ru": "Впечатления", "en": "Impressions"},
    "default_language": "kk",
    "choices": {
        "who": [
            {"name": "pupil", "label": {"kk": "Оқушы", "ru": "Ученик", "en": "Pupil"}},
            {"name": "teacher", "label": {"kk": "Мұғалім", "ru": "Учитель", "en": "Teacher"}},
        ]
    },
    "questions": [
        {
            "type": "select_one",
            "list_name": "who",
            "name": "who",
            "label": {"kk": "Сіз кімсіз?", "ru": "Кто вы?", "en": "Who are you?"},
            "required": True,
        },
        {
            "type": "range",
            "parameters": {"start": 1, "end": 5, "step": 1},
            "appearance": "rating",
            "name": "overall",
            "label": {"kk": "Жалпы бағаңыз", "ru": "Общая оценка", "en": "Overall"},
            "required": True,
        },
    ],
}
_HEAD = ("The form.", (Content(model="chalicelib.domain.form_views:FormView"),))
_REVIEWED = ("The form.", (Content(model="chalicelib.web.api.models:ReviewedForm"),))
_SCHEMA_TYPE: Final = "application/schema+json"
_FORMAT: Final = parameters.word(
    "format",
    ("definition", "jsonschema", "xlsx"),
    "What to answer; `definition` by itself, `xlsx` if `Accept` names that media type alone.",
)
_PURPOSE: Final = parameters.member(
    "purpose", definition.Purpose, "The form's purpose, where the spreadsheet names none."
)
_ACCEPTED: Final = parameters.accepted_warnings(
    "accept_warnings",
    "Which warnings are accepted: `all` of them, which is the rule without it; `none`, so that a draft with warnings is refused; or "
    "those whose `warnings_digest` is given.",
)
_VERSION: Final = parameters.version_or_draft(
    "version", "A published version, the last one by itself; or `draft`, for organisers."
)


def _form_reply(services: "Services", actor: "Actor", record: "FormRecord") -> Reply:
    event = events.show_event(services, actor, record.event)
    return json_reply(FormView.of(record, event, services.clock()))


def _reviewed_reply(
    request: Request, services: "Services", actor: "Actor", saved: "SavedForm"
) -> Reply:
    event = events.show_event(services, actor, saved.record.event)
    view = FormView.of(saved.record, event, services.clock())
    return json_reply(ReviewedForm.of_reviewed(view, saved.warnings, request.language))


@describe(
    Operation(
        id="list_forms",
        tag="Forms",
        summary="List an event's forms",
        who="either",
        answers={200: ("Its forms.", (Content(model="chalicelib.domain.form_views:FormList"),))},
    )
)
def list_all(request: Request, services: "Services", *, event: str) -> Reply:
    """GET …/forms."""
    actor = caller.actor(request, services)
    records = forms.list_forms(services, actor, event)
    shown, now = events.show_event(services, actor, event), services.clock()
    return json_reply(FormList(forms=tuple(FormView.of(each, shown, now) for each in records)))


@describe(
    Operation(
        id="show_form",
        tag="Forms",
        summary="Show a form's published definition, also as an XLSForm, or its answers' JSON Schema",
        description=(
            "`ETag` is the version, with the number of corrections of its wording, if any (`2.1`). `version` asks for an older published one, or, for its "
            "organiser, for the draft. The XLSForm (`format=xlsx`, or its media type in `Accept`) "
            "can be sent again as it is."
        ),
        who="either",
        query=(_FORMAT, _VERSION),
        answers={
            200: (
                "The definition, or the schema.",
                (Content(model=_DEFINITION), Content(_SCHEMA_TYPE), Content(XLSX)),
            )
        },
        action=forms.show_form,
        refusals=(errors.PageNotFound,),
    )
)
def show(request: Request, services: "Services", *, event: str, form: str) -> Reply:
    """GET …/forms/{form}."""
    wanted = _FORMAT.read(request) or _format_by_accept(request)
    shown = _find_form(request, services, event, form)
    headers = {"ETag": _tag(shown), "Vary": "Accept, Accept-Language, Authorization"}
    if wanted == "jsonschema":
        return _schema_reply(request, shown, event, headers)
    if wanted == "xlsx":
        return _workbook_reply(shown, headers)
    body = definition.dump(shown.definition).decode()
    return Reply(body=body, content_type="application/json", headers=headers)


def _tag(form: "Form") -> str:
    """Return the entity tag of a version as it reads now."""
    return f'"{form.version}.{form.wording}"' if form.wording else f'"{form.version}"'


def _workbook_reply(form: "Form", headers: Mapping[str, str]) -> Reply:
    from chalicelib.xlsform.writer import write_xlsform

    named = {**headers, "Content-Disposition": attachment(f"{form.name}.xlsx")}
    return Reply(body=write_xlsform(form.definition), content_type=XLSX, headers=named)


@describe(
    Operation(
        id="download_xlsform",
        tag="Forms",
        summary="Download a form as an XLSForm",
        description="The same as `format=xlsx`, at an address of its own for generated clients.",
        who="either",
        query=(_VERSION,),
        answers={200: ("The workbook.", (Content(XLSX),))},
        action=forms.show_form,
        refusals=(errors.PageNotFound,),
    )
)
def download(request: Request, services: "Services", *, event: str, form: str) -> Reply:
    """GET …/definition.xlsx."""
    shown = _find_form(request, services, event, form)
    return _workbook_reply(shown, {"ETag": _tag(shown)})


@describe(
    Operation(
        id="show_answer_schema",
        tag="Forms",
        summary="Show the JSON Schema of a form's answers",
        description="The same as `format=jsonschema`, at an address of its own for generated clients.",
        who="either",
        query=(_VERSION,),
        answers={200: ("JSON Schema 2020-12.", (Content(_SCHEMA_TYPE),))},
        action=forms.show_form,
        refusals=(errors.PageNotFound,),
    )
)
def show_schema(request: Request, services: "Services", *, event: str, form: str) -> Reply:
    """GET …/schema.json."""
    shown = _find_form(request, services, event, form)
    headers = {"ETag": _tag(shown), "Vary": "Accept-Language, Authorization"}
    return _schema_reply(request, shown, event, headers)


def _schema_reply(request: Request, form: "Form", event: str, headers: Mapping[str, str]) -> Reply:
    schema = _answer_schema(form, event, request.language)
    return json_reply(schema, content_type=_SCHEMA_TYPE, headers=headers)


def _answer_schema(form: "Form", event: str, language: "Language") -> Mapping[str, object]:
    """Return the JSON Schema (2020-12) of a form's answers, its questions described in the language.

    An optional answer may also be null.
    """
    from chalicelib.forms.intake import json_schema

    return {
        "$schema": json_schema.DIALECT,
        "$id": f"urn:pikir:form:{event}:{form.name}:{form.version}",
        "title": in_language(form.definition.title, language),
        **json_schema.answers_schema(form.root, language),
    }


def _format_by_accept(request: Request) -> str:
    """Return the format that ``Accept`` asks for: a workbook only if it names one and no JSON."""
    named = request.headers.get("accept", "").lower()
    return "xlsx" if XLSX in named and "json" not in named else "definition"


def _find_form(request: Request, services: "Services", event: str, form: str) -> "Form":
    actor = caller.actor(request, services)
    version = _VERSION.read(request)
    if version == "draft":
        return drafts.show_draft(services, actor, event, form)
    return forms.show_form(services, actor, event, form, version)


@describe(
    Operation(
        id="save_form",
        tag="Forms",
        summary="Save a form's draft",
        description=(
            "Checked at once; nobody sees it before it is published. Errors are refused, all of "
            "them together; `warnings` stand in nobody's way. A spreadsheet is read as an XLSForm: "
            "each problem then has its `sheet`, `row` and `column`; `purpose` counts where the "
            "spreadsheet names none."
        ),
        query=(_PURPOSE,),
        sends=(Content(model=_DEFINITION, example=_EXAMPLE), *map(Content, WORKBOOKS)),
        answers={200: _REVIEWED},
        action=drafts.save_form,
    )
)
def save(request: Request, services: "Services", *, event: str, form: str) -> Reply:
    """PUT …/forms/{form}."""
    actor = caller.organiser(request, services)
    purpose = _PURPOSE.read(request)
    if request.content_type in WORKBOOKS:
        from chalicelib.actions import spreadsheets

        upload = spreadsheets.FormUpload(request.body, purpose=purpose)
        saved = spreadsheets.put_upload(services, actor, event, form, upload)
    else:
        saved = drafts.save_form(services, actor, event, form, request.body)
    return _reviewed_reply(request, services, actor, saved)


@describe(
    Operation(
        id="change_form_times",
        tag="Forms",
        summary="Change when a form takes answers",
        description="A JSON merge patch of `opens_at` and `closes_at`; null lifts a limit.",
        sends=(
            Content("application/merge-patch+json", "chalicelib.domain.form_views:FormTimes"),
            Content(
                "application/json",
                "chalicelib.domain.form_views:FormTimes",
                {"closes_at": "2026-06-13T13:00:00+05:00"},
            ),
        ),
        answers={200: _HEAD},
        action=forms.set_form_times,
    )
)
def change_times(request: Request, services: "Services", *, event: str, form: str) -> Reply:
    """PATCH …/forms/{form}."""
    actor = caller.organiser(request, services)
    return _form_reply(
        services, actor, forms.set_form_times(services, actor, event, form, request.body)
    )


@describe(
    Operation(
        id="publish_form",
        tag="Forms",
        summary="Publish a form's draft as its next version",
        description=(
            "Warnings are accepted together, and answered once more. To see them first, save the draft or publish with "
            "`accept_warnings=none`: the refusal `form.warnings_not_accepted` groups them by kind, with counts. Then publish with "
            "its `warnings_digest`. If the warnings are others by now, `form.warnings_changed` has them, and nothing is published."
        ),
        query=(_ACCEPTED,),
        answers={200: _REVIEWED},
        action=forms.publish_form,
    )
)
def publish(request: Request, services: "Services", *, event: str, form: str) -> Reply:
    """POST …/publish."""
    actor = caller.organiser(request, services)
    accepted = _ACCEPTED.read(request)
    published = forms.publish_form(services, actor, event, form, accepted=accepted)
    return _reviewed_reply(request, services, actor, published)


@describe(
    Operation(
        id="close_form",
        tag="Forms",
        summary="Close a form: take no more answers",
        answers={200: _HEAD},
        action=forms.close_form,
    )
)
def close(request: Request, services: "Services", *, event: str, form: str) -> Reply:
    """POST …/close."""
    actor = caller.organiser(request, services)
    return _form_reply(services, actor, forms.close_form(services, actor, event, form))


@describe(
    Operation(
        id="reopen_form",
        tag="Forms",
        summary="Reopen a form: take answers again",
        answers={200: _HEAD},
        action=forms.reopen_form,
    )
)
def reopen(request: Request, services: "Services", *, event: str, form: str) -> Reply:
    """POST …/reopen."""
    actor = caller.organiser(request, services)
    return _form_reply(services, actor, forms.reopen_form(services, actor, event, form))
