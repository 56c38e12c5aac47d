"""Sentences on what the event itself knows."""

from collections.abc import Mapping
from typing import Final

from chalicelib.documents.text.sentences.sentence import Sentence

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
    "invited.number": Sentence(
        (
            "Барлығы {count} шақырылды.",
            "Всего {count|приглашён/приглашено} {count}.",
            "In all, {count} {count|was/were} invited.",
        ),
        ("Барлық шақырылғандар", "Всего приглашено", "Invited in all"),
        ("count",),
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
    "materials": Sentence(
        (
            "{items|Іс-шараның материалы/Іс-шараның материалдары}: {items|plain:quote}.",
            "{items|Материал мероприятия/Материалы мероприятия}: {items|plain:quote}.",
            "{items|Material of the event/Materials of the event}: {items|plain:quote}.",
        ),
        ("Материалдар", "Материалы", "Materials"),
        ("items|plain:quote",),
    ),
}
