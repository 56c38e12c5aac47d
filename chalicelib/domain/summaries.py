"""A form's summary: frozen models that the API, the pages and the exports read, and how a fold becomes one."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Literal, cast

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    GetJsonSchemaHandler,
    SerializerFunctionWrapHandler,
    SkipValidation,
    model_serializer,
)
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema

from chalicelib.domain.events import Event
from chalicelib.domain.moments import Timestamp
from chalicelib.domain.privacy import Suppression, sizes_by_category, suppressed_groups
from chalicelib.domain.stat_folds import FoldState, FormVersions
from chalicelib.domain.versions import in_order
from chalicelib.forms.statistics.figures import AnyFigures, ChoiceFigures, Figures, is_missing
from chalicelib.forms.types.choice_types import OTHER, OTHER_LABEL
from chalicelib.locales import Language
from chalicelib.override import override

if TYPE_CHECKING:
    from chalicelib.forms.statistics.tally import Tally
    from chalicelib.forms.types.base import Question


class _SummaryPart(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, serialize_by_alias=True)


class Suppressed(_SummaryPart):
    """A group that is too small to be shown, or hidden so that another one cannot be computed."""

    suppressed: Literal[True]


SUPPRESSED = Suppressed(suppressed=True)

Breakdown = Mapping[str, AnyFigures | Suppressed]
"""A question's figures by category, in the event's order; the empty name is that of answers without one."""


class CategorySize(_SummaryPart):
    """How many of a category answered."""

    responses: int


class VersionSummary(_SummaryPart):
    """How many answered a version of the form."""

    version: int
    responses: int
    published_at: Annotated[Timestamp | None, Field(exclude_if=is_missing)] = None


class LabelledChoice(_SummaryPart):
    """A choice with its label."""

    name: str
    label: Mapping[Language, str]


class QuestionSummary(_SummaryPart):
    """One question's figures, which stand in the JSON beside the question's own keys.

    `versions` are the versions that ask it, as far as they were answered, and the newest. `version` is there
    where a newer version asks the question in another type. The question for the category itself has no
    `by_category`: its figures leave suppressed categories out and name them in `suppressed`.
    """

    name: str
    type: str
    label: Mapping[Language, str]
    versions: tuple[int, ...]
    version: Annotated[int | None, Field(exclude_if=is_missing)] = None
    choices: Annotated[
        SkipValidation[tuple[LabelledChoice, ...] | None], Field(exclude_if=is_missing)
    ] = None
    figures: SkipValidation[AnyFigures]
    suppressed: Annotated[tuple[str, ...] | None, Field(exclude_if=is_missing)] = None
    by_category: Annotated[SkipValidation[Breakdown | None], Field(exclude_if=is_missing)] = None

    @model_serializer(mode="wrap")
    def _flatten(self, serialize: SerializerFunctionWrapHandler) -> dict[str, object]:
        document: dict[str, object] = {}
        for key, value in serialize(self).items():
            document.update(value if key == "figures" else {key: value})
        return document

    @classmethod
    @override
    def __get_pydantic_json_schema__(
        cls, core_schema: CoreSchema, handler: GetJsonSchemaHandler, /
    ) -> JsonSchemaValue:
        """Describe the flattened document: one alternative for each kind of figures."""
        as_fields = {key: each for key, each in core_schema.items() if key != "serialization"}
        nested = handler.resolve_ref_schema(handler(cast("CoreSchema", as_fields)))
        own = {key: each for key, each in nested["properties"].items() if key != "figures"}
        required = [key for key in nested["required"] if key != "figures"]
        kinds = [
            handler.resolve_ref_schema(kind) for kind in nested["properties"]["figures"]["anyOf"]
        ]
        return {
            "title": nested["title"],
            "description": nested["description"],
            "anyOf": [
                {
                    "title": (kind["title"].removesuffix("Figures") or "Uncounted")
                    + nested["title"],
                    "type": "object",
                    "description": kind["description"],
                    "properties": own | kind["properties"],
                    "required": [*required, *kind["required"]],
                    "additionalProperties": False,
                }
                for kind in kinds
            ],
        }


class Summary(_SummaryPart):
    """A form's statistics: everything that was stored up to `through`.

    `by_category` is there where any response names a category.
    """

    event: str
    form: str
    responses: int
    through: Timestamp
    versions: tuple[VersionSummary, ...]
    by_category: Annotated[
        Mapping[str, CategorySize | Suppressed] | None, Field(exclude_if=is_missing)
    ] = None
    questions: tuple[QuestionSummary, ...]


def summarise(
    state: FoldState,
    forms: FormVersions,
    *,
    event: Event,
    form: str,
    through: datetime,
    published_at: Sequence[datetime] = (),
) -> Summary:
    """Return the summary of a fold; ``published_at`` holds the time of each version's publication.

    Questions come in the order of the newest version; one that an older version asked in another type follows
    with its ``version``.
    """
    sizes = {key: group.responses for key, group in state.groups.items()}
    categories = _Categories.of(sizes, event)
    return Summary(
        event=event.id,
        form=form,
        responses=state.responses,
        through=through,
        versions=tuple(_summarise_versions(sizes, max(forms), published_at)),
        by_category=categories.sizes(),
        questions=tuple(
            _summarise_question(column, categories) for column in _columns(state, forms)
        ),
    )


@dataclass(frozen=True, slots=True)
class _Categories:
    """The categories that responses name, in the event's order, and what is suppressed of them.

    With a suppressed one come those that no response names, suppressed as well.
    """

    names: tuple[str, ...]
    totals: Mapping[str, int]
    suppression: Suppression

    @classmethod
    def of(cls, sizes: Mapping[tuple[int, str], int], event: Event) -> "_Categories":
        totals = sizes_by_category(sizes)
        ranks = {category.name: rank for rank, category in enumerate(event.categories)}
        suppression = Suppression(sizes, event.small_group_threshold, offered=ranks.keys())
        present = totals.keys() | suppression.between_versions
        names = sorted(present, key=lambda name: (not name, ranks.get(name, len(ranks)), name))
        return cls(tuple(names), totals, suppression)

    @property
    def are_named(self) -> bool:
        """Whether any response names a category, so that there are breakdowns."""
        return any(self.names)

    def sizes(self) -> Mapping[str, CategorySize | Suppressed] | None:
        """Return the number of responses by category. Responses that name none are always counted."""
        if not self.are_named:
            return None
        hidden = self.suppression.throughout - {""}
        return {
            name: SUPPRESSED if name in hidden else CategorySize(responses=self.totals[name])
            for name in self.names
            if name in self.totals or name in hidden
        }


def _summarise_versions(
    sizes: Mapping[tuple[int, str], int], newest: int, published_at: Sequence[datetime]
) -> Iterator[VersionSummary]:
    totals = Counter[int]()
    for (version, _), size in sizes.items():
        totals[version] += size
    for version in range(1, newest + 1):
        yield VersionSummary(
            version=version,
            responses=totals[version],
            published_at=published_at[version - 1] if version <= len(published_at) else None,
        )


@dataclass(frozen=True, slots=True)
class _QuestionColumn:
    """One question over all versions that ask it in the same way; labels are the newest version's.

    ``version`` is None unless a newer version asks the question in another type.
    """

    question: "Question"
    version: int | None
    tallies: dict[str, "Tally"] = field(default_factory=dict)
    choices: dict[str, Mapping[Language, str]] = field(default_factory=dict)
    versions: set[int] = field(default_factory=set)

    def add_version(self, version: int, question: "Question") -> None:
        """Note that a version, older than those before, asks this question too."""
        self.versions.add(version)
        for name, label in _labels(question).items():
            self.choices.setdefault(name, label)

    def add_tallies(self, state: FoldState, version: int, position: int) -> None:
        """Merge the tallies of the version's question at that position, category by category."""
        for (of_version, category), group in state.groups.items():
            if of_version == version:
                before = self.tallies.get(category) or self.question.tally()
                self.tallies[category] = before.merge(group.tallies[position])

    def merged_tally(self) -> "Tally":
        """Return the tally of all categories together."""
        whole = self.question.tally()
        for tally in self.tallies.values():
            whole = whole.merge(tally)
        return whole


def _labels(question: "Question") -> dict[str, Mapping[Language, str]]:
    labels: dict[str, Mapping[Language, str]] = {
        choice.name: choice.shown for choice in question.choices
    }
    return labels | ({OTHER: OTHER_LABEL} if question.row.or_other else {})


def _columns(state: FoldState, forms: FormVersions) -> Iterator[_QuestionColumn]:
    """Yield each question's column; the older types of a question follow its newest one."""
    versions = sorted({max(forms), *(version for version, _ in state.groups)}, reverse=True)
    columns: defaultdict[str, dict[str, _QuestionColumn]] = defaultdict(dict)
    for version in versions:
        for position, question in enumerate(forms[version].answerable):
            by_kind = columns[question.key]
            kind = question.tally().kind
            if kind not in by_kind:
                by_kind[kind] = _QuestionColumn(question, version if by_kind else None)
            by_kind[kind].add_version(version, question)
            by_kind[kind].add_tallies(state, version, position)
    for key in in_order([[each.key for each in forms[version].answerable] for version in versions]):
        yield from columns[key].values()


def _summarise_question(column: _QuestionColumn, categories: _Categories) -> QuestionSummary:
    question = column.question
    figures: AnyFigures = column.merged_tally().figures()
    suppressed = None
    by_category = None
    if question.role == "category":
        figures, suppressed = _suppress_categories(figures, column.versions, categories)
    elif categories.are_named:
        by_category = _break_down(column, categories)
    labelled = (LabelledChoice(name=name, label=label) for name, label in column.choices.items())
    return QuestionSummary(
        name=question.key,
        type=question.type,
        label=question.label,
        versions=tuple(sorted(column.versions)),
        version=column.version,
        choices=tuple(labelled) or None,
        figures=figures,
        suppressed=suppressed,
        by_category=by_category,
    )


def _suppress_categories(
    figures: Figures, versions: Collection[int], categories: _Categories
) -> tuple[AnyFigures, tuple[str, ...] | None]:
    """Take suppressed categories out of the counts of the question for the category.

    Those counts *are* the breakdown of the responses. Returns the figures and the names taken out.
    """
    never = categories.suppression.in_versions(versions)
    hidden = tuple(name for name in categories.names if name and name in never)
    if not hidden:
        return figures, None
    counts = figures.counts if isinstance(figures, ChoiceFigures) else {}
    published = ChoiceFigures(
        answered=figures.answered,
        skipped=figures.skipped,
        responses=figures.responses,
        counts={name: count for name, count in counts.items() if name not in hidden},
    )
    return published, hidden


def _break_down(column: _QuestionColumn, categories: _Categories) -> Breakdown:
    """Return the column's figures by category; a group is small by its number of responses."""
    sizes = {name: tally.responses for name, tally in column.tallies.items()}
    coarser = categories.suppression.in_versions(column.versions)
    hidden = suppressed_groups(sizes, categories.suppression.threshold, also=coarser)
    hidden |= coarser & categories.suppression.empty
    return {
        name: SUPPRESSED if name in hidden else column.tallies[name].figures()
        for name in categories.names
        if name in column.tallies or name in hidden
    }
