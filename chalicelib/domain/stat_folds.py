"""A form's statistics as a fold over statistics lines: pure, exact, mergeable, and fast.

Each submission is stored with a line that was made when it was written (``forms.intake.Form.stat_line``)::

    format|form version|category|code|code|…

The code of a question in a repeat counts the answers of all instances (``forms.statistics.repeat_codes``);
whether a group is small depends on the number of responses, not of instances.

`FoldState` holds, for each version and category, the number of responses and one tally per question, and beside
them how many arrived in each hour.
``fold_readable`` groups lines by their header and counts whole columns, so each tally sees every different code
once. ``domain.summaries`` merges versions and categories into the summary.
"""

import json
import zlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice
from typing import TYPE_CHECKING, Final

from chalicelib.forms.intake import STAT_LINE_FORMAT, Form

if TYPE_CHECKING:
    from chalicelib.forms.statistics.tally import Tally

_STATE_FORMAT: Final = 2
_CHUNK: Final = 20_000
_HOUR: Final = len("2026-06-13T05")
_MISREAD = (LookupError, ValueError, ArithmeticError)

FormVersions = Mapping[int, Form]
"""A form's published versions by number."""


class UnreadableLines(Exception):
    """Lines of another format, of an unknown version, or that the version's questions cannot read."""

    def __init__(self, lines: Sequence[str]) -> None:
        self.lines = tuple(lines)
        super().__init__(f"{len(self.lines)} lines cannot be read")


@dataclass(frozen=True, slots=True)
class GroupTally:
    """The responses of one category to one version, with a tally for each question of the version."""

    responses: int
    tallies: tuple["Tally", ...]

    def merge(self, other: "GroupTally") -> "GroupTally":
        """Return the tally of both groups' responses."""
        pairs = zip(self.tallies, other.tallies, strict=True)
        tallies = tuple(mine.merge(theirs) for mine, theirs in pairs)
        return GroupTally(self.responses + other.responses, tallies)


@dataclass(frozen=True, slots=True)
class FoldState:
    """The fold so far, by version and category; the category is empty for responses that name none.

    ``hours`` counts the arrivals of each hour of UTC (``2026-06-13T05``), as far as the fold was told the moments.
    """

    groups: Mapping[tuple[int, str], GroupTally] = field(default_factory=dict)
    hours: Mapping[str, int] = field(default_factory=dict)

    @property
    def responses(self) -> int:
        """The number of lines in the fold."""
        return sum(group.responses for group in self.groups.values())

    def to_bytes(self) -> bytes:
        """Return the state as compressed JSON; equal states give equal bytes."""
        groups = [
            [version, category, group.responses, [tally.to_json() for tally in group.tallies]]
            for (version, category), group in sorted(self.groups.items())
        ]
        document = {"format": _STATE_FORMAT, "groups": groups, "hours": self.hours}
        return zlib.compress(json.dumps(document, separators=(",", ":"), sort_keys=True).encode())


EMPTY: Final = FoldState()


def from_bytes(stored: bytes, forms: FormVersions) -> FoldState | None:
    """Read what ``to_bytes`` wrote.

    Returns None for another format and for a state that does not fit the form's versions.
    """
    document = json.loads(zlib.decompress(stored))
    if document["format"] != _STATE_FORMAT:
        return None
    groups: dict[tuple[int, str], GroupTally] = {}
    for version, category, responses, tallies in document["groups"]:
        form = forms.get(version)
        if form is None or len(form.answerable) != len(tallies):
            return None
        read = tuple(
            question.tally(tally) for question, tally in zip(form.answerable, tallies, strict=True)
        )
        groups[version, category] = GroupTally(responses, read)
    return FoldState(groups, document["hours"])


def merge(one: FoldState, other: FoldState) -> FoldState:
    """Return the fold of both states' lines. Associative and commutative; changes neither state."""
    groups = dict(one.groups)
    for key, group in other.groups.items():
        mine = groups.get(key)
        groups[key] = group if mine is None else mine.merge(group)
    hours = Counter(one.hours)
    hours.update(other.hours)
    return FoldState(groups, dict(hours))


def note_arrivals(state: FoldState, moments: Iterable[str]) -> FoldState:
    """Return the state with the hours of these timestamps, one for each of its lines."""
    return replace(state, hours=dict(Counter(moment[:_HOUR] for moment in moments)))


def fold(state: FoldState, lines: Iterable[str], forms: FormVersions) -> FoldState:
    """Return the state with the lines folded in.

    Raises:
        UnreadableLines: names every line that cannot be read.
    """
    further, unreadable = fold_readable(lines, forms)
    if unreadable:
        raise UnreadableLines(unreadable)
    return merge(state, further)


def fold_readable(lines: Iterable[str], forms: FormVersions) -> tuple[FoldState, list[str]]:
    """Return the fold of the lines that can be read, and the other lines."""
    state = EMPTY
    unreadable: list[str] = []
    lines = iter(lines)
    while chunk := list(islice(lines, _CHUNK)):
        bodies_by_header, headless = _group_by_header(chunk)
        unreadable += headless
        for header, bodies in bodies_by_header.items():
            group, misread = _tally_group(header, bodies, forms)
            unreadable += misread
            if group:
                state = merge(state, FoldState({(int(header[1]), header[2]): group}))
    return state, unreadable


_Header = tuple[str, str, str]
"""Format, version and category, as the line writes them."""


def _group_by_header(lines: Sequence[str]) -> tuple[Mapping[_Header, list[str]], list[str]]:
    """Return the lines' bodies by header, and the lines without a header."""
    groups: defaultdict[_Header, list[str]] = defaultdict(list)
    headless: list[str] = []
    for line in lines:
        try:
            line_format, version, category, body = line.split("|", 3)
        except ValueError:
            headless.append(line)
        else:
            groups[line_format, version, category].append(body)
    return groups, headless


def _tally_group(
    header: _Header, bodies: Sequence[str], forms: FormVersions
) -> tuple[GroupTally | None, list[str]]:
    """Return the tally of the lines that can be read, and the other lines."""
    form = _form_of(header, forms)
    if form is None:
        return None, [_join(header, body) for body in bodies]
    bars = len(form.answerable) - 1
    misread: list[str] = []
    if any(body.count("|") != bars for body in bodies):
        misread = [_join(header, body) for body in bodies if body.count("|") != bars]
        bodies = [body for body in bodies if body.count("|") == bars]
    if not bodies:
        return None, misread
    try:
        return _tally_columns(bodies, form), misread
    except _MISREAD:
        group, further = _tally_one_by_one(bodies, form)
        return group, [*misread, *(_join(header, body) for body in further)]


def _join(header: _Header, body: str) -> str:
    return "|".join((*header, body))


def _form_of(header: _Header, forms: FormVersions) -> Form | None:
    line_format, version, _ = header
    if line_format != str(STAT_LINE_FORMAT) or not version.isdecimal():
        return None
    form = forms.get(int(version))
    return form if form is not None and form.answerable else None


def _tally_columns(bodies: Sequence[str], form: Form) -> GroupTally:
    codes = "|".join(bodies).split("|")
    width = len(form.answerable)
    tallies = []
    for column, question in enumerate(form.answerable):
        tally = question.tally()
        for code, times in Counter(codes[column::width]).items():
            tally.add(code, times)
        tallies.append(tally)
    return GroupTally(len(bodies), tuple(tallies))


def _tally_one_by_one(bodies: Sequence[str], form: Form) -> tuple[GroupTally | None, list[str]]:
    """Return the tally of the bodies that can be read, and the others: some code misled a tally."""
    readable, misread = [], []
    for body in bodies:
        try:
            _tally_columns([body], form)
        except _MISREAD:
            misread.append(body)
        else:
            readable.append(body)
    return (_tally_columns(readable, form) if readable else None), misread
