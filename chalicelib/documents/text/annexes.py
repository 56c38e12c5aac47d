"""The annexes of a report: tables of the figures, the programme and how it was carried out, the organisations."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final
from zoneinfo import ZoneInfo

from chalicelib.documents.grammar.dates import NO_BREAK
from chalicelib.documents.text import annex_words as words
from chalicelib.documents.text.answer_rows import label_choice, list_rows, tell_answered
from chalicelib.documents.text.composing import Telling, Writer, telling
from chalicelib.documents.text.event_sections import typed_value
from chalicelib.documents.text.figures import question_path, shown_questions
from chalicelib.documents.text.report import (
    Cell,
    Fact,
    Paragraph,
    ReportSection,
    ReportTable,
    Words,
)
from chalicelib.documents.text.sentences.sentence import Texts, in_order
from chalicelib.documents.text.sources import ReportSources
from chalicelib.documents.text.talks import list_speakers
from chalicelib.documents.text.values import CountValue, FigureValue, TypedText
from chalicelib.domain.events import ProgrammeItem, ReportAnnex, Speaker
from chalicelib.domain.events.programme import ItemKind
from chalicelib.domain.records import RecordEntry
from chalicelib.domain.records.sections import Organisation, OrganisationRole, Talk
from chalicelib.domain.summaries import QuestionSummary
from chalicelib.forms.statistics.figures import (
    ChoiceFigures,
    NumberFigures,
    RankingFigures,
    ScaleFigures,
)
from chalicelib.locales import Language

_ROLES: Final[Sequence[OrganisationRole]] = ("co_organiser", "partner", "represented")
"""In the order in which organisations are listed."""
_NOTHING: Final = Words("–")


def write_annexes(
    writer: Writer, sources: ReportSources, names: Sequence[ReportAnnex]
) -> tuple[ReportSection, ...]:
    """Return a section for each of these annexes that has something to show, in their fixed order."""
    tables = {name: tuple(_WRITERS[name](writer, sources)) for name in _WRITERS if name in names}
    shown = {name: each for name, each in tables.items() if each}
    return tuple(
        _annex(name, number, paragraphs, writer.language)
        for number, (name, paragraphs) in enumerate(shown.items(), start=1)
    )


def _annex(
    name: ReportAnnex, number: int, tables: tuple[Paragraph, ...], language: Language
) -> ReportSection:
    label = Words(in_order(words.ANNEX, language).format(number=number))
    title = Words(in_order(words.TITLES[name], language))
    return ReportSection(
        f"annex_{name}",
        "",
        (
            Paragraph(f"annex.{name}", (label,), "annex"),
            Paragraph(f"annex.{name}.title", (title,), "annex_title"),
            *tables,
        ),
    )


def list_annexes(annexes: Sequence[ReportSection], language: Language) -> tuple[Paragraph, ...]:
    """Return what names the annexes at the end of the text; nothing for none."""
    listed = [
        in_order(words.LISTED, language).format(title=annex.paragraphs[1].text, number=number)
        for number, annex in enumerate(annexes, start=1)
    ]
    if len(listed) == 1:
        lead = in_order(words.LEADS[0], language)
        [only] = listed
        return (Paragraph("annexes", (Words(f"{lead}{only[0].lower()}{only[1:]}"),)),)
    return (
        *(Paragraph("annexes", (Words(in_order(words.LEADS[1], language)),)) for _ in listed[:1]),
        *(
            Paragraph(f"annexes.{annex.name}", (Words(text),), "item")
            for annex, text in zip(annexes, listed, strict=True)
        ),
    )


@dataclass(frozen=True, slots=True)
class _Columns:
    """The columns of a table: their headings, and their shares of its width."""

    headings: Sequence[Texts]
    shares: tuple[int, ...]


_ANSWERS: Final = _Columns(words.ANSWERS, (60, 20, 20))
_RATINGS: Final = _Columns(words.RATINGS, (60, 20, 20))
_PLACES: Final = _Columns(words.PLACES, (60, 20, 20))
_FIGURES: Final = _Columns(words.FIGURES, (60, 40))


def _table(
    writer: Writer,
    key: str,
    caption: Sequence[Telling],
    columns: _Columns,
    rows: Sequence[Sequence[Cell]],
) -> Paragraph:
    """Return a table under its caption."""
    headings = tuple(in_order(each, writer.language) for each in columns.headings)
    table = ReportTable(headings, columns.shares, tuple(tuple(row) for row in rows))
    [paragraph] = writer.prose(key, caption, "table")
    return replace(paragraph, table=table)


def _write_figures(writer: Writer, sources: ReportSources) -> Iterator[Paragraph]:
    """Yield a table for each question whose figures the text may tell."""
    for form in sources.impressions:
        for question in shown_questions(form, sources.event):
            columns, rows = _tabulate(question, question_path(form, question), writer.language)
            caption = [tell_answered(form, question)]
            if question.suppressed:
                caption.append(telling("answered.hidden"))
            if rows:
                key = f"annex.figures.{form.summary.form}.{question.name}".replace("/", ":")
                yield _table(writer, key, caption, columns, rows)


def _tabulate(
    question: QuestionSummary, path: str, language: Language
) -> tuple[_Columns, Sequence[Sequence[Cell]]]:
    """Return the columns and the rows of a question's table; no rows for one without figures."""
    figures = question.figures
    match figures:
        case ChoiceFigures() | ScaleFigures():
            columns = _RATINGS if isinstance(figures, ScaleFigures) else _ANSWERS
            return columns, [each.cells(language) for each in list_rows(question, path)]
        case RankingFigures():
            return _PLACES, list(_list_places(question, figures, path, language))
        case NumberFigures():
            return _FIGURES, list(_list_averages(figures, path, language))
        case _:
            return _FIGURES, ()


def _list_places(
    question: QuestionSummary, figures: RankingFigures, path: str, language: Language
) -> Iterator[Sequence[Cell]]:
    """Yield the choices of a ranking, the one with the most points first."""
    for ranked in figures.borda:
        label = label_choice(question, ranked.choice, path)
        points = CountValue(ranked.points, None, f"{path}.points.{ranked.choice}")
        place = FigureValue(ranked.mean_place or 0, f"{path}.places.{ranked.choice}", digits=2)
        shown = place.runs("", language) if ranked.mean_place else (_NOTHING,)
        yield label.runs("", language), points.runs("", language), shown


def _list_averages(
    figures: NumberFigures, path: str, language: Language
) -> Iterator[Sequence[Cell]]:
    averages = ("mean", figures.mean, words.MEAN), ("median", figures.median, words.MEDIAN)
    for name, value, label in averages:
        if value is not None:
            shown = FigureValue(value, f"{path}.{name}", digits=2)
            yield (Words(in_order(label, language)),), shown.runs("", language)


def _write_programme(writer: Writer, sources: ReportSources) -> Iterator[Paragraph]:
    """Yield the table of what was planned and what took place, item by item."""
    planned = {item.name: item for item in sources.event.programme}
    zone = ZoneInfo(sources.event.time_zone)
    has_times = any(item.starts_at for item in planned.values())
    rows: list[Sequence[Cell]] = []
    for entry in sources.record.talks:
        item = planned.get(entry.id)
        row = (
            _describe_plan(item, writer.language),
            _describe_outcome(entry, item, writer.language),
        )
        rows.append((_time(item, zone), *row) if has_times else row)
    columns = (
        _Columns((words.TIME, *words.PROGRAMME), (14, 43, 43))
        if has_times
        else _Columns(words.PROGRAMME, (50, 50))
    )
    if rows:
        caption = [telling("table.programme")]
        yield _table(writer, "annex.programme.items", caption, columns, rows)


def _time(item: ProgrammeItem | None, zone: ZoneInfo) -> Cell:
    if item is None or item.starts_at is None:
        return (_NOTHING,)
    at = item.starts_at.astimezone(zone)
    return (Fact(f"{at:%H:%M}", f"event.programme.{item.name}.starts_at"),)


def _describe_plan(item: ProgrammeItem | None, language: Language) -> Cell:
    if item is None:
        return (_NOTHING,)
    path = f"event.programme.{item.name}"
    return _outline(item.kind, item.title, item.speakers, path, language)


def _outline(
    kind: ItemKind,
    title: Mapping[Language, str] | None,
    speakers: Sequence[Speaker],
    path: str,
    language: Language,
) -> Cell:
    """Return an item in short: its title, else its kind; who speaks."""
    named = typed_value(title, f"{path}.title")
    runs: Cell = (
        named.runs("", language)
        if named
        else (Fact(in_order(words.KINDS[kind], language), f"{path}.kind"),)
    )
    people = list_speakers(speakers, f"{path}.speakers")
    return (*runs, Words(f"{NO_BREAK}– "), *people.runs("", language)) if people else runs


def _describe_outcome(
    entry: RecordEntry[Talk], item: ProgrammeItem | None, language: Language
) -> Cell:
    """Return what became of an item: as planned, not at all, or how it was held instead.

    What nobody wrote down of it is as planned.
    """
    talk, path = entry.content, f"record.talks.{entry.id}"
    if item is None:
        outline = _outline(talk.kind, talk.title, talk.speakers, path, language)
        return *outline, Words(" ("), Fact(in_order(words.ADDED, language), path), Words(")")
    title, speakers = talk.title or item.title, talk.speakers or item.speakers
    if not talk.took_place:
        told = words.NOT_HELD
    elif (talk.kind, title, speakers) == (item.kind, item.title, item.speakers):
        told = words.AS_PLANNED
    else:
        return _outline(talk.kind, title, speakers, path, language)
    return (Fact(in_order(told, language), f"{path}.took_place"),)


def _write_organisations(writer: Writer, sources: ReportSources) -> Iterator[Paragraph]:
    """Yield the table of the bodies: who held the event, who helped, who was represented, and by whom."""
    language = writer.language
    bodies = sorted(sources.record.organisations, key=lambda each: _ROLES.index(each.content.role))
    if not bodies:
        return
    rows: list[Sequence[Cell]] = [_body(each, language) for each in bodies]
    organiser = sources.event.organiser
    if organiser:
        name = TypedText(organiser.name, "event.organiser.name").runs("", language)
        rows.insert(0, (name, (Words(in_order(words.ORGANISER, language)),), (_NOTHING,)))
    caption = [telling("table.organisations")]
    columns = _Columns(words.BODIES, (38, 28, 34))
    yield _table(writer, "annex.organisations.list", caption, columns, rows)


def _body(entry: RecordEntry[Organisation], language: Language) -> Sequence[Cell]:
    body, path = entry.content, f"record.organisations.{entry.id}"
    people = list_speakers(
        [Speaker(name=each.name, position=each.position) for each in body.persons],
        f"{path}.persons",
    )
    return (
        TypedText(body.name, f"{path}.name").runs("", language),
        (Fact(in_order(words.ROLES[body.role], language), f"{path}.role"),),
        people.runs(";", language) if people else (_NOTHING,),
    )


_WRITERS: Final[Mapping[ReportAnnex, Callable[[Writer, ReportSources], Iterator[Paragraph]]]] = {
    "figures": _write_figures,
    "programme": _write_programme,
    "organisations": _write_organisations,
}
