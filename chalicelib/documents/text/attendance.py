"""Who took part: invited, registered, came; the organisations that they came from."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar, Final, Literal, get_args

from chalicelib.documents.grammar.terms import TERMS, Term, find_term
from chalicelib.documents.text.composing import Telling, Writer, telling
from chalicelib.documents.text.event_sections import kind_value, typed_value
from chalicelib.documents.text.report import Paragraph, Run, Words
from chalicelib.documents.text.sources import Registered, ReportSources
from chalicelib.documents.text.values import (
    CountValue,
    Invariable,
    LabelCount,
    ListValue,
    TermValue,
    TypedText,
    Value,
)
from chalicelib.domain.counts import CategoryCount
from chalicelib.domain.documents import ReportLength
from chalicelib.domain.events import Event
from chalicelib.domain.records import Record
from chalicelib.domain.records.sections import HeadCount, Organisation, OrganisationRole
from chalicelib.locales import Language

ATTENDANCE_TOTAL: Final = "record.attendance.total"


def count_came(record: Record) -> int:
    """Return how many came: the total that was counted, else the sum of the categories; 0 if nobody counted."""
    if record.attendance is None:
        return 0
    attendance = record.attendance.content
    if attendance.total is not None:
        return attendance.total
    return sum(each.count or 0 for each in attendance.counts)


def write_participants(writer: Writer, sources: ReportSources) -> tuple[Paragraph, ...]:
    """Say who was invited, how many registered and how many came, by category, and for which bodies."""
    language = writer.language
    return (
        *writer.paragraphs("invited", _tell_invitation(sources, language)),
        *writer.paragraphs("registered", _tell_registrations(sources.registered, language)),
        *writer.paragraphs("came", _tell_attendance(sources, language)),
        *(
            paragraph
            for told in _tell_organisations(sources.record, writer.length)
            for paragraph in writer.paragraphs(f"organisations.{told.key}", [told])
        ),
    )


def _tell_invitation(sources: ReportSources, language: Language) -> Iterator[Telling]:
    if sources.event.categories:
        yield _tell_invited_categories(sources.event, language)
    entry = sources.record.attendance
    if entry is None:
        return
    counts = [
        _head_count(each, number, sources.event, "invited")
        for number, each in enumerate(entry.content.counts)
        if each.invited
    ]
    invited = entry.content.invited
    total = sum(each.count.count for each in counts) if invited is None else invited
    person = _only_kind(counts, total, language)
    if total:
        source = "record.attendance.invited"
        yield telling("invited.number", count=CountValue(total, person or TERMS["person"], source))
    if counts and not person:
        yield tell_categories(counts, language)


def _tell_invited_categories(event: Event, language: Language) -> Telling:
    paths = [f"event.categories.{each.name}.label" for each in event.categories]
    labels = [each.label for each in event.categories]
    terms = [find_term(label, language) for label in labels]
    known = [
        TermValue(term, path, label)
        for term, path, label in zip(terms, paths, labels, strict=True)
        if term
    ]
    as_typed = [TypedText(label, path) for label, path in zip(labels, paths, strict=True)]
    all_known = len(known) == len(labels)
    return telling(
        "invited.known" if all_known else "invited",
        kind=kind_value(event),
        categories=ListValue(tuple[Value, ...](known if all_known else as_typed)),
    )


def _tell_registrations(registered: Registered, language: Language) -> Iterator[Telling]:
    if registered.total == 0:
        return
    counts = [_label_count(each) for each in registered.categories if each.registered]
    person = _only_kind(counts, registered.total, language)
    count = CountValue(registered.total, person or TERMS["person"], "counts.registered")
    yield telling("registered", count=count)
    if counts and not person:
        yield tell_categories(counts, language)
    if any(each.registered is None for each in registered.categories):
        yield telling("small_groups")


def _label_count(counted: CategoryCount) -> LabelCount:
    path = f"counts.categories.{counted.name}"
    count = CountValue(counted.registered or 0, None, path)
    return LabelCount(
        TypedText(dict(counted.label), f"event.categories.{counted.name}.label"), count
    )


def _only_kind(counts: Sequence[LabelCount], total: int, language: Language) -> Term | None:
    """Return the term of the vocabulary that all who are counted are: they are called by it at once."""
    if len(counts) != 1 or counts[0].count.count != total:
        return None
    return find_term(counts[0].label.text, language)


def tell_categories(counts: Sequence[LabelCount], language: Language) -> Telling:
    """Say how many there were of each category: in words if all are of the vocabulary, else as typed."""
    known = all(find_term(each.label.text, language) for each in counts)
    return telling("of_them.known" if known else "of_them", categories=ListValue(tuple(counts)))


def _tell_attendance(sources: ReportSources, language: Language) -> Iterator[Telling]:
    entry = sources.record.attendance
    came = count_came(sources.record)
    if entry is None:
        return
    counts = [
        _head_count(each, number, sources.event, "count")
        for number, each in enumerate(entry.content.counts)
        if each.count
    ]
    person = _only_kind(counts, came, language)
    if came:
        count = CountValue(came, person or TERMS["person"], ATTENDANCE_TOTAL)
        yield telling("came", kind=kind_value(sources.event), count=count)
    if counts and not person:
        yield tell_categories(counts, language)
    if entry.content.note:
        yield telling("note", note=typed_value(entry.content.note, "record.attendance.note"))


def _head_count(
    counted: HeadCount, number: int, event: Event, of: Literal["count", "invited"]
) -> LabelCount:
    """Return how many of them came or were invited."""
    path = f"record.attendance.counts.{counted.category or number}"
    people = counted.count if of == "count" else counted.invited
    count = CountValue(people or 0, None, f"{path}.{of}")
    if counted.label:
        return LabelCount(TypedText(counted.label, f"{path}.label"), count)
    category = event.category(counted.category or "")
    label: Mapping[Language, str] = category.label if category else {"en": counted.category or ""}
    return LabelCount(TypedText(label, f"event.categories.{counted.category}.label"), count)


@dataclass(frozen=True, slots=True)
class BodyValue(Invariable):
    """An organisation with those who came for it, in brackets."""

    name: TypedText
    persons: tuple[tuple[TypedText, TypedText | None], ...]
    is_typed: ClassVar[bool] = True

    def runs(self, form: str, language: Language) -> tuple[Run, ...]:
        """Return name and brackets: «Полиция бөлімі (А. Қасенова, аға инспектор; …)»."""
        runs = [*self.name.runs(form, language)]
        for (name, position), mark in zip(
            self.persons, (" (", *["; "] * (len(self.persons) - 1)), strict=False
        ):
            runs += [Words(mark), *name.runs("", language)]
            runs += [Words(", "), *position.runs("", language)] if position else []
        return (*runs, Words(")")) if self.persons else tuple(runs)


def _tell_organisations(record: Record, length: ReportLength) -> Iterator[Telling]:
    """Name the bodies; one page names only those that held the event together."""
    for role in ("co_organiser",) if length == "page" else get_args(OrganisationRole):
        bodies = tuple(
            _body(each.content, f"record.organisations.{each.id}")
            for each in record.organisations
            if each.content.role == role
        )
        if bodies:
            yield telling(role, names=ListValue(bodies))


def _body(organisation: Organisation, path: str) -> BodyValue:
    return BodyValue(
        TypedText(organisation.name, f"{path}.name"),
        tuple(
            (
                TypedText(person.name, f"{path}.persons.{number}.name"),
                typed_value(person.position, f"{path}.persons.{number}.position"),
            )
            for number, person in enumerate(organisation.persons)
        ),
    )
