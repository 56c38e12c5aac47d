"""Figures: what a tally comes to, as frozen models that are written to JSON as they are.

Each kind of tally has one model. A figure that may be missing is ``None`` in Python and left out of the
JSON where its field says so; elsewhere ``null`` says that there is no such figure yet (the mean of no answers).
"""

from collections.abc import Mapping
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, WithJsonSchema


def is_missing(value: object) -> bool:
    """Whether the JSON leaves a field with this value out."""
    return value is None


Number = Annotated[int | float, WithJsonSchema({"type": "number"})]
"""A whole number stays one: ``4``, not ``4.0``."""
OptionalNumber = Annotated[Number | None, Field(exclude_if=is_missing)]


class Figures(BaseModel):
    """How many answered a question. All there is of free text, private answers, notes and files.

    Every instance of a repeat counts as an answer; `responses` is then the number of submissions with at
    least one, and is left out where it equals `answered`.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, serialize_by_alias=True)

    answered: int
    skipped: int
    responses: Annotated[int | None, Field(exclude_if=is_missing)] = None


class ChoiceFigures(Figures):
    """How often each choice was chosen, by its name; of a short list also those never chosen."""

    counts: Mapping[str, int]


class HistogramBin(BaseModel):
    """How many answers lie in the half-open interval from `from` up to, but not including, `below`."""

    model_config = ConfigDict(
        extra="forbid", frozen=True, populate_by_name=True, serialize_by_alias=True
    )

    lower: Annotated[Number, Field(alias="from")]
    below: Number
    count: int


class NumberFigures(Figures):
    """Numbers of an open range. `sd` is the sample standard deviation (divisor n - 1).

    `counts` has every value as a decimal, `bins` stands in its place where there are too many; the median is
    then exact to within `median_within`. Without a number only `mean`, `median` and `sd` are there, all null.
    """

    mean: Number | None = None
    median: Number | None = None
    median_within: OptionalNumber = None
    sd: Number | None = None
    smallest: OptionalNumber = None
    largest: OptionalNumber = None
    counts: Annotated[Mapping[str, int] | None, Field(exclude_if=is_missing)] = None
    bins: Annotated[tuple[HistogramBin, ...] | None, Field(exclude_if=is_missing)] = None


class PromoterScore(BaseModel):
    """The net promoter score of answers from 0 to 10, in the range -100 to 100; null without answers."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    promoters: int
    passives: int
    detractors: int
    score: Number | None


class ScaleFigures(Figures):
    """The values of a scale, each of its steps counted; `nps` where the scale is a recommendation."""

    counts: Mapping[str, int]
    mean: Number | None = None
    median: Number | None = None
    sd: Number | None = None
    nps: Annotated[PromoterScore | None, Field(exclude_if=is_missing)] = None


class RankedChoice(BaseModel):
    """One choice of a ranking by Borda's points; `places` counts how often it came in each place."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    choice: str
    points: int
    mean_place: Number | None
    places: Mapping[str, int]


class RankingFigures(Figures):
    """The choices of a ranking, the one with the most points first."""

    borda: tuple[RankedChoice, ...]


class DateFigures(Figures):
    """The earliest and the latest date, time or date and time (in UTC), in ISO 8601."""

    earliest: str | None
    latest: str | None


AnyFigures = ScaleFigures | NumberFigures | ChoiceFigures | RankingFigures | DateFigures | Figures
