"""What the API sends and takes, where no model of the domain says it already; for the document."""

from typing import Annotated, Any, Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, create_model

from chalicelib.domain.events import Event, EventId
from chalicelib.domain.forms import FormState
from chalicelib.domain.versions import ChangeKind, Effect
from chalicelib.forms.definition import Purpose
from chalicelib.forms.text import Line, Localized, Name
from chalicelib.locales import Language
from chalicelib.web.problem_details import ProblemEntry


class _Model(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class FormFile(_Model):
    """A file attached to a form; `size` in bytes."""

    name: str
    type: str
    size: int
    sha256: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]


class AttachedFile(FormFile):
    """A file that was attached, and what is worth a warning in it."""

    warnings: list[ProblemEntry]


class FormFiles(_Model):
    """The files attached to a form, by name."""

    files: list[FormFile]


EventPatch = create_model(
    "EventPatch",
    __base__=_Model,
    __doc__="A JSON merge patch of an event: any of its keys; null removes one.",
    **{  # type: ignore[call-overload]  # keys are known only when Event is
        name: (field.rebuild_annotation() | None, None)
        for name, field in Event.model_fields.items()
    },
)


class Form(_Model):
    """A form; `version` is the newest published one, `published` when each was."""

    event: EventId
    name: Name
    purpose: Purpose
    title: Localized
    state: FormState
    version: int
    has_draft: bool
    opens_at: AwareDatetime | None
    closes_at: AwareDatetime | None
    published: list[AwareDatetime]


class ReviewedForm(Form):
    """A form whose definition was taken, and what is worth a warning about that."""

    warnings: list[ProblemEntry]


class Forms(_Model):
    """An event's forms."""

    forms: list[Form]


class ChangedPart(_Model):
    """A column of a question that says something else; null for nothing."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)

    name: str
    old: Annotated[Any, Field(alias="from")]
    new: Annotated[Any, Field(alias="to")]


class Change(_Model):
    """One difference: of a question by its key, or of the form itself where `name` is empty.

    `statistics` says what it means for the figures: `none`, they `begins` or `ends`, they stand
    `apart` from the older ones, `choices_added`, `choices_removed`, another `scale`,
    `asked_otherwise` of other people. `renamed_from` is a question that disappeared and looks the same.
    """

    change: ChangeKind
    name: str
    type: str
    label: dict[Language, str]
    parts: list[ChangedPart]
    statistics: list[Effect]
    renamed_from: str | None = None


class Changes(_Model):
    """What differs between two versions of a form."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)

    old: Annotated[int, Field(alias="from")]
    new: Annotated[int | Literal["draft"], Field(alias="to")]
    changes: list[Change]


class TokenName(_Model):
    """What a new token is for."""

    name: Annotated[Line, Field(max_length=100)]
