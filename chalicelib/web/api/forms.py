"""Forms: listed, shown, saved as drafts, published, closed and opened again."""

from typing import TYPE_CHECKING

from chalicelib import errors
from chalicelib.actions import forms
from chalicelib.web.api import caller, parameters
from chalicelib.web.api.operation import Content, Operation, described
from chalicelib.web.reply import Reply, json_reply
from chalicelib.web.request import Request

if TYPE_CHECKING:
    from chalicelib.actions.world import World
    from chalicelib.domain.forms import FormHead

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
_HEAD = ("The form.", Content(model="chalicelib.web.api.models:Form"))
_VERSION = {"type": "integer", "minimum": 1, "maximum": 99_999}


def _head_reply(head: "FormHead") -> Reply:
    return json_reply(
        {
            "event": head.event,
            "name": head.name,
            "purpose": head.purpose,
            "title": head.title,
            "state": head.state,
            "version": head.version,
            "has_draft": head.has_draft,
            "opens_at": head.opens_at,
            "closes_at": head.closes_at,
            "published": head.published,
        }
    )


@described(
    Operation(
        summary="List an event's forms",
        who="either",
        answers={200: ("Its forms.", Content(model="chalicelib.web.api.models:Forms"))},
    )
)
def list_all(request: Request, world: "World", *, event: str) -> Reply:
    """GET …/forms."""
    actor = caller.actor(request, world)
    return json_reply({"forms": forms.list_forms(world, actor, event)})


@described(
    Operation(
        summary="Show a form's published definition, or the JSON Schema of its answers",
        description="`ETag` is the version. An older published version is shown by `version`.",
        who="either",
        query={
            "format": {"type": "string", "enum": ["definition", "jsonschema"]},
            "version": _VERSION,
        },
        answers={200: ("The definition, or the schema.", Content(model=_DEFINITION))},
        refusals=(errors.NotPublished, errors.VersionUnknown, errors.BadParameter),
    )
)
def show(request: Request, world: "World", *, event: str, form: str) -> Reply:
    """GET …/forms/{form}."""
    wanted = parameters.one_of(request, "format", ("definition", "jsonschema"))
    version = parameters.version(request)
    shown = forms.show_form(world, caller.actor(request, world), event, form, version)
    headers = {"ETag": f'"{shown.version}"'}
    if wanted == "jsonschema":
        from chalicelib.web.api import jsonschema

        return json_reply(
            jsonschema.of(shown, event), content_type="application/schema+json", headers=headers
        )
    from chalicelib.forms import definition

    body = definition.dump(shown.definition).decode()
    return Reply(body=body, content_type="application/json", headers=headers)


@described(
    Operation(
        summary="Save a form's draft",
        description="Checked at once; nobody sees it before it is published.",
        sends=(Content(model=_DEFINITION, example=_EXAMPLE),),
        answers={200: _HEAD},
        refusals=(errors.FormRefused, errors.ChangedMeanwhile),
    )
)
def save(request: Request, world: "World", *, event: str, form: str) -> Reply:
    """PUT …/forms/{form}."""
    actor = caller.organiser(request, world)
    return _head_reply(forms.save_form(world, actor, event, form, request.body))


@described(
    Operation(
        summary="Change when a form takes answers",
        description="A JSON merge patch of `opens_at` and `closes_at`; null lifts a limit.",
        sends=(
            Content("application/merge-patch+json", "chalicelib.web.api.models:FormTimes"),
            Content(
                "application/json",
                "chalicelib.web.api.models:FormTimes",
                {"closes_at": "2026-06-13T13:00:00+05:00"},
            ),
        ),
        answers={200: _HEAD},
        refusals=(errors.FormRefused, errors.RequestRefused, errors.ChangedMeanwhile),
    )
)
def change_times(request: Request, world: "World", *, event: str, form: str) -> Reply:
    """PATCH …/forms/{form}."""
    actor = caller.organiser(request, world)
    return _head_reply(forms.set_form_times(world, actor, event, form, request.body))


@described(
    Operation(
        summary="Publish a form's draft as its next version",
        answers={200: _HEAD},
        refusals=(errors.FormRefused, errors.NotPublished, errors.ChangedMeanwhile),
    )
)
def publish(request: Request, world: "World", *, event: str, form: str) -> Reply:
    """POST …/publish."""
    actor = caller.organiser(request, world)
    return _head_reply(forms.publish_form(world, actor, event, form))


@described(
    Operation(
        summary="Take no more answers",
        answers={200: _HEAD},
        refusals=(errors.NotPublished, errors.ChangedMeanwhile),
    )
)
def close(request: Request, world: "World", *, event: str, form: str) -> Reply:
    """POST …/close."""
    actor = caller.organiser(request, world)
    return _head_reply(forms.close_form(world, actor, event, form))


@described(
    Operation(
        summary="Take answers again",
        answers={200: _HEAD},
        refusals=(errors.NotPublished, errors.ChangedMeanwhile),
    )
)
def reopen(request: Request, world: "World", *, event: str, form: str) -> Reply:
    """POST …/reopen."""
    actor = caller.organiser(request, world)
    return _head_reply(forms.reopen_form(world, actor, event, form))
