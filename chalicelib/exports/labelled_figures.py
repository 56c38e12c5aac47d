"""A summary's figures for people: every code with its label, values rounded as on the page beside the exact ones."""

import re
from collections.abc import Iterator, Sequence
from datetime import datetime
from decimal import ROUND_HALF_EVEN, Decimal
from typing import Final
from zoneinfo import ZoneInfo

from chalicelib.domain.events import Event
from chalicelib.domain.summaries import Summary
from chalicelib.exports.figures import FigureRow, figure_rows
from chalicelib.exports.sheet import localize_number
from chalicelib.locales import N_, Language, translate

HEADING: Final = (
    N_("Question"),
    N_("Question's code"),
    N_("Question type"),
    N_("Type's code"),
    N_("Category"),
    N_("Category's code"),
    N_("Figure"),
    N_("Figure's code"),
    N_("Answer"),
    N_("Answer's code"),
    N_("Value"),
    N_("Exact value"),
)
_TYPES: Final = {
    "text": N_("Text"),
    "acknowledge": N_("Box to tick"),
    "geopoint": N_("Place on the map"),
    "integer": N_("Whole number"),
    "decimal": N_("Number with decimals"),
    "range": N_("Scale"),
    "date": N_("Date"),
    "time": N_("Time"),
    "dateTime": N_("Date and time"),
    "select_one": N_("One choice"),
    "select_multiple": N_("Several choices"),
    "select_one_from_file": N_("One choice"),
    "select_multiple_from_file": N_("Several choices"),
    "rank": N_("Ranking"),
    "barcode": N_("Barcode"),
    "image": N_("Picture"),
    "audio": N_("Sound recording"),
    "video": N_("Video recording"),
    "file": N_("File"),
    "calculate": N_("Calculation"),
}
_FIGURES: Final = {
    "responses": N_("Responses"),
    "through": N_("Counted at"),
    "version_responses": N_("Responses to the version"),
    "versions": N_("Versions that ask the question"),
    "answered": N_("Answered"),
    "skipped": N_("Skipped"),
    "suppressed": N_("Not shown (small group)"),
    "count": N_("Count"),
    "mean": N_("Mean"),
    "median": N_("Median"),
    "median_within": N_("Median: largest error"),
    "sd": N_("Standard deviation"),
    "smallest": N_("Smallest"),
    "largest": N_("Largest"),
    "nps_promoters": N_("Promoters (9–10)"),
    "nps_passives": N_("Passives (7–8)"),
    "nps_detractors": N_("Detractors (0–6)"),
    "nps_score": N_("NPS"),
    "points": N_("Points"),
    "mean_place": N_("Mean place"),
    "earliest": N_("Earliest"),
    "latest": N_("Latest"),
}
_PLACE: Final = "place_"
_NUMBER: Final = re.compile(r"-?[0-9.]+(?:e[+-]?[0-9]+)?")
_VALUE_OR_BIN: Final = re.compile(r"-?[0-9.]+(?: – -?[0-9.]+)?")
_DIGITS: Final = {"nps_score": 1}
"""How many decimals a page shows of a figure; two of all others."""


def rows(summary: Summary, event: Event, language: Language) -> Iterator[Sequence[str]]:
    """Yield the heading and every figure, in the language and with its decimal sign."""
    yield [translate(name, language) for name in HEADING]
    zone = ZoneInfo(event.time_zone)
    for row in figure_rows(summary, event, language):
        yield [*describe(row, zone, language), *_values(row, zone, language)]


def describe(row: FigureRow, zone: ZoneInfo, language: Language) -> list[str]:
    """Return the cells that stand before a figure's value and its exact value."""
    choice, choice_label = name_choice(row, zone, language)
    return [
        row.label,
        row.question,
        translate(_TYPES.get(row.type, row.type), language),
        row.type,
        row.category_label,
        row.category,
        name_figure(row.figure, language),
        row.figure,
        choice_label,
        choice,
    ]


def read_value(row: FigureRow, zone: ZoneInfo) -> int | float | datetime | str:
    """Return a figure's exact value: a number, a moment as a clock in the zone shows it, or a text."""
    if row.figure == "through":
        return _local(row.value, zone)
    if row.figure != "versions" and _NUMBER.fullmatch(row.value):
        number = float(row.value)
        return int(number) if number.is_integer() else number
    return row.value.replace("T", " ")


def round_as_shown(text: str, digits: int) -> str:
    """Return a number with at most that many decimals, rounded half to even as pages round it."""
    rounded = Decimal(text).quantize(Decimal(1).scaleb(-digits), ROUND_HALF_EVEN)
    plain = f"{rounded:f}"
    plain = plain.rstrip("0").rstrip(".") if "." in plain else plain
    return "0" if plain == "-0" else plain


def name_figure(figure: str, language: Language) -> str:
    """Return what a figure's code means."""
    if figure.startswith(_PLACE):
        number = figure.removeprefix(_PLACE)
        return translate(N_("Place {number}: count"), language, {"number": number})
    return translate(_FIGURES[figure], language)


def _values(row: FigureRow, zone: ZoneInfo, language: Language) -> tuple[str, str]:
    """Return the value as pages show it and the exact one."""
    match row.figure:
        case "through":
            moment = _local_moment(row.value, zone)
            return moment, moment
        case "versions":
            versions = "; ".join(row.value.split())
            return versions, versions
        case _ if _NUMBER.fullmatch(row.value):
            shown = round_as_shown(row.value, _DIGITS.get(row.figure, 2))
            return localize_number(shown, language), localize_number(row.value, language)
        case _:
            return row.value.replace("T", " "), row.value


def name_choice(row: FigureRow, zone: ZoneInfo, language: Language) -> tuple[str, str]:
    """Return the choice and its label: a version's is its publication; a number's is the number."""
    if row.figure == "version_responses":
        return row.choice, _local_moment(row.choice_label, zone) if row.choice_label else ""
    if row.choice == row.choice_label and _VALUE_OR_BIN.fullmatch(row.choice):
        number = localize_number(row.choice, language)
        return number, number
    return row.choice, row.choice_label


def _local_moment(timestamp: str, zone: ZoneInfo) -> str:
    return f"{_local(timestamp, zone):%Y-%m-%d %H:%M:%S}"


def _local(timestamp: str, zone: ZoneInfo) -> datetime:
    return datetime.fromisoformat(timestamp).astimezone(zone).replace(tzinfo=None)
