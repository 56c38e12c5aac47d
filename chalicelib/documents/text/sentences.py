"""The sentences of a report in three languages, side by side: structure and cases differ too much for a catalogue.

A slot is ``{name}``, ``{name|form}`` with a form of its value (``values``), or ``{name|one/many}`` with words that agree with
it. ``label`` names what a sentence tells in a table of facts, and ``row`` lists the slots of its cell.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from chalicelib.locales import Language

Texts = tuple[str, str, str]
_ORDER: Final[Mapping[Language, int]] = {"kk": 0, "ru": 1, "en": 2}


def in_order(texts: Texts, language: Language) -> str:
    """Return the text in that language."""
    return texts[_ORDER[language]]


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence in Kazakh, Russian and English; without texts it is a row of the table of facts alone."""

    texts: Texts | None = None
    label: Texts | None = None
    row: tuple[str, ...] = ()

    def text(self, language: Language) -> str:
        """Return the sentence in that language, empty for one that is a row alone."""
        return in_order(self.texts, language) if self.texts else ""

    def name(self, language: Language) -> str:
        """Return what its row is called, empty if it is none."""
        return in_order(self.label, language) if self.label else ""


def _speakers(kk: str, ru: str, en: str) -> Sentence:
    """Return the sentence that names who spoke; each text is for one and for several."""
    kk, ru, en = (f"{{speakers|{words}}}: {{speakers}}." for words in (kk, ru, en))
    return Sentence((kk, ru, en))


SENTENCES: Final[Mapping[str, Sentence]] = {
    "title": Sentence(
        (
            "{title|quote} тақырыбында өткізілген {kind} туралы есеп",
            "Отчёт о проведении {kind|gen} на тему {title|quote}",
            "Report on the {kind} {title|quote}",
        )
    ),
    # when, what, theme
    "held": Sentence(
        (
            "{days|on} {title|quote} тақырыбында {kind} өткізілді.",
            "{days|on} {kind|состоялся/состоялась/состоялось} {kind} на тему {title|quote}.",
            "{kind|a} on {title|quote} was held {days|on}.",
        ),
        ("Тақырыбы", "Тема", "Theme"),
        ("title|quote",),
    ),
    "kind": Sentence(label=("Түрі", "Форма проведения", "Kind of event"), row=("kind",)),
    "days": Sentence(label=("Күні", "Дата проведения", "Date"), row=("days",)),
    "hours": Sentence(
        ("Уақыты: {hours}.", "Время проведения: {hours}.", "Time: {hours}."),
        ("Уақыты", "Время", "Time"),
        ("hours",),
    ),
    "venue": Sentence(
        ("Өткізілген орны: {venue}.", "Место проведения: {venue}.", "Venue: {venue}."),
        ("Өткізілген орны", "Место проведения", "Venue"),
        ("venue",),
    ),
    "series": Sentence(
        (
            "Іс-шара {series|quote} іс-шаралар топтамасы аясында ұйымдастырылды.",
            "Мероприятие проведено в рамках серии мероприятий {series|quote}.",
            "It was part of the series of events {series|quote}.",
        ),
        ("Топтама", "Серия", "Series"),
        ("series|quote",),
    ),
    "organiser.known": Sentence(
        (
            "Шара {organiser|gen} ұйымдастыруымен өтті.",
            "Организатором {organiser|выступил/выступила/выступило} {organiser}.",
            "It was organised by the {organiser}.",
        ),
        ("Ұйымдастырушы", "Организатор", "Organiser"),
        ("organiser",),
    ),
    "organiser": Sentence(
        ("Ұйымдастырушы: {organiser}.", "Организатор: {organiser}.", "Organiser: {organiser}."),
        ("Ұйымдастырушы", "Организатор", "Organiser"),
        ("organiser",),
    ),
    # who took part
    "invited.known": Sentence(
        (
            "{kind|dat} {categories|:pl} шақырылды.",
            "К участию были приглашены {categories|:pl}.",
            "{categories|:pl} were invited to take part.",
        ),
        ("Шақырылғандар", "Приглашены", "Invited"),
        ("categories|plain:pl",),
    ),
    "invited": Sentence(
        (
            "{kind|dat} шақырылғандар: {categories|plain}.",
            "К участию были приглашены: {categories|plain}.",
            "Invited to take part: {categories|plain}.",
        ),
        ("Шақырылғандар", "Приглашены", "Invited"),
        ("categories|plain",),
    ),
    "registered": Sentence(
        (
            "Қатысуға {count} тіркелді.",
            "Для участия {count|зарегистрировался/зарегистрировались} {count}.",
            "{count} registered to take part.",
        ),
        ("Тіркелгендер", "Зарегистрировано", "Registered"),
        ("count",),
    ),
    "of_them.known": Sentence(
        (
            "Олардың қатарында: {categories|plain:known}.",
            "В их числе {categories|:known}.",
            "Among them: {categories|:known}.",
        ),
        ("Оның ішінде", "В том числе", "Of them"),
        ("categories|plain:known",),
    ),
    "of_them": Sentence(
        (
            "Санаттар бойынша: {categories|plain}.",
            "По категориям: {categories|plain}.",
            "By category: {categories|plain}.",
        ),
        ("Санаттар бойынша", "По категориям", "By category"),
        ("categories|plain",),
    ),
    "small_groups": Sentence(
        (
            "Саны аз топтар жеке көрсетілмеген.",
            "Малочисленные группы отдельно не показаны.",
            "Small groups are not shown separately.",
        )
    ),
    "aim": Sentence(
        (
            "{kind|gen} мақсаты: {aim}.",
            "Цель {kind|gen}: {aim}.",
            "The aim of the {kind}: {aim}.",
        ),
        ("Мақсаты", "Цель", "Aim"),
        ("aim",),
    ),
    # what was said
    "opening.speakers": Sentence(
        (
            "{kind|acc} {speakers} ашты.",
            "{speakers|Вступительное слово/Со вступительным словом выступили}: {speakers}.",
            "{speakers} opened the {kind}.",
        ),
        ("Ашылуы", "Открытие", "Opening"),
        ("speakers|plain", "title|quote"),
    ),
    "opening.title": Sentence(
        (
            "Кіріспе сөздің тақырыбы: {title|quote}.",
            "Тема вступительного слова: {title|quote}.",
            "The opening was on {title|quote}.",
        )
    ),
    "report.title": Sentence(
        (
            "{title|quote} тақырыбында баяндама тыңдалды.",
            "Заслушан доклад на тему {title|quote}.",
            "A report on {title|quote} was heard.",
        ),
        ("Баяндама", "Доклад", "Report"),
        ("title|quote", "speakers|plain"),
    ),
    "report.speakers": _speakers(
        "Баяндамашы/Баяндамашылар", "Докладчик/Докладчики", "Given by/Given by"
    ),
    "speech.title": Sentence(
        (
            "{title|quote} тақырыбында сөз сөйленді.",
            "Прозвучало выступление на тему {title|quote}.",
            "A speech was given on {title|quote}.",
        ),
        ("Сөз сөйлеу", "Выступление", "Speech"),
        ("title|quote", "speakers|plain"),
    ),
    "speech.speakers": _speakers(
        "Сөз сөйлеген/Сөз сөйлегендер", "Выступающий/Выступающие", "Speaker/Speakers"
    ),
    "practice.title": Sentence(
        (
            "{title|quote} тақырыбында практикалық жұмыс жүргізілді.",
            "Проведено практическое занятие на тему {title|quote}.",
            "A practical session on {title|quote} was held.",
        ),
        ("Практикалық жұмыс", "Практика", "Practice"),
        ("title|quote", "speakers|plain"),
    ),
    "practice.speakers": _speakers("Жүргізген/Жүргізгендер", "Ведущий/Ведущие", "Led by/Led by"),
    "discussion.title": Sentence(
        (
            "{title|quote} тақырыбында талқылау өтті.",
            "Состоялось обсуждение на тему {title|quote}.",
            "There was a discussion on {title|quote}.",
        ),
        ("Талқылау", "Обсуждение", "Discussion"),
        ("title|quote", "speakers|plain"),
    ),
    "discussion.speakers": _speakers(
        "Талқылауды жүргізген/Талқылауды жүргізгендер",
        "Модератор/Модераторы",
        "Moderator/Moderators",
    ),
    "closing.title": Sentence(
        (
            "Қорытынды сөздің тақырыбы: {title|quote}.",
            "Тема заключительного слова: {title|quote}.",
            "The closing was on {title|quote}.",
        )
    ),
    "closing.speakers": Sentence(
        (
            "{speakers|Қорытынды сөз сөйлеген/Қорытынды сөз сөйлегендер}: {speakers}.",
            "{speakers|Заключительное слово/С заключительным словом выступили}: {speakers}.",
            "{speakers} closed the {kind}.",
        ),
        ("Қорытынды сөз", "Заключительное слово", "Closing"),
        ("speakers|plain", "title|quote"),
    ),
    # materials
    "materials": Sentence(
        (
            "{items|Іс-шараның материалы/Іс-шараның материалдары}: {items|plain:quote}.",
            "{items|Материал мероприятия/Материалы мероприятия}: {items|plain:quote}.",
            "{items|Material of the event/Materials of the event}: {items|plain:quote}.",
        ),
        ("Материалдар", "Материалы", "Materials"),
        ("items|plain:quote",),
    ),
    # impressions
    "responses": Sentence(
        (
            "Іс-шара туралы {count} пікір білдірді.",
            "Отзыв о мероприятии {count|оставил/оставили} {count}.",
            "{count} gave feedback on the event.",
        ),
        ("Пікір білдіргендер", "Оставили отзыв", "Gave feedback"),
        ("count",),
    ),
    "responses.of": Sentence(
        (
            "Тіркелген {registered|gen} {count|poss} ({rate} пайызы) іс-шара туралы пікір білдірді.",
            "Отзыв о мероприятии {count|оставил/оставили} {count|bare} из {registered|bare} {registered|зарегистрированного/зарегистрированных} ({rate|percent}).",
            "{count|bare} of the {registered} registered gave feedback on the event ({rate|percent}).",
        ),
        ("Пікір білдіргендер", "Оставили отзыв", "Gave feedback"),
        ("count", "rate|percent"),
    ),
    "too_few": Sentence(
        (
            "Жауап бергендер аз болғандықтан, көрсеткіштер келтірілмейді.",
            "Ответивших мало, поэтому показатели не приводятся.",
            "Too few answered for figures to be given.",
        )
    ),
    "scales": Sentence(
        (
            "{scale} шкаласы бойынша орташа {items|баға/бағалар}: {items|;}.",
            "{items|Средняя оценка/Средние оценки} по шкале {scale}: {items|;}.",
            "{items|Mean rating/Mean ratings} on a scale of {scale}: {items|;}.",
        )
    ),
    "scale": Sentence(
        label=("Орташа баға", "Средняя оценка", "Mean rating"),
        row=("question|quote", "mean", "scale"),
    ),
    "promoters": Sentence(
        (
            "{question|quote} сұрағы бойынша ұсыну индексі (NPS) – {score}.",
            "Индекс готовности рекомендовать (NPS) по вопросу {question|quote} – {score}.",
            "The net promoter score of {question|quote} was {score}.",
        ),
        ("NPS", "NPS", "NPS"),
        ("question|quote", "score"),
    ),
    "choice": Sentence(
        (
            "{question|quote} сұрағына ең көп берілген жауап – {choice|quote}: {count}, жауап бергендердің {share} пайызы.",
            "На вопрос {question|quote} чаще всего отвечали {choice|quote}: {count}, или {share|percent} ответивших.",
            "The most frequent answer to {question|quote} was {choice|quote}: {count}, or {share|percent} of those who answered.",
        ),
        ("Ең көп берілген жауап", "Самый частый ответ", "Most frequent answer"),
        ("question|quote", "choice|quote", "count", "share|percent"),
    ),
}
