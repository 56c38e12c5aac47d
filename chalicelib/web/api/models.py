"""What the API accepts and returns where no model of the domain describes it."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated, Self

from pydantic import UUID4, BaseModel, ConfigDict, Field, RootModel, StringConstraints, create_model

from chalicelib.domain.events import Event
from chalicelib.domain.events.event_types import EventId
from chalicelib.domain.form_files import FormFileView
from chalicelib.domain.form_views import FormView
from chalicelib.domain.members import MemberGrant
from chalicelib.domain.moments import Moment
from chalicelib.domain.paragraph_edits import LONGEST_TEXT
from chalicelib.domain.permissions import MemberRole
from chalicelib.domain.records import MOST_ENTRIES
from chalicelib.domain.records.sections import Content as SectionContent
from chalicelib.domain.records.sections import EntryId
from chalicelib.forms.text_types import PROSE, Localized
from chalicelib.locales import Language
from chalicelib.web.problem_details import ProblemEntry, WarningGroup, group_warnings, problem_entry

if TYPE_CHECKING:
    from chalicelib.actions.form_files import Attachment
    from chalicelib.errors import Problem


class ReviewedForm(FormView):
    """A form whose definition was saved or published, and the warnings about it, one by one and by kind.

    `warnings_digest` accepts them when the form is published; it is empty where there are none.
    """

    model_config = ConfigDict(json_schema_serialization_defaults_required=True)

    warnings: tuple[ProblemEntry, ...] = ()
    warning_groups: tuple[WarningGroup, ...] = ()
    warnings_digest: str = ""

    @classmethod
    def of_reviewed(
        cls,
        form: FormView,
        warnings: "Sequence[Problem]",
        language: "Language",
    ) -> Self:
        """Return the form with its warnings in that language."""
        from chalicelib.forms.accepting_warnings import digest_warnings

        return cls(
            **dict(form),
            warnings=tuple(problem_entry(warning, language) for warning in warnings),
            warning_groups=group_warnings(warnings, language),
            warnings_digest=digest_warnings(warnings),
        )


class AttachedFile(FormFileView):
    """A file that was attached to a form, and the warnings about it."""

    model_config = ConfigDict(json_schema_serialization_defaults_required=True)

    warnings: tuple[ProblemEntry, ...] = ()

    @classmethod
    def of_attached(cls, attached: "Attachment", language: "Language") -> Self:
        """Return the file with its warnings in that language."""
        entries = tuple(problem_entry(warning, language) for warning in attached.warnings)
        return cls.of(attached.file).model_copy(update={"warnings": entries})


EventPatch = create_model(
    "EventPatch",
    __config__=ConfigDict(extra="forbid", frozen=True),
    __doc__="A JSON merge patch of an event: any of its keys; null removes one.",
    **{  # type: ignore[call-overload]  # keys are known only when Event is
        name: (field.rebuild_annotation() | None, None)
        for name, field in Event.model_fields.items()
    },
)


class StartedEvent(BaseModel):
    """What only the organiser of a new event knows; a starting point brings the rest.

    `series` is the id of a series that exists. The first of the `languages` is the main one.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    title: Localized
    starts_at: Moment
    ends_at: Moment
    venue: Localized | None = None
    series: str | None = None
    languages: tuple[Language, ...] = ()


class CopyRequest(BaseModel):
    """The copy of an event: its id, and when it takes place."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: EventId
    starts_at: Moment
    ends_at: Moment


class LetterDecision(BaseModel):
    """Whether to write to everybody who is registered about what changed."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    write: Annotated[bool, Field(strict=True)]


class EntryContent(RootModel[SectionContent]):
    """What an entry of a record holds; the section says which of these it is."""

    model_config = ConfigDict(frozen=True)


class SectionOrder(BaseModel):
    """The ids of a section's entries in their order."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    entries: Annotated[tuple[EntryId, ...], Field(max_length=MOST_ENTRIES)]


class ParagraphText(BaseModel):
    """How a paragraph of a report is to be worded: ``{placeholder}`` for a fact, a line for each paragraph, empty to leave it out."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    text: Annotated[str, Field(max_length=LONGEST_TEXT)]


class NewToken(MemberGrant):
    """A new token: its purpose in words, what it permits, and when it ends.

    A request that is sent again with the same random ``idempotency_key`` and content gets the same token again.
    """

    role: MemberRole = MemberRole.OWNER
    name: Annotated[str, StringConstraints(max_length=100), PROSE]
    expires_at: Moment | None = None
    idempotency_key: UUID4 | None = None
