"""The words of a report: from an event's facts to sections of paragraphs, in Kazakh, Russian or English.

What people typed stands in the nominative, as they typed it; an empty part leaves no gap and no heading.
"""

from collections.abc import Callable, Mapping
from typing import Final

from chalicelib.documents.text import event_sections, impressions
from chalicelib.documents.text.composing import Writer
from chalicelib.documents.text.report import Paragraph, ReportLength, ReportSection, ReportText
from chalicelib.documents.text.sentences import Texts, in_order
from chalicelib.documents.text.sources import ReportSources
from chalicelib.locales import Language

Part = Callable[[Writer, ReportSources], tuple[Paragraph, ...]]

_PARTS: Final[Mapping[str, tuple[Texts | None, tuple[Part, ...]]]] = {
    "title": (None, (event_sections.write_title,)),
    "held": (None, (event_sections.write_setting,)),
    "participants": (
        ("Қатысушылар", "Участники", "Participants"),
        (event_sections.write_participants,),
    ),
    "aim": (("Мақсаты", "Цель", "Aim"), (event_sections.write_aim,)),
    "programme": (
        ("Баяндамалар мен сөздер", "Доклады и выступления", "Reports and speeches"),
        (event_sections.write_programme,),
    ),
    "materials": (("Материалдар", "Материалы", "Materials"), (event_sections.write_materials,)),
    "impressions": (
        ("Қатысушылардың пікірі", "Отзывы участников", "What participants thought"),
        (impressions.write_impressions,),
    ),
}
"""The sections in the order of the report, each with its heading and what is told in it."""
_NOT_ON_ONE_PAGE: Final = frozenset({"materials"})


def write_report(sources: ReportSources, language: Language, length: ReportLength) -> ReportText:
    """Return the report in that language.

    ``page`` fits one sheet and has no headings, ``full`` tells everything, ``facts`` is a table of the facts alone.
    """
    writer = Writer(language, length)
    sections = []
    for name, (heading, parts) in _PARTS.items():
        if length == "page" and name in _NOT_ON_ONE_PAGE:
            continue
        paragraphs = tuple(each for part in parts for each in part(writer, sources))
        if paragraphs:
            shown = in_order(heading, language) if heading and length != "page" else ""
            sections.append(ReportSection(name, shown, paragraphs))
    return ReportText(language, length, tuple(sections))
