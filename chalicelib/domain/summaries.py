"""A form's statistics as a fold over lines: pure, exact, mergeable, and fast.

Each submission carries a line made when it was written (`forms.intake.Form.line`)::

    format|form version|category|token|token|…

A token of a question in a repeat counts the answers of all instances (`forms.statistics.repeat_codes`);
whether a group is small is a matter of responses, not of instances.

`State` holds, for each version and category, the number of responses and one tally per question.
`sift` folds lines into a state by grouping them by their header and counting whole columns, so the
tallies see each different token once. `summarise` merges versions and categories into what is
shown, under the small-group rule of `domain.privacy`.
"""

import json
import zlib
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import islice
from typing import TYPE_CHECKING, Any, Final

from chalicelib.domain.breakdowns import Breakdown, by_category
from chalicelib.domain.events import Event
from chalicelib.domain.privacy import SUPPRESSED, hidden_groups
from chalicelib.domain.versions import in_order
from chalicelib.forms.intake import LINE_FORMAT, Form
from chalicelib.forms.types.choice_types import OTHER, OTHER_LABEL

if TYPE_CHECKING:
    from chalicelib.forms.statistics.tally import Tally
    from chalicelib.forms.types.base import Question

FUNCTION_LIMIT: Final = timedelta(seconds=60)
"""No function that writes submissions runs longer; ``.chalice/config.json`` says so."""
SKEW: Final = timedelta(seconds=30)
IN_FLIGHT: Final = FUNCTION_LIMIT + SKEW
"""A submission stamped longer ago than this is either stored or never will be."""

_STATE_FORMAT: Final = 1
_CHUNK: Final = 20_000
_MISREAD = (LookupError, ValueError, ArithmeticError)

Forms = Mapping[int, Form]
"""A form's versions by number."""


class UnreadableLines(Exception):
    """Lines that this fold does not understand: of another format, version or number of tokens."""

    def __init__(self, lines: Sequence[str]) -> None:
        self.lines = tuple(lines)
        super().__init__(f"{len(self.lines)} lines cannot be read")


@dataclass(frozen=True, slots=True)
class GroupTally:
    """The responses to one version by one category; a tally for each question it asks."""

    responses: int
    tallies: tuple["Tally", ...]

    def merged(self, other: "GroupTally") -> "GroupTally":
        """Both together."""
        pairs = zip(self.tallies, other.tallies, strict=True)
        tallies = tuple(mine.merge(theirs) for mine, theirs in pairs)
        return GroupTally(self.responses + other.responses, tallies)


@dataclass(frozen=True, slots=True)
class FoldState:
    """What has been folded so far, by version and category (empty for those who named none)."""

    groups: Mapping[tuple[int, str], GroupTally] = field(default_factory=dict)

    @property
    def responses(self) -> int:
        """How many lines were folded."""
        return sum(group.responses for group in self.groups.values())

    def to_bytes(self) -> bytes:
        """The state, compressed; equal states give equal bytes."""
        groups = [
            [version, category, group.responses, [tally.to_json() for tally in group.tallies]]
            for (version, category), group in sorted(self.groups.items())
        ]
        document = {"format": _STATE_FORMAT, "groups": groups}
        return zlib.compress(json.dumps(document, separators=(",", ":"), sort_keys=True).encode())


EMPTY: Final = FoldState()


def from_bytes(stored: bytes, forms: Forms) -> FoldState | None:
    """The state that ``to_bytes`` wrote; None for one that another release wrote in its own way."""
    document = json.loads(zlib.decompress(stored))
    if document["format"] != _STATE_FORMAT:
        return None
    groups: dict[tuple[int, str], GroupTally] = {}
    for version, category, responses, tallies in document["groups"]:
        form = forms.get(version)
        if form is None or len(form.asked) != len(tallies):
            return None
        read = tuple(
            question.tally(tally) for question, tally in zip(form.asked, tallies, strict=True)
        )
        groups[version, category] = GroupTally(responses, read)
    return FoldState(groups)


def merge(one: FoldState, other: FoldState) -> FoldState:
    """The fold of both states' lines; associative and commutative, and changes neither."""
    groups = dict(one.groups)
    for key, group in other.groups.items():
        mine = groups.get(key)
        groups[key] = group if mine is None else mine.merged(group)
    return FoldState(groups)


def fold(state: FoldState, lines: Iterable[str], forms: Forms) -> FoldState:
    """The state with the lines folded in; raises `UnreadableLines`, all of them at once."""
    read, unreadable = sift(lines, forms)
    if unreadable:
        raise UnreadableLines(unreadable)
    return merge(state, read)


def sift(lines: Iterable[str], forms: Forms) -> tuple[FoldState, list[str]]:
    """The fold of the lines that can be read, and the other lines."""
    state = EMPTY
    unreadable: list[str] = []
    lines = iter(lines)
    while chunk := list(islice(lines, _CHUNK)):
        headed, headless = _by_header(chunk)
        unreadable += headless
        for header, rests in headed.items():
            group, odd = _counted(header, rests, forms)
            unreadable += odd
            if group:
                state = merge(state, FoldState({(int(header[1]), header[2]): group}))
    return state, unreadable


_Header = tuple[str, str, str]


def _by_header(lines: Sequence[str]) -> tuple[Mapping[_Header, list[str]], list[str]]:
    groups: defaultdict[_Header, list[str]] = defaultdict(list)
    odd: list[str] = []
    for line in lines:
        try:
            made, version, category, rest = line.split("|", 3)
        except ValueError:
            odd.append(line)
        else:
            groups[made, version, category].append(rest)
    return groups, odd


def _counted(
    header: _Header, rests: Sequence[str], forms: Forms
) -> tuple[GroupTally | None, Sequence[str]]:
    """The group of these lines, and those of them that cannot be read."""
    form = _form_of(header, forms)
    if form is None:
        return None, ["|".join((*header, rest)) for rest in rests]
    bars = len(form.asked) - 1
    if any(rest.count("|") != bars for rest in rests):
        fitting = [rest for rest in rests if rest.count("|") == bars]
        odd = ["|".join((*header, rest)) for rest in rests if rest.count("|") != bars]
    else:
        fitting, odd = list(rests), []
    if not fitting:
        return None, odd
    try:
        return _tallied(fitting, form), odd
    except _MISREAD:
        group, misread = _one_by_one(fitting, form)
        return group, [*odd, *("|".join((*header, rest)) for rest in misread)]


def _form_of(header: _Header, forms: Forms) -> Form | None:
    made, version, _ = header
    if made != str(LINE_FORMAT) or not version.isdecimal():
        return None
    form = forms.get(int(version))
    return form if form is not None and form.asked else None


def _tallied(rests: Sequence[str], form: Form) -> GroupTally:
    tokens = "|".join(rests).split("|")
    width = len(form.asked)
    tallies = []
    for place, question in enumerate(form.asked):
        tally = question.tally()
        for token, times in Counter(tokens[place::width]).items():
            tally.add(token, times)
        tallies.append(tally)
    return GroupTally(len(rests), tuple(tallies))


def _one_by_one(rests: Sequence[str], form: Form) -> tuple[GroupTally | None, list[str]]:
    readable, misread = [], []
    for rest in rests:
        try:
            _tallied([rest], form)
        except _MISREAD:
            misread.append(rest)
        else:
            readable.append(rest)
    return (_tallied(readable, form) if readable else None), misread


@dataclass(frozen=True, slots=True)
class _Column:
    """One question over all versions that ask it in the same way, newest version's words first."""

    question: "Question"
    tallies: dict[str, "Tally"]
    choices: dict[str, Mapping[Any, str]]
    versions: set[int]


def summarise(
    state: FoldState,
    forms: Forms,
    *,
    event: Event,
    form: str,
    through: str,
    published: Sequence[str] = (),
) -> dict[str, Any]:
    """The API's summary; ``published`` says when each version was.

    ``{"event", "form", "responses", "through", "versions": [{"version", "responses",
    "published_at"?}], "by_category"?, "questions": [{"name", "type", "label", "versions",
    "choices"?, "answered", "skipped", …the figures of its type, "by_category"?}]}``.
    Questions come in the order of the newest version; one that an older version asked in
    another type comes again with its ``version``. A question's ``versions`` are those that ask it,
    as far as they were answered, and the newest. Breakdowns exist where somebody named a category;
    a group in them is ``{"suppressed": true}`` when the small-group rule hides it, and the figures
    of the question for the category itself leave hidden groups out, naming them in ``suppressed``.
    """
    responses = {key: group.responses for key, group in state.groups.items()}
    sizes = by_category(responses)
    breakdown = Breakdown(
        names=tuple(sorted(sizes, key=_category_order(event))),
        responses=responses,
        threshold=event.small_group_threshold,
    )
    names, hidden = breakdown.names, breakdown.hidden
    document: dict[str, Any] = {
        "event": event.id,
        "form": form,
        "responses": state.responses,
        "through": through,
        "versions": list(_versions(responses, max(forms), published)),
    }
    if any(names):
        document["by_category"] = {
            name: SUPPRESSED if name in hidden and name else {"responses": sizes[name]}
            for name in names
        }
    document["questions"] = [
        _question(column, newest, breakdown) for column, newest in _columns(state, forms)
    ]
    return document


def _versions(
    responses: Mapping[tuple[int, str], int], newest: int, published: Sequence[str]
) -> Iterator[dict[str, Any]]:
    sizes = Counter[int]()
    for (version, _), size in responses.items():
        sizes[version] += size
    for version in range(1, newest + 1):
        at = {"published_at": published[version - 1]} if version <= len(published) else {}
        yield {"version": version, "responses": sizes[version], **at}


def _category_order(event: Event) -> Any:  # noqa: ANN401 -- a sort key
    places = {category.name: place for place, category in enumerate(event.categories)}

    def order(name: str) -> tuple[bool, int, str]:
        return not name, places.get(name, len(places)), name

    return order


def _columns(state: FoldState, forms: Forms) -> Iterator[tuple[_Column, int | None]]:
    """Each column, with its version where a newer one asks the same question in another type."""
    versions = sorted({max(forms), *(version for version, _ in state.groups)}, reverse=True)
    columns: defaultdict[str, dict[str, tuple[_Column, int]]] = defaultdict(dict)
    for version in versions:
        for place, question in enumerate(forms[version].asked):
            of_kind = columns[question.key]
            kind = question.tally().kind
            column, _ = of_kind.setdefault(kind, (_Column(question, {}, {}, set()), version))
            column.choices.update(_labels(question) | column.choices)
            column.versions.add(version)
            _gather(column, state, version, place)
    for key in in_order([[each.key for each in forms[version].asked] for version in versions]):
        newest, *older = columns[key].values()
        yield newest[0], None
        yield from older


def _gather(column: _Column, state: FoldState, version: int, place: int) -> None:
    for (of_version, category), group in state.groups.items():
        if of_version == version:
            before = column.tallies.get(category) or column.question.tally()
            column.tallies[category] = before.merge(group.tallies[place])


def _labels(question: "Question") -> dict[str, Mapping[Any, str]]:
    labels: dict[str, Mapping[Any, str]] = {
        choice.name: choice.shown for choice in question.choices
    }
    return labels | ({OTHER: OTHER_LABEL} if question.row.or_other else {})


def _question(column: _Column, version: int | None, breakdown: Breakdown) -> dict[str, Any]:
    question = column.question
    whole = question.tally()
    for tally in column.tallies.values():
        whole = whole.merge(tally)
    figures = whole.result()
    document: dict[str, Any] = {
        "name": question.key,
        "type": question.type,
        "label": dict(question.label),
        "versions": sorted(column.versions),
        **({"version": version} if version else {}),
    }
    if column.choices:
        document["choices"] = [
            {"name": name, "label": dict(label)} for name, label in column.choices.items()
        ]
    if question.role == "category":
        return document | _without_hidden(figures, breakdown, column.versions)
    document |= figures
    if any(breakdown.names):
        document["by_category"] = _by_category(column, breakdown)
    return document


def _without_hidden(
    figures: Mapping[str, Any], breakdown: Breakdown, versions: Collection[int]
) -> dict[str, Any]:
    """The figures of the question for the category: its counts *are* the breakdown."""
    kept = dict(figures)
    never = breakdown.hidden_in(versions)
    if hidden := [name for name in breakdown.names if name and name in never]:
        counts = kept.get("counts", {})
        kept["counts"] = {name: n for name, n in counts.items() if name not in hidden}
        kept["suppressed"] = hidden
    return kept


def _by_category(column: _Column, breakdown: Breakdown) -> dict[str, Any]:
    sizes = {name: tally.responses for name, tally in column.tallies.items()}
    also = breakdown.hidden_in(column.versions)
    hidden = hidden_groups(sizes, breakdown.threshold, also=also)
    return {
        name: SUPPRESSED if name in hidden else column.tallies[name].result()
        for name in breakdown.names
        if name in column.tallies
    }
