"""The words of a report: from an event's facts to sections of paragraphs, in Kazakh, Russian or English.

What people typed stands in the nominative, as they typed it; an empty part leaves no gap and no heading.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from itertools import count, groupby
from typing import Final

from chalicelib.documents.text import (
    attendance,
    event_sections,
    impressions,
    paper,
    photos,
    proposals,
    record_sections,
    talks,
)
from chalicelib.documents.text.annexes import list_annexes, write_annexes
from chalicelib.documents.text.composing import Writer
from chalicelib.documents.text.report import Paragraph, ReportSection, ReportText
from chalicelib.documents.text.sentences.sentence import Texts, in_order
from chalicelib.documents.text.sources import ReportSources
from chalicelib.domain.documents import ReportLength
from chalicelib.domain.events import ReportAnnex
from chalicelib.locales import Language

Part = Callable[[Writer, ReportSources], tuple[Paragraph, ...]]

_PARTS: Final[Mapping[str, tuple[Texts | None, tuple[Part, ...]]]] = {
    "head": (None, (paper.write_head, event_sections.write_title)),
    "setting": (None, (event_sections.write_setting,)),
    "participants": (
        ("Қатысушылар", "Участники", "Participants"),
        (attendance.write_participants,),
    ),
    "aim": (("Мақсаты", "Цель", "Aim"), (event_sections.write_aim,)),
    "opening": (("Ашылуы", "Открытие", "Opening"), (talks.write_opening,)),
    "programme": (
        ("Баяндамалар мен сөздер", "Доклады и выступления", "Reports and speeches"),
        (talks.write_programme,),
    ),
    "discussion": (("Талқылау", "Обсуждение", "Discussion"), (talks.write_discussion,)),
    "materials": (
        ("Материалдар мен кеңестер", "Материалы и консультации", "Materials and guidance"),
        (record_sections.write_handouts, event_sections.write_materials),
    ),
    "media": (("БАҚ", "СМИ", "Media"), (record_sections.write_media,)),
    "other_events": (
        ("Басқа іс-шаралар", "Другие мероприятия", "Other events"),
        (photos.write_actions, record_sections.write_other_events),
    ),
    "help": (("Көмек", "Помощь", "Help"), (record_sections.write_help,)),
    "proposals": (
        ("Ұсыныстар", "Предложения", "Proposals"),
        (proposals.write_proposals, proposals.write_earlier),
    ),
    "impressions": (
        ("Қатысушылардың пікірі", "Отзывы участников", "What participants thought"),
        (impressions.write_impressions,),
    ),
    "closing": (("Қорытынды сөз", "Заключительное слово", "Closing"), (talks.write_closing,)),
    "next_steps": (
        ("Алдағы жұмыс", "Дальнейшая работа", "What comes next"),
        (record_sections.write_next_steps,),
    ),
    "foot": (None, (paper.write_foot,)),
}
"""The sections in the order of the report, each with its heading and what is told in it."""
_NOT_ON_ONE_PAGE: Final = frozenset({"materials", "media", "other_events", "help"})


def write_report(
    sources: ReportSources,
    language: Language,
    length: ReportLength,
    *,
    has_charts: bool = True,
    annexes: Sequence[ReportAnnex] = (),
) -> ReportText:
    """Return the report in that language, with those annexes that have something to show.

    ``page`` fits one sheet and has no headings, ``full`` tells everything and has charts if it may, ``facts`` is a table
    of the facts alone.
    """
    writer = Writer(language, length, has_charts=has_charts and length == "full")
    annexed = write_annexes(writer, sources, annexes)
    sections: list[ReportSection] = []
    for name, (heading, parts) in _PARTS.items():
        if length == "page" and name in _NOT_ON_ONE_PAGE:
            continue
        paragraphs = tuple(each for part in parts for each in part(writer, sources))
        if name == "foot":
            paragraphs = (*list_annexes(annexed, language), *paragraphs)
        if paragraphs:
            shown = in_order(heading, language) if heading and length != "page" else ""
            sections.append(ReportSection(name, shown, paragraphs))
    return ReportText(
        language,
        length,
        number_captions([*sections, *annexed]),
        has_charts=writer.has_charts,
        annexes=tuple(annexes),
    )


def number_captions(sections: Sequence[ReportSection]) -> tuple[ReportSection, ...]:
    """Give each figure and each table its number in the report, after the tables of the facts if there are any."""
    paragraphs = [each for section in sections for each in section.paragraphs]
    fact_tables = sum(has_label for has_label, _ in groupby(paragraphs, _has_label))
    numbers = {"figure": count(1), "table": count(fact_tables + 1)}
    return tuple(
        replace(
            section,
            paragraphs=tuple(
                replace(each, number=next(numbers[each.style])) if each.style in numbers else each
                for each in section.paragraphs
            ),
        )
        for section in sections
    )


def _has_label(paragraph: Paragraph) -> bool:
    return bool(paragraph.label)
