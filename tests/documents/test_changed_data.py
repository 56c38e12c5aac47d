"""Whatever changes in Pikir after a report was made, a check names each fact of it, and nothing else.

``FACT_CHANGES=10000 make test ARGS=tests/documents/test_changed_data.py`` changes more.
"""

import json
import os
import random
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cache
from typing import Any, Final, get_args

import pytest

from chalicelib.documents.manifest import Manifest, make_manifest
from chalicelib.documents.text import write_report
from chalicelib.documents.text.sources import ReportedProposal, ReportedQuote, ReportSources
from chalicelib.documents.verification import ReadDocument, compare_facts
from chalicelib.domain.documents import ReportLength
from chalicelib.domain.events import Event
from chalicelib.domain.proposals import ProposalOutcome
from chalicelib.locales import LANGUAGES, Language
from tests.documents.text.scenarios import FULL, NOON, RECORD, event_of, full, record_of

CHANGES: Final = int(os.environ.get("FACT_CHANGES", "100"))


@dataclass(frozen=True, slots=True)
class Change:
    """The sources after a change; ``named`` are those of the facts that it changes, by how they begin.

    Facts that begin with one of ``follow`` depend on it and may be named, too.
    """

    sources: ReportSources
    named: str
    follow: tuple[str, ...] = ()
    follow_on_page: str = ""
    """Likewise, in a report of one page, which tells the first ones."""

    def begins(self, source: str) -> bool:
        """Whether the change is of that fact's datum."""
        return f"{source}.".startswith(f"{self.named}.")


def _manifest(sources: ReportSources, language: Language, length: ReportLength) -> Manifest:
    return make_manifest(write_report(sources, language, length), "round-table", NOON)


@cache
def _before(language: Language, length: ReportLength) -> Manifest:
    return _manifest(full(), language, length)


def _check(change: Change, before: Manifest, now: Manifest) -> None:
    """Assert that each fact that tells another value is named, and that all that are named are of the change."""
    shown = {fact.id: (fact.value,) for fact in before.facts}
    findings = compare_facts(ReadDocument(before, shown, has_lines=False), now)
    follow = (*change.follow, *([change.follow_on_page] if now.length == "page" else []))
    assert [
        each
        for each in findings
        if not change.begins(each.source)
        and not any(each.source.startswith(source) for source in follow if source)
    ] == []
    told, tells = (
        {
            (each.source, each.paragraph, each.nth, each.datum or each.value)
            for each in manifest.facts
            if change.begins(each.source)
        }
        for manifest in (before, now)
    )
    named = {each.source for each in findings if change.begins(each.source)}
    assert named == {source for source, *_ in told ^ tells}


# ------------------------------------------------------------------------------------------ the record

_OPTIONS: Final = {
    ("organisations", "role"): ("represented", "co_organiser", "partner"),
    ("talks", "kind"): ("opening", "speech", "report", "practice", "discussion", "closing"),
    ("handouts", "kind"): ("method_pack", "video", "leaflet"),
    ("consultations", "kind"): ("guidance", "consultation"),
    ("other_events", "kind"): ("round_table", "training", "meeting", "action"),
    ("help", "kind"): ("reception", "helpline"),
    ("actions", "slogan_language"): ("kk", "ru"),
    ("attendance", "category"): ("teacher", "pupil", "official"),
}
Path = tuple[str | int, ...]


def _iter_leaves(value: object, path: Path = ()) -> Iterator[Path]:
    """Yield where each single value of the record stands."""
    if isinstance(value, dict) and not set(value) <= {*LANGUAGES}:
        for key, each in value.items():
            yield from _iter_leaves(each, (*path, key))
    elif isinstance(value, list):
        for number, each in enumerate(value):
            yield from _iter_leaves(each, (*path, number))
    else:
        yield path


_LEAVES: Final = tuple(
    path
    for path in _iter_leaves(RECORD)
    if path[0] != "photos" or path[2] not in ("file", "action")
)


def _change_record(path: Path, chance: random.Random, language: Language, text: str) -> Change:
    """Change one value of the full record."""
    document = json.loads(json.dumps(RECORD))
    place: Any = document
    for step in path[:-1]:
        place = place[step]
    section, key = str(path[0]), path[-1]
    place[key] = _other_value((section, str(key)), place[key], chance, language, text)
    steps = path[2:] if path[0] == path[1] else path[1:]
    if path[2:3] == ("counts",) and "category" in RECORD[section][section]["counts"][path[3]]:
        steps = ("counts", document[section][section]["counts"][path[3]]["category"], *path[4:])
    named, follow = ".".join(map(str, ("record", section, *steps))), ""
    if key in ("took_place", "role", "has_consent") or path[::2] == ("talks", "kind"):
        named = named.rpartition(".")[0]  # the sentences on the entry become others
        follow = "event.kind" if section == "talks" else ""
    elif key == "category":
        named, follow = "event.categories", "record.attendance.counts."
    elif key == "count" and path[2] == "counts":
        follow = "event.categories."  # whom it counts is told once somebody came
    elif key == "total":
        follow = "summary.impressions.responses.rate"
    changed = replace(full(), record=record_of(event_of(FULL), document))
    return Change(changed, named, (follow,) if follow else ())


def _other_value(
    field: tuple[str, str], value: object, chance: random.Random, language: Language, text: str
) -> object:
    """Return another value of that kind."""
    if field in _OPTIONS:
        return chance.choice([each for each in _OPTIONS[field] if each != value])
    match value:
        case bool():
            return not value
        case int():
            return chance.choice([2, 5, 21, 1_000, 77_777]) + 7
        case dict():
            return {**value, language: text}
        case _:
            return _other_text(field[1], str(value), chance, text)


def _other_text(key: str, value: str, chance: random.Random, text: str) -> str:
    match key:
        case "link":
            return f"{value}/{chance.randrange(10**6)}"
        case "executor_phone" | "phone":
            return f"+7 701 {chance.randrange(100, 999)} 11 22"
        case "day" | "dated" | "due":
            days = timedelta(chance.randrange(1, 700))
            return (date.fromisoformat(value) + days).isoformat()
        case _:
            return text


# ------------------------------------------------------------------------------- proposals, quotes, event


def _change_proposal(chance: random.Random, language: Language, text: str) -> Change:
    """Change one of the accepted proposals, or one of an earlier event."""
    sources = full()
    if chance.random() < 0.5:
        number = chance.randrange(len(sources.proposals))
        named = f"proposals.{sources.proposals[number].number}"
        kept = list(sources.proposals)
        if chance.random() < 0.2:  # declined after all
            del kept[number]
        else:
            kept[number], field = _other_proposal(kept[number], chance, language, text)
            named = f"{named}.{field}"
        return Change(replace(sources, proposals=tuple(kept)), named)
    [first, *others] = sources.earlier
    number = chance.randrange(len(first.proposals))
    told = list(first.proposals)
    told[number], field = _other_outcome(told[number], chance, language, text)
    changed = replace(first, proposals=tuple(told))
    named = f"series.{first.event}.proposals.{told[number].number}.{field}"
    follow = (named.rpartition(".")[0],) if field == "outcome" else ()
    return Change(replace(sources, earlier=(changed, *others)), named, follow)


def _other_proposal(
    proposal: ReportedProposal, chance: random.Random, language: Language, text: str
) -> tuple[ReportedProposal, str]:
    field = chance.choice(["text", "responsible", "due"])
    return _replace_in(proposal, field, chance, language, text)


def _other_outcome(
    proposal: ReportedProposal, chance: random.Random, language: Language, text: str
) -> tuple[ReportedProposal, str]:
    field = chance.choice(["text", "outcome", "outcome_on", "outcome_note"])
    return _replace_in(proposal, field, chance, language, text)


def _replace_in(
    proposal: ReportedProposal, field: str, chance: random.Random, language: Language, text: str
) -> tuple[ReportedProposal, str]:
    before: Any = getattr(proposal, field)
    value: Any
    match field:
        case "outcome":
            value = chance.choice([each for each in ProposalOutcome if each != before])
        case "due" | "outcome_on":
            value = (before or date(2027, 1, 1)) + timedelta(chance.randrange(1, 700))
        case _:
            value = {**(before or {}), language: text}
    changed: dict[str, Any] = {field: value}
    return replace(proposal, **changed), field


def _change_quote(chance: random.Random, language: Language, text: str) -> Change:
    """Change what a quote tells, or quote one answer less or one more."""
    sources = full()
    [form] = sources.impressions
    quotes, number = list(form.quotes), chance.randrange(len(form.quotes))
    named = quotes[number].source
    match chance.randrange(4):
        case 0:
            del quotes[number]
        case 1:
            named = f"q.{text}"
            added = ReportedQuote(text, language, {}, None, named)
            quotes.insert(number, added)
        case 2:
            label = {**(quotes[number].category or {}), language: text}
            quotes[number] = replace(quotes[number], category=label)
            named += ".category"
        case _:
            quotes[number] = replace(quotes[number], words=text, translation={language: text})
            named += ".text"
    changed = replace(sources, impressions=(replace(form, quotes=tuple(quotes)),))
    return Change(changed, named, follow_on_page="q.")


_TEXTS: Final = (
    (("title",), "event.title"),
    (("aim",), "event.aim"),
    (("venue",), "event.venue"),
    (("series", "title"), "event.series.title"),
    (("materials", 0, "title"), "event.materials.0.title"),
)
"""Where in an event a text stands, and the source of the facts that show it."""


def _change_event(chance: random.Random, language: Language, text: str) -> Change:
    sources = full()
    path, source = chance.choice(_TEXTS)
    document = json.loads(sources.event.model_dump_json(exclude_none=True))
    place = document
    for step in path:
        place = place[step]
    place[language] = text
    return Change(replace(sources, event=Event.model_validate(document)), source)


def _change_figure(chance: random.Random, language: Language, text: str) -> Change:
    """Change the mean of a question, or how the answers divide."""
    del language, text
    sources = full()
    [form] = sources.impressions
    shifted = dict(zip("12345", (3, 5, 4, 4, 4), strict=True))
    mean = {"mean": chance.randrange(100, 400) / 100}
    changes: tuple[tuple[str, str, dict[str, Any]], ...] = (
        ("overall", "mean", mean),
        ("clear", "mean", mean),
        ("overall", "distribution", {"counts": shifted}),
    )
    name, figure, update = chance.choice(changes)
    questions = tuple(
        question.model_copy(update={"figures": question.figures.model_copy(update=update)})
        if question.name == name
        else question
        for question in form.summary.questions
    )
    summary = form.summary.model_copy(update={"questions": questions})
    changed = replace(sources, impressions=(replace(form, summary=summary),))
    return Change(changed, f"summary.impressions.{name}.{figure}")


def _change_any_entry(chance: random.Random, language: Language, text: str) -> Change:
    return _change_record(chance.choice(_LEAVES), chance, language, text)


_KINDS: Final = (_change_any_entry, _change_proposal, _change_quote, _change_event, _change_figure)


def test_a_datum_that_changes_is_named_wherever_it_is_told_and_nothing_else() -> None:
    chance = random.Random(13)  # noqa: S311 -- the same changes every time
    for number in range(CHANGES):
        language: Language = chance.choice(LANGUAGES)
        length: ReportLength = chance.choice(get_args(ReportLength))
        change = chance.choice(_KINDS)(chance, language, f"Мән {number}")
        _check(change, _before(language, length), _manifest(change.sources, language, length))


@pytest.mark.parametrize("path", _LEAVES, ids=lambda path: ".".join(map(str, path)))
def test_each_field_of_the_record_is_named_when_it_changes(path: Path) -> None:
    change = _change_record(path, random.Random(14), "kk", "Өзгерген мән")  # noqa: S311 -- likewise
    table = _manifest(change.sources, "kk", "facts")
    _check(change, _before("kk", "facts"), table)
    before = _before("kk", "full")
    now = _manifest(change.sources, "kk", "full")
    _check(change, before, now)
    is_told = path[:2] != ("talks", "speech") and path[-1] != "slogan_language"
    is_told = is_told and path[-4:] != ("attendance", "counts", 1, "category")  # nobody came of it
    is_told = is_told and path[1:] not in (("b", "caption"), ("c", "has_consent"))  # of photos
    is_told = is_told and (path[::2] != ("talks", "kind") or path[1] == "law")  # has a title
    shown = {fact.id: (fact.value,) for fact in before.facts}
    findings = compare_facts(ReadDocument(before, shown, has_lines=False), now)
    assert any(change.begins(each.source) for each in findings) == is_told


def test_a_check_that_overlooks_a_datum_or_names_another_is_found() -> None:
    """The negative control of the tests above."""
    chance = random.Random(15)  # noqa: S311 -- likewise
    before = _manifest(full(), "kk", "full")
    change = _change_event(chance, "kk", "Мән")
    now = _manifest(change.sources, "kk", "full")
    with pytest.raises(AssertionError):
        _check(replace(change, named="event.organiser"), before, now)
    with pytest.raises(AssertionError):
        _check(change, before, _manifest(replace(change.sources, proposals=()), "kk", "full"))
