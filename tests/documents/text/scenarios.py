"""Events of invented people for the golden reports, and reports as plain text."""

import json
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

from chalicelib.documents.text.report import ReportText
from chalicelib.documents.text.sources import (
    EarlierProposals,
    FormFigures,
    Registered,
    ReportedProposal,
    ReportedQuote,
    ReportSources,
)
from chalicelib.domain.counts import CategoryCount
from chalicelib.domain.events import Event, EventLine
from chalicelib.domain.proposals import ProposalOutcome
from chalicelib.domain.records import Record, RecordSection
from chalicelib.domain.records.photos import prepare_photo
from chalicelib.domain.records.stored import StoredEntry, StoredRecord, load_content
from chalicelib.domain.summaries import LabelledChoice, QuestionSummary, Summary
from chalicelib.forms.statistics.figures import ChoiceFigures, Figures, PromoterScore, ScaleFigures
from tests.drawn_photos import draw

Document = dict[str, dict[str, dict[str, Any]]]
PHOTO = draw()
PHOTO_FILE = prepare_photo(PHOTO)[0].model_dump(mode="json")
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


def impressions(
    responses: int, *questions: QuestionSummary, name: str = "impressions"
) -> FormFigures:
    summary = Summary(
        event="round-table",
        form=name,
        responses=responses,
        through=NOON,
        versions=(),
        questions=questions,
    )
    return FormFigures({"kk": "Әсерлер"}, summary, QUOTES if questions else ())


QUOTES = (
    ReportedQuote(
        "Көп нәрсе түсіндім!",
        "kk",
        {"ru": "Я многое понял!"},
        {"kk": "Оқушы", "ru": "Ученик"},
        "q.1",
    ),
    ReportedQuote("Больше бы таких встреч", "ru", {}, None, "q.2"),
)


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


RECORD: Document = {
    "attendance": {
        "attendance": {
            "counts": [
                {"category": "teacher", "count": 10},
                {"category": "pupil", "count": 0},
                {"label": {"kk": "Дәрігер", "ru": "Врач", "en": "Doctor"}, "count": 2},
            ],
            "invited": 41,
            "total": 33,
            "note": {"kk": "Екі мектеп онлайн қосылды.", "ru": "Две школы – онлайн."},
        }
    },
    "organisations": {
        "a": {
            "name": {"kk": "Ювеналды полиция тобы", "ru": "Группа ювенальной полиции"},
            "persons": [
                {"name": "А. Қасенова", "position": {"kk": "аға инспектор"}},
                {"name": "Б. Оспан"},
            ],
        },
        "b": {"name": {"kk": "Аудандық емхана", "ru": "Районная поликлиника"}},
        "c": {"name": {"kk": "«Қамқор» қоры"}, "role": "co_organiser"},
        "d": {"name": {"kk": "Аудан әкімдігі"}, "role": "partner"},
        "e": {"name": {"kk": "Кітапхана"}, "role": "partner"},
    },
    "talks": {
        "opening": {
            "kind": "opening",
            "speakers": [HEAD],
            "measures": {"kk": "рейдтер мен дәрістер", "ru": "рейды и лекции"},
        },
        "law": {
            "kind": "report",
            "title": REPORT["title"],
            "speakers": [TEACHER, PROSECUTOR],
            "gist": {"kk": "Заңның талаптары түсіндірілді.\nМысалдар келтірілді."},
            "addressed_to": {"kk": "мұғалімдер", "ru": "учителям"},
        },
        "speech": {"kind": "speech", "took_place": False},
        "added": {"kind": "practice", "gist": {"kk": "Рөлдік ойын өткізілді"}},
        "talk": {"kind": "discussion", "speakers": [PROSECUTOR]},
    },
    "discussions": {
        "a": {
            "question": {"kk": "Бала қанша сағат жұмыс істей алады?"},
            "views": {"kk": "Пікірлер екіге бөлінді"},
        },
        "b": {"question": {"kk": "Кім жауапты?", "ru": "Кто отвечает?"}},
    },
    "handouts": {
        "a": {
            "title": {"kk": "Сабақ жоспары"},
            "kind": "method_pack",
            "copies": 21,
            "recipients": {"kk": "мұғалімдер", "ru": "учителям", "en": "teachers"},
        },
        "b": {"title": {"kk": "Бала құқығы"}, "kind": "video"},
        "c": {"title": {"kk": "Күнтізбе"}, "copies": 0},
    },
    "consultations": {
        "a": {"topic": {"kk": "Еңбек шарты"}, "count": 5, "recipients": {"kk": "ата-аналар"}},
        "b": {"kind": "guidance", "topic": {"kk": "ҰАН мектептерде"}},
    },
    "media": {
        "a": {"name": {"kk": "«Аудан тынысы»"}, "link": "https://pikir.example/news"},
        "b": {"name": "Qogam TV"},
    },
    "actions": {
        "a": {
            "title": {"kk": "Балаға – мектеп"},
            "slogan": "Нет эксплуатации!",
            "slogan_language": "ru",
            "schools": 2,
            "pupils": 1000,
        },
        "b": {"slogan": "Оқу – бақыт!", "slogan_language": "kk"},
    },
    "photos": {
        "a": {
            "action": "a",
            "file": PHOTO_FILE,
            "caption": {"kk": "Оқушылардың флешмобы", "ru": "Флешмоб учащихся"},
            "has_consent": True,
        },
        "b": {
            "action": "b",
            "file": PHOTO_FILE,
            "caption": {"kk": "Келісім жоқ"},
            "has_consent": False,
        },
        "c": {"action": "a", "file": PHOTO_FILE, "has_consent": True},
        "d": {
            "action": "b",
            "file": PHOTO_FILE,
            "caption": {"ru": "У школы"},
            "has_consent": True,
        },
    },
    "other_events": {
        "a": {
            "kind": "training",
            "title": {"kk": "Бала – болашағымыз", "ru": "Дети – наше будущее"},
            "day": "2027-05-03",
            "place": {"kk": "№ 5 мектеп"},
            "organiser": {"kk": "Білім бөлімі"},
            "participants": [
                {"label": {"kk": "дәрігерлер"}, "count": 4},
                {"label": {"kk": "БАҚ өкілдері"}},
            ],
            "themes": {"kk": "денсаулыққа зияны"},
        },
        "b": {"kind": "meeting", "title": {"kk": "Ашық әңгіме"}},
    },
    "help": {
        "a": {
            "kind": "reception",
            "topics": {"kk": "бала құқығы"},
            "hours": {"kk": "дс–жм 9:00–18:00"},
            "address": {"kk": "Абай көшесі, 1"},
            "asked": 21,
        },
        "b": {"kind": "helpline", "phone": "+7 (7162) 25-00-00"},
    },
    "next_steps": {
        "a": {
            "what": {"kk": "Мектептерде дәріс оқу"},
            "responsible": {"kk": "мектеп директорлары"},
            "due": "2027-09-01",
        },
        "b": {"what": {"kk": "Есеп беру."}},
    },
    "paper": {
        "paper": {
            "letterhead": {
                "kk": "Ақмола облысы\n\nАудандық білім бөлімі",
                "ru": "Отдел образования",
            },
            "addressee": {"kk": "Облыстық білім басқармасына"},
            "number": "12-05/118",
            "dated": "2027-06-14",
            "place": {"district": {"kk": "Шалқар ауданы"}, "village": {"kk": "Ақбұлақ"}},
            "signatory": {"kk": "Г. Сейітова"},
            "signatory_position": {"kk": "Бөлім басшысы", "ru": "Руководитель отдела"},
            "executor": {"kk": "Д. Оспанова"},
            "executor_phone": "+7 (7162) 25-00-01",
        }
    },
}


def record_of(event: Event, document: Document) -> Record:
    """Return the record with these entries, as storage would read it; the programme stands beside them."""
    entries = {
        (RecordSection(section), name): StoredEntry(
            section=RecordSection(section),
            id=name,
            content=load_content(RecordSection(section), json.dumps(content).encode()),
            revision=1,
            created_at=NOON,
            changed_at=NOON,
            changed_by="organiser",
            changed_by_name="Organiser",
        )
        for section, contents in document.items()
        for name, content in contents.items()
    }
    return StoredRecord(event=event.id, entries=entries).compose(event, NOON)


def event_of(document: dict[str, Any]) -> Event:
    return Event.model_validate(document)


NEXT = {"starts_at": "2027-09-10T10:00:00+05:00", "ends_at": "2027-09-10T12:00:00+05:00"}


def sources_of(event: Event, record: Document | None = None, **others: Any) -> ReportSources:
    counted: dict[str, Any] = {"registered": Registered(0), "photos": {PHOTO_FILE["sha256"]: PHOTO}}
    counted |= others
    return ReportSources(event=event, record=record_of(event, record or {}), **counted)


PROPOSALS: dict[str, Any] = {
    "received_proposals": 21,
    "proposals": (
        ReportedProposal(
            3,
            {"kk": "Кітапхана кешке дейін ашық болсын.", "ru": "Держать библиотеку открытой."},
            responsible={"kk": "мектеп директоры", "ru": "директор школы"},
            due=date(2027, 9, 1),
        ),
        ReportedProposal(7, {"kk": "Ата-аналарға дәріс оқу"}, due=date(2027, 10, 2)),
        ReportedProposal(12, {"ru": "Кружок права"}),
    ),
    "earlier": (
        EarlierProposals(
            "before",
            EMPTY["title"],
            date(2027, 2, 1),
            (
                ReportedProposal(
                    1,
                    {"kk": "Рейд өткізу", "ru": "Провести рейд"},
                    outcome=ProposalOutcome.DONE,
                    outcome_on=date(2027, 7, 1),
                ),
                ReportedProposal(
                    2,
                    {"kk": "Бейнеролик түсіру", "ru": "Снять видеоролик"},
                    outcome=ProposalOutcome.NOT_DONE,
                    outcome_note={"kk": "қаражат бөлінбеді", "ru": "не выделены средства"},
                ),
                ReportedProposal(4, {"kk": "Парақша шығару"}, outcome=ProposalOutcome.UNDER_WAY),
                ReportedProposal(5, {"kk": "Сауалнама жүргізу"}),
            ),
        ),
        EarlierProposals(
            "long-before",
            {"kk": "Ашық әңгіме"},
            date(2026, 9, 1),
            (ReportedProposal(9, {"kk": "Дәріс"}),),
        ),
    ),
}


def full() -> ReportSources:
    event = event_of(FULL)
    return sources_of(
        event,
        RECORD,
        **PROPOSALS,
        registered=count_registered(event, 12, 1, 101),
        impressions=(impressions(21, *QUESTIONS),),
    )


def event_alone() -> ReportSources:
    """What the event alone knows."""
    event = event_of(FULL)
    return sources_of(
        event,
        registered=count_registered(event, 12, 1, 101),
        impressions=(impressions(21, *QUESTIONS),),
    )


def empty() -> ReportSources:
    return sources_of(event_of(EMPTY))


def one_speaker() -> ReportSources:
    event = event_of(EMPTY | {"programme": [REPORT | {"speakers": [TEACHER]}]})
    return sources_of(event, registered=Registered(1))


def two_speakers_on_one_theme() -> ReportSources:
    """Two who gave one report together, and two reports on one theme."""
    talks = {
        "law": REPORT | {"speakers": [TEACHER, PROSECUTOR]},
        "again": REPORT | {"speakers": [HEAD]},
    }
    for talk in talks.values():
        del talk["name"]
    return sources_of(event_of(EMPTY), {"talks": talks})


def without_impressions() -> ReportSources:
    """Everything but impressions: nobody was asked."""
    return replace(full(), impressions=())


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
    return sources_of(
        event, registered=count_registered(event, 9, None), impressions=(impressions(2),)
    )


def series_of_five() -> ReportSources:
    """Two other events run in Pikir, two recorded by hand, and the next one."""
    event = event_of(EMPTY | {"series": FULL["series"]})
    first, second, following = [
        event_of(EMPTY | {"id": name, "kind": kind} | details)
        for name, kind, details in (
            (
                "first",
                "meeting",
                {"starts_at": "2027-02-01T10:00:00+05:00"}
                | {key: FULL[key] for key in ("venue", "organiser")},
            ),
            ("second", "action", {"starts_at": "2027-03-31T23:30:00+05:00"}),
            ("next", "training", NEXT),
        )
    ]
    return sources_of(
        event,
        {"other_events": RECORD["other_events"]},
        series_events=(first, second),
        next_event=EventLine.of(following),
    )


def two_forms() -> ReportSources:
    """Two forms of impressions, one with a scale of halves."""
    halves = _question(
        "half",
        {"kk": "Баға", "ru": "Оценка", "en": "Mark"},
        ScaleFigures(answered=5, skipped=0, counts={"0": 1, "0.5": 2, "1.5": 2}, mean=0.75),
    )
    return sources_of(
        event_of(EMPTY), impressions=(impressions(5, halves), impressions(6, name="second"))
    )


def head_counts() -> ReportSources:
    """Nobody registered, but heads were counted; no impressions."""
    counts = [{"label": {"kk": "Оқушы", "ru": "Ученик", "en": "Pupil"}, "count": 21}]
    return sources_of(event_of(EMPTY), {"attendance": {"attendance": {"counts": counts}}})


SCENARIOS = {
    each.__name__: each
    for each in (
        full,
        event_alone,
        empty,
        one_speaker,
        two_speakers_on_one_theme,
        head_counts,
        without_impressions,
        series_of_five,
        two_forms,
        as_typed,
    )
}


def plain(report: ReportText) -> str:
    """Return the report as plain text: headings after ``##``, what is no plain paragraph after its style or label."""
    lines = []
    for section in report.sections:
        lines += [f"## {section.heading}"] if section.heading else []
        for paragraph in section.paragraphs:
            mark = paragraph.label or ("" if paragraph.style == "text" else f"[{paragraph.style}]")
            shown = paragraph.text
            if paragraph.chart:
                shown = f"{paragraph.number} | {paragraph.chart.alternative.text} | {shown}"
            lines.append(f"{mark} | {shown}" if mark else shown)
            if paragraph.table:
                lines.append(f"> {' | '.join(paragraph.table.headings)}")
                lines += [
                    f"> {' | '.join(''.join(run.text for run in cell) for cell in row)}"
                    for row in paragraph.table.rows
                ]
    return "\n".join(lines) + "\n"
