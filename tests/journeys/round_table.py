"""What an organiser enters after a round table, and how each part of it has to stand in the full report in Kazakh.

The structure is that of a district's own report; all people, places and bodies are invented.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Final

TITLE: Final = {"kk": "Бала еңбегінсіз балалық", "ru": "Детство без труда"}
AIM: Final = "Бала еңбегі денсаулық пен оқуға қалай зиян келтіретінін түсіндіру"
SERIES: Final = "Балалық шақ – оқу шағы"
VENUE: Final = "Ақбұлақ ауылының мәдениет үйі"
ORGANISER: Final = "Ақбұлақ ауданының оқу орталығы"
THEME: Final = "Заң кәмелетке толмаған жұмысшыны қалай қорғайды?"

Typed = Mapping[str, str]
"""What is typed into the fields of an entry, by their names; of a menu the option."""

PAPER: Final = ("letterhead", "addressee", "signatory_position", "signatory", "executor")
"""The texts of a paper, which begins with those of a former one of the organiser's."""

RECORD: Final[Mapping[str, Sequence[Typed]]] = {
    "attendance": [
        {
            "counts.0.count": "6",
            "counts.1.count": "14",
            "counts.1.invited": "19",
            "counts.2.count": "3",
            "counts.3.count": "27",
            "counts.4.label.kk": "Мектеп психологы",
            "counts.4.count": "4",
            "total": "54",
            "invited": "61",
            "note.kk": "Екі ауыл мектебі бейнебайланыспен қосылды",
        }
    ],
    "organisations": [
        {
            "name.kk": "Ювеналды полиция бөлімшесі",
            "persons.0.name.kk": "Д. Омарбекова",
            "persons.0.position.kk": "учаске инспекторы",
        },
        {"name.kk": "«Болашақ бастауы» қоры", "role": "partner"},
    ],
    "discussions": [
        {
            "question.kk": "Бала жазда неше сағат жұмыс істей алады?",
            "views.kk": "Ата-аналар еңбек пен қанаудың аражігін сұрады",
        },
        {"question.kk": "Мектеп кімге хабарлауға міндетті?"},
    ],
    "handouts": [
        {
            "title.kk": "Тәрбие сағатының әзірлемелері",
            "kind": "method_pack",
            "copies": "120",
            "recipients.kk": "сынып жетекшілеріне",
        },
        {"title.kk": "Далада емес, партада", "kind": "video"},
    ],
    "consultations": [
        {
            "kind": "guidance",
            "topic.kk": "Бала құқығы апталығын өткізу",
            "recipients.kk": "аудан мектептеріне",
            "count": "9",
        },
        {"kind": "consultation", "topic.kk": "Жазғы жұмысқа келісім", "count": "17"},
    ],
    "media": [
        {"name.kk": "«Ақбұлақ тынысы» газеті", "link": "https://aqbulaq.example/news/17"},
        {"name.kk": "Дала FM"},
    ],
    "actions": [
        {
            "title.kk": "Балалар еңбегіне – жоқ",
            "slogan": "Детям – детство!",
            "slogan_language": "ru",
            "schools": "8",
            "pupils": "1340",
        },
        {"title.kk": "Ата-аналар назарына", "slogan": "Еңбек күтсін!", "slogan_language": "kk"},
    ],
    "other_events": [
        {
            "title.kk": "Әлем бала еңбегіне қарсы",
            "kind": "training",
            "day": "2026-03-05",
            "place.kk": "Тасқара ауылы",
            "organiser.kk": "Аудандық кітапхана",
            "participants.0.label.kk": "балалар дәрігерлері",
            "participants.0.count": "11",
            "themes.kk": "ауыр еңбектің денсаулыққа зияны",
        },
        {"title.kk": "Бала – біздің болашағымыз", "kind": "meeting", "day": "2026-04-09"},
    ],
    "help": [
        {
            "kind": "reception",
            "topics.kk": "бала құқықтары",
            "hours.kk": "дүйсенбі–жұма 9:00–18:00",
            "phone": "+7 (7162) 25-14-15",
            "address.kk": "Ақбұлақ ауылы, Достық көшесі, 3",
            "asked": "33",
        },
        {"kind": "helpline", "phone": "+7 (7162) 25-14-16"},
    ],
    "next_steps": [
        {
            "what.kk": "Мектептерде дөңгелек үстелді қайталау",
            "responsible.kk": "директордың орынбасарлары",
            "due": "2027-02-01",
        },
        {"what.kk": "Ата-аналарға жадынама тарату"},
    ],
    "paper": [
        {
            "letterhead.kk": "Ақмола облысы\nАқбұлақ ауданының оқу орталығы",
            "addressee.kk": "Облыстық білім басқармасының басшысына",
            "number": "04-11/227",
            "dated": "2026-12-02",
            "signatory_position.kk": "Орталық жетекшісі",
            "signatory.kk": "Қ. Байжанова",
            "executor.kk": "С. Төлеген",
            "executor_phone": "+7 (7162) 25-14-17",
            **dict.fromkeys((f"{name}.ru" for name in PAPER), ""),
        }
    ],
}
TALKS: Final[Mapping[str, Typed]] = {
    "opening": {
        "speakers.0.name.kk": "Қ. Байжанова",
        "speakers.0.position.kk": "орталық жетекшісі",
        "measures.kk": "рейдтер, дәрістер және сенім жәшіктері",
    },
    "report": {
        "gist.kk": "Заңның үш талабы мысалмен түсіндірілді",
        "addressed_to.kk": "жоғары сынып оқушыларына",
    },
    "discussion": {"took_place": ""},
    "closing": {"speakers.0.name.kk": "Е. Досжанов", "speakers.0.position.kk": "аудан прокуроры"},
}
"""What is written about the items of the programme; the discussion was none."""
ADDED_TALK: Final[Typed] = {
    "kind": "speech",
    "title.kk": "Түнгі ауылдағы бала",
    "speakers.0.name.kk": "Д. Омарбекова",
    "gist.kk": "Түнгі рейдтердің нәтижесі айтылды",
}
SPEAKERS: Final = (("А. Серікқызы", "тәрбие ісінің меңгерушісі"), ("Б. Смағұл", "тарих мұғалімі"))
"""Two who share a theme, from schools of these names."""
SCHOOLS: Final = ("Тасқара орта мектебі", "Ақбұлақ мектеп-гимназиясы")
ACCEPTED: Final = ("Кітапхана кешке дейін ашық болсын", "Әр мектепте сенім жәшігі тұрсын")
RESPONSIBLE: Final = "мектеп директорлары"
DECLINED: Final = "Сабақты түстен кейін бастау"
QUOTE: Final = "Заңды ойын арқылы түсіндіргені ұнады"


def yesterday() -> datetime:
    return datetime.now(UTC) - timedelta(days=1)


MONTHS: Final = (
    *("қаңтар", "ақпан", "наурыз", "сәуір", "мамыр", "маусым"),
    *("шілде", "тамыз", "қыркүйек", "қазан", "қараша", "желтоқсан"),
)


def day_of(text: str) -> str:
    """Return a day as it is written in Kazakh."""
    day = datetime.fromisoformat(text)
    return f"{day.year} жылғы {day.day} {MONTHS[day.month - 1]}"


def list_expected() -> Iterator[tuple[str, Sequence[str]]]:
    """Yield each heading of the full Kazakh report with what stands under it, in this order."""
    of = {section: [dict(entry) for entry in entries] for section, entries in RECORD.items()}
    paper = of["paper"][0]
    yield (
        "",
        (
            *paper["letterhead.kk"].splitlines(),
            paper["addressee.kk"],
            paper["number"],
            day_of(paper["dated"]),
            *(TITLE["kk"], "дөңгелек үстел туралы есеп"),
            day_of(f"{yesterday():%Y-%m-%d}"),
            *(TITLE["kk"], "10:00", VENUE, SERIES, ORGANISER),
        ),
    )
    police, fund = of["organisations"]
    yield (
        "Қатысушылар",
        (
            *(
                "61 адам шақырылды",
                "мұғалімдер – 19",
                "54 адам қатысты",
                "мемлекеттік органдардың өкілдері – 6",
            ),
            *("мұғалімдер – 14", "ата-аналар – 3", "оқушылар – 27", "мектеп психологтары – 4"),
            of["attendance"][0]["note.kk"],
            police["name.kk"],
            police["persons.0.name.kk"],
            police["persons.0.position.kk"],
            *("Серіктес", fund["name.kk"]),
        ),
    )
    yield "Мақсаты", (AIM,)
    yield "Ашылуы", tuple(TALKS["opening"].values())
    yield (
        "Баяндамалар мен сөздер",
        (
            THEME,
            *(
                part
                for speaker, school in zip(SPEAKERS, SCHOOLS, strict=True)
                for part in (*speaker, school)
            ),
            *TALKS["report"].values(),
            *list(ADDED_TALK.values())[1:],
        ),
    )
    yield "Талқылау", tuple(text for entry in of["discussions"] for text in entry.values())
    plan, film = of["handouts"]
    week, contract = of["consultations"]
    yield (
        "Материалдар мен кеңестер",
        (
            *(plan["title.kk"], "әдістемелік жинақ", "120 дана", plan["recipients.kk"]),
            *(film["title.kk"], "бейнематериал"),
            *(week["topic.kk"], "9 әдістемелік нұсқау", week["recipients.kk"]),
            *(contract["topic.kk"], "17 консультация"),
        ),
    )
    yield "БАҚ", tuple(text for entry in of["media"] for text in entry.values())
    no_work, notice = of["actions"]
    training, meeting = of["other_events"]
    yield (
        "Басқа іс-шаралар",
        (
            *(no_work["title.kk"], no_work["slogan"], "8 мектеп", "1 340 оқушы"),
            *(notice["title.kk"], notice["slogan"]),
            *(training["title.kk"], "тренинг", day_of(training["day"]), training["place.kk"]),
            *(training["organiser.kk"], "балалар дәрігерлері – 11", training["themes.kk"]),
            *(meeting["title.kk"], "кездесу", day_of(meeting["day"])),
        ),
    )
    reception, line = of["help"]
    yield (
        "Көмек",
        (
            "қоғамдық қабылдау",
            *(reception[name] for name in ("topics.kk", "hours.kk", "phone", "address.kk")),
            *("33 адам", "сенім телефоны", line["phone"]),
        ),
    )
    first, second = ACCEPTED
    yield (
        "Ұсыныстар",
        ("3 ұсыныс", "№ 1", first, RESPONSIBLE, day_of("2027-05-20"), "№ 2", second),
    )
    yield "Қатысушылардың пікірі", ("54 адамның 10-ы (19 пайызы)", "4,5", QUOTE)
    yield "Қорытынды сөз", tuple(TALKS["closing"].values())
    again, notes = of["next_steps"]
    yield (
        "Алдағы жұмыс",
        (
            *(again["what.kk"], again["responsible.kk"], day_of(again["due"]), notes["what.kk"]),
            *(paper[f"{name}.kk"] for name in ("signatory_position", "signatory", "executor")),
            paper["executor_phone"],
        ),
    )


def squeeze(text: str) -> str:
    """Return the text as letters alone: lines break anywhere, and sentences begin with capitals."""
    return re.sub(r"[\s\u2060\u00ad]+", "", text).replace("\u2011", "-").casefold()


def find_missing(text: str, facts: Sequence[str]) -> Sequence[str]:
    """Return the facts that the text does not hold in their order."""
    squeezed, at, missing = squeeze(text), 0, []
    for fact in facts:
        found = squeezed.find(squeeze(fact), at)
        if found < 0:
            missing.append(fact)
        else:
            at = found + len(squeeze(fact))
    return missing


def list_typed() -> Iterator[str]:
    """Yield every text that was typed, as it has to stand in each language."""
    entries = [entry for entries in RECORD.values() for entry in entries]
    for entry in (*entries, *TALKS.values(), ADDED_TALK):
        for name, text in entry.items():
            if name.endswith(".kk") or name in ("slogan", "link", "number", "phone"):
                yield from text.splitlines()
    yield from (AIM, SERIES, VENUE, ORGANISER, THEME, *SCHOOLS, *ACCEPTED, RESPONSIBLE, QUOTE)
