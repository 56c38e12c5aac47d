"""The words of a report's annexes, in Kazakh, Russian and English."""

from collections.abc import Mapping
from typing import Final

from chalicelib.documents.text.sentences.sentence import Texts
from chalicelib.domain.events import ReportAnnex
from chalicelib.domain.events.programme import ItemKind
from chalicelib.domain.records.sections import OrganisationRole

ANNEX: Final[Texts] = ("{number}-қосымша", "Приложение {number}", "Annex {number}")
LISTED: Final[Texts] = (
    "{title} ({number}-қосымша).",
    "{title} (приложение {number}).",
    "{title} (annex {number}).",
)
LEADS: Final[tuple[Texts, Texts]] = (
    ("Есепке қоса беріледі: ", "К отчёту прилагается: ", "Annexed to the report: "),
    ("Есепке қоса беріледі:", "К отчёту прилагаются:", "Annexed to the report:"),
)
"""For one annex, and for several."""
TITLES: Final[Mapping[ReportAnnex, Texts]] = {
    "figures": (
        "Қатысушылар пікірінің көрсеткіштері",
        "Показатели отзывов участников",
        "Figures of what participants thought",
    ),
    "programme": (
        "Бағдарлама және оның орындалуы",
        "Программа и её выполнение",
        "The programme and how it was carried out",
    ),
    "organisations": ("Ұйымдар тізімі", "Список организаций", "List of organisations"),
}

ANSWERS: Final[tuple[Texts, ...]] = (
    ("Жауап", "Ответ", "Answer"),
    ("Саны", "Число", "Number"),
    ("Үлесі", "Доля", "Share"),
)
RATINGS: Final[tuple[Texts, ...]] = (("Баға", "Оценка", "Rating"), *ANSWERS[1:])
PLACES: Final[tuple[Texts, ...]] = (
    ("Нұсқа", "Вариант", "Choice"),
    ("Ұпай", "Баллы", "Points"),
    ("Орташа орны", "Среднее место", "Mean place"),
)
FIGURES: Final[tuple[Texts, ...]] = (
    ("Көрсеткіш", "Показатель", "Figure"),
    ("Мәні", "Значение", "Value"),
)
MEAN: Final[Texts] = ("Орташа мән", "Среднее", "Mean")
MEDIAN: Final[Texts] = ("Медиана", "Медиана", "Median")
TIME: Final[Texts] = ("Уақыты", "Время", "Time")
PROGRAMME: Final[tuple[Texts, ...]] = (
    ("Бағдарлама бойынша", "По программе", "As planned"),
    ("Іс жүзінде", "Фактически", "As it took place"),
)
BODIES: Final[tuple[Texts, ...]] = (
    ("Ұйым", "Организация", "Organisation"),
    ("Рөлі", "Роль", "Role"),
    ("Өкілдері", "Представители", "Representatives"),
)
ORGANISER: Final[Texts] = ("Ұйымдастырушы", "Организатор", "Organiser")
ROLES: Final[Mapping[OrganisationRole, Texts]] = {
    "represented": ("Қатысушы", "Участник", "Participant"),
    "co_organiser": ("Бірлескен ұйымдастырушы", "Соорганизатор", "Co-organiser"),
    "partner": ("Серіктес", "Партнёр", "Partner"),
}
KINDS: Final[Mapping[ItemKind, Texts]] = {
    "opening": ("Ашылуы", "Открытие", "Opening"),
    "speech": ("Сөз сөйлеу", "Выступление", "Speech"),
    "report": ("Баяндама", "Доклад", "Report"),
    "discussion": ("Талқылау", "Обсуждение", "Discussion"),
    "practice": ("Практикалық жұмыс", "Практическая работа", "Practical work"),
    "break": ("Үзіліс", "Перерыв", "Break"),
    "closing": ("Жабылуы", "Закрытие", "Closing"),
}
AS_PLANNED: Final[Texts] = ("жоспар бойынша өтті", "состоялось по плану", "took place as planned")
NOT_HELD: Final[Texts] = ("өткен жоқ", "не состоялось", "did not take place")
ADDED: Final[Texts] = ("сол күні қосылды", "добавлено в день проведения", "added on the day")
