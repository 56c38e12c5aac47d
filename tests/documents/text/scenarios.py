"""Events of invented people for the golden reports, and reports as plain text."""

from datetime import UTC, datetime
from typing import Any

from chalicelib.documents.text.report import ReportText
from chalicelib.documents.text.sources import FormFigures, Registered, ReportSources
from chalicelib.domain.counts import CategoryCount
from chalicelib.domain.events import Event
from chalicelib.domain.summaries import LabelledChoice, QuestionSummary, Summary
from chalicelib.forms.statistics.figures import ChoiceFigures, Figures, PromoterScore, ScaleFigures

NOON = datetime(2027, 6, 14, 7, tzinfo=UTC)
EMPTY: dict[str, Any] = {
    "id": "round-table",
    "kind": "round_table",
    "title": {
        "kk": "Балалар еңбегінің алдын алу",
        "ru": "Предупреждение детского труда",
        "en": "Preventing child labour",
    },
    "starts_at": "2027-06-11T10:00:00+05:00",
    "ends_at": "2027-06-11T13:00:00+05:00",
}
PROSECUTOR = {
    "name": {"kk": "Нұрлан Жақсыбеков", "ru": "Нурлан Жаксыбеков", "en": "Nurlan Zhaksybekov"},
    "position": {"kk": "Аудан прокуроры", "ru": "Прокурор района", "en": "District prosecutor"},
}
TEACHER = {
    "name": {"kk": "Динара Оспанова", "ru": "Динара Оспанова", "en": "Dinara Ospanova"},
    "position": {"kk": "Мұғалім", "ru": "Учитель", "en": "Teacher"},
    "organisation": {
        "kk": "«Тұлпар» мектеп-гимназиясы",
        "ru": "Школа-гимназия «Тулпар»",
        "en": "Tulpar school-gymnasium",
    },
}
HEAD = {
    "name": {"kk": "Гүлмира Сейітова", "ru": "Гульмира Сеитова", "en": "Gulmira Seitova"},
    "position": {"kk": "Бөлім басшысы", "ru": "Руководитель отдела", "en": "Head of department"},
    "organisation": {
        "kk": "Аудандық білім бөлімі",
        "ru": "Районный отдел образования",
        "en": "District education department",
    },
}
REPORT = {
    "name": "law",
    "kind": "report",
    "title": {
        "kk": "Заң не дейді?",
        "ru": "Что говорит закон?",
        "en": "What does the law say?",
    },
}
FULL: dict[str, Any] = EMPTY | {
    "aim": {
        "kk": "Балалар еңбегіне жол бермеудің амалдарын бірге табу.",
        "ru": "Вместе найти способы не допустить детского труда.",
        "en": "To find ways to prevent child labour together.",
    },
    "series": {
        "id": "time-to-learn",
        "title": {
            "kk": "Балалық шақ – оқитын шақ",
            "ru": "Детство – время учиться",
            "en": "Childhood is for learning",
        },
    },
    "venue": {
        "kk": "Аудандық мәдениет үйі",
        "ru": "Районный дом культуры",
        "en": "District house of culture",
    },
    "organiser": {"name": HEAD["organisation"]},
    "categories": [
        {"name": "teacher", "label": {"kk": "Мұғалім", "ru": "Учитель", "en": "Teacher"}},
        {
            "name": "official",
            "label": {
                "kk": "Мемлекеттік органның өкілі",
                "ru": "Представитель государственного органа",
                "en": "Representative of a state body",
            },
        },
        {"name": "pupil", "label": {"kk": "Оқушы", "ru": "Ученик", "en": "Pupil"}},
    ],
    "programme": [
        {
            "name": "opening",
            "kind": "opening",
            "title": {"kk": "Құттықтау сөз", "ru": "Приветствие", "en": "Welcome"},
            "speakers": [HEAD],
        },
        {
            "name": "speech",
            "kind": "speech",
            "title": {"kk": "Түнгі қала", "ru": "Ночной город", "en": "The city by night"},
            "speakers": [PROSECUTOR],
        },
        REPORT | {"speakers": [TEACHER, PROSECUTOR]},
        {"name": "break", "kind": "break", "title": "Кофе"},
        {"name": "closing", "kind": "closing", "speakers": [HEAD]},
    ],
    "materials": [
        {
            "title": {"kk": "Әдістемелік жинақ", "ru": "Методичка", "en": "Teaching pack"},
            "url": "https://pikir.example/pack",
        }
    ],
}


def count_registered(event: Event, *counts: int | None) -> Registered:
    """Return so many of each category, of whom None are hidden though they are five."""
    return Registered(
        sum(5 if count is None else count for count in counts),
        tuple(
            CategoryCount(category.name, category.label, None, count)
            for category, count in zip(event.categories, counts, strict=True)
        ),
    )


def impressions(responses: int, *questions: QuestionSummary) -> FormFigures:
    summary = Summary(
        event="round-table",
        form="impressions",
        responses=responses,
        through=NOON,
        versions=(),
        questions=questions,
    )
    return FormFigures({"kk": "Әсерлер"}, summary)


def _question(name: str, label: dict[Any, str], figures: Figures, **more: Any) -> QuestionSummary:
    return QuestionSummary(
        name=name, type="range", label=label, versions=(1,), figures=figures, **more
    )


QUESTIONS = (
    _question(
        "overall",
        {"kk": "Жалпы бағаңыз", "ru": "Общая оценка", "en": "Overall"},
        ScaleFigures(answered=20, skipped=1, counts={str(n): 4 for n in range(1, 6)}, mean=4.26),
    ),
    _question(
        "clear",
        {"kk": "Түсінікті болды ма?", "ru": "Было ли понятно?", "en": "Was it clear?"},
        ScaleFigures(answered=21, skipped=0, counts={str(n): 4 for n in range(1, 6)}, mean=5),
    ),
    _question(
        "again",
        {"kk": "Ұсынасыз ба?", "ru": "Порекомендуете?", "en": "Would you recommend it?"},
        ScaleFigures(
            answered=21,
            skipped=0,
            counts={str(n): 2 for n in range(11)},
            mean=8,
            nps=PromoterScore(promoters=10, passives=8, detractors=3, score=33.333),
        ),
    ),
    _question(
        "liked",
        {"kk": "Не ұнады?", "ru": "Что понравилось?", "en": "What did you like?"},
        ChoiceFigures(answered=20, skipped=1, counts={"talks": 13, "break": 7}),
        choices=(
            LabelledChoice(
                name="talks", label={"kk": "Баяндамалар", "ru": "Доклады", "en": "The reports"}
            ),
            LabelledChoice(name="break", label={"kk": "Үзіліс"}),
        ),
    ),
    _question("few", {"kk": "Аз"}, ScaleFigures(answered=4, skipped=17, counts={"1": 4}, mean=1)),
)


def event_of(document: dict[str, Any]) -> Event:
    return Event.model_validate(document)


def full() -> ReportSources:
    event = event_of(FULL)
    return ReportSources(
        event=event,
        registered=count_registered(event, 12, 1, 101),
        impressions=(impressions(21, *QUESTIONS),),
    )


def empty() -> ReportSources:
    return ReportSources(event=event_of(EMPTY), registered=Registered(0))


def one_speaker() -> ReportSources:
    event = event_of(EMPTY | {"programme": [REPORT | {"speakers": [TEACHER]}]})
    return ReportSources(event=event, registered=Registered(1))


def as_typed() -> ReportSources:
    """Texts in one language, categories and bodies that are none of ours, small groups, too few answers."""
    event = event_of(
        EMPTY
        | {
            "kind": "action",
            "title": {"ru": "«Нет эксплуатации!»"},
            "ends_at": "2027-07-02T13:00:00+05:00",
            "organiser": {"name": {"kk": "«Қамқор» қоғамдық бірлестігі"}},
            "categories": [
                {"name": "a", "label": {"kk": "Мектеп бітіруші"}},
                {"name": "b", "label": {"kk": "Оқушы"}},
            ],
            "programme": [
                REPORT
                | {
                    "title": {"kk": "Бірінші.\n\nЕкінші  сөз"},
                    "speakers": [
                        {"name": "A. B."},
                        {"name": "C. D.", "organisation": {"ru": "Фонд"}},
                        {"name": "E."},
                    ],
                }
            ],
        }
    )
    return ReportSources(
        event=event, registered=count_registered(event, 9, None), impressions=(impressions(2),)
    )


SCENARIOS = {"full": full, "empty": empty, "one_speaker": one_speaker, "as_typed": as_typed}


def plain(report: ReportText) -> str:
    """Return the report as plain text: headings after ``##``, what is no plain paragraph after its style or label."""
    lines = []
    for section in report.sections:
        lines += [f"## {section.heading}"] if section.heading else []
        for paragraph in section.paragraphs:
            mark = paragraph.label or ("" if paragraph.style == "text" else f"[{paragraph.style}]")
            lines.append(f"{mark} | {paragraph.text}" if mark else paragraph.text)
    return "\n".join(lines) + "\n"
