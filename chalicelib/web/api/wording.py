"""The wording of a published version: its texts and their corrections."""

from typing import TYPE_CHECKING, Final

from pydantic import BaseModel, ConfigDict, Field

from chalicelib import errors
from chalicelib.actions import wording
from chalicelib.domain.moments import Timestamp
from chalicelib.forms.intake.envelope import read_model
from chalicelib.forms.wording import Rewording, texts_of
from chalicelib.locales import Language
from chalicelib.web.api import caller, parameters
from chalicelib.web.api.operation import Content, Operation, describe
from chalicelib.web.reply import Reply, json_reply
from chalicelib.web.request import Request

if TYPE_CHECKING:
    from chalicelib.actions.services import Services

_VERSION: Final = parameters.version("version", "A published version, the last one by itself.")
_WORDING: Final = parameters.integer(
    "wording",
    "The number of corrections that the change was made for; 409 if one of its texts has been corrected since. "
    "Without it the texts replace whatever is there.",
    smallest=0,
    largest=99_999,
)


class WordingPatch(BaseModel):
    """Texts by their JSON pointers in the definition; a text keeps the languages that are not given."""

    model_config = ConfigDict(extra="forbid", frozen=True, defer_build=True, strict=True)

    texts: dict[str, dict[Language, str]] = Field(min_length=1, max_length=20_000)


class WordingCorrectionView(BaseModel):
    """A correction: when and by whom it was made (`by` is empty for an old one), and each text before and after it."""

    model_config = ConfigDict(frozen=True, defer_build=True)

    at: Timestamp
    by: str
    changes: tuple[Rewording, ...]


class WordingView(BaseModel):
    """A version's texts by their JSON pointers, and its corrections, the newest first; `wording` is their number."""

    model_config = ConfigDict(frozen=True, defer_build=True)

    version: int
    wording: int
    texts: dict[str, dict[Language, str]]
    corrections: tuple[WordingCorrectionView, ...]


_VIEW = ("The wording.", (Content(model="chalicelib.web.api.wording:WordingView"),))
_EXAMPLE: Final = {"texts": {"/questions/1/label": {"en": "Overall rating"}}}


@describe(
    Operation(
        id="show_wording",
        tag="Forms",
        summary="Show the texts of a published version and how they were corrected",
        query=(_VERSION,),
        answers={200: _VIEW},
        action=wording.show_wording,
    )
)
def show(request: Request, services: "Services", *, event: str, form: str) -> Reply:
    """GET …/wording."""
    return _reply(request, services, event, form)


@describe(
    Operation(
        id="correct_wording",
        tag="Forms",
        summary="Correct texts of a published version without a new version",
        description=(
            "Labels, hints, messages, choices' labels, title, introduction and thanks. Names, types, choices and logic "
            "stay, so the figures go on; the first wording stays readable in `corrections`. A draft and the editor's "
            "unfinished changes with the same text are corrected, too. The same request again changes nothing."
        ),
        query=(_VERSION, _WORDING),
        sends=(Content(model="chalicelib.web.api.wording:WordingPatch", example=_EXAMPLE),),
        answers={200: _VIEW},
        action=wording.correct_wording,
        refusals=(errors.RequestRefused,),
    )
)
def correct(request: Request, services: "Services", *, event: str, form: str) -> Reply:
    """PATCH …/wording."""
    actor = caller.organiser(request, services)
    patch = read_model(WordingPatch, request.body)
    wording.correct_wording(
        services,
        actor,
        event,
        form,
        patch.texts,
        version=_VERSION.read(request),
        wording=_WORDING.read(request),
    )
    return _reply(request, services, event, form)


def _reply(request: Request, services: "Services", event: str, form: str) -> Reply:
    actor = caller.organiser(request, services)
    shown = wording.show_wording(services, actor, event, form, _VERSION.read(request))
    made = wording.list_wording_corrections(services, actor, event, form, shown.version)
    return json_reply(
        WordingView(
            version=shown.version,
            wording=shown.wording,
            texts={at: dict(text) for at, text in texts_of(shown.definition).items()},
            corrections=tuple(
                WordingCorrectionView(at=each.at, by=each.by, changes=each.changes) for each in made
            ),
        )
    )
