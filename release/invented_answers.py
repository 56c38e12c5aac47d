"""Invented people and opinions for the pictures of the documentation."""

from collections.abc import Iterator, Mapping
from typing import Final

_PEOPLE: Final = (
    ("Айгүл Серікова", "state_body", "Аудандық білім бөлімі", "kk"),
    ("Марат Жұмабеков", "deputy_head", "№ 2 жалпы білім беретін мектеп", "kk"),
    ("Ольга Ким", "psychologist", "Школа-гимназия № 4", "ru"),
    ("Дәурен Оспанов", "deputy_head", "Көктерек орта мектебі", "kk"),
    ("Светлана Петрова", "state_body", "Отдел занятости", "ru"),
    ("Әсел Нұрланова", "psychologist", "№ 7 мектеп-лицей", "kk"),
    ("Тимур Ахметов", "pupil", "№ 2 жалпы білім беретін мектеп, 10-сынып", "ru"),
    ("Гүлнар Бекова", "deputy_head", "Сарыбұлақ негізгі мектебі", "kk"),
    ("Данияр Қасымов", "pupil", "Көктерек орта мектебі, 11-сынып", "kk"),
    ("Ирина Волкова", "psychologist", "Центр психологической помощи", "ru"),
    ("Ербол Сағындықов", "state_body", "Аудан әкімдігі", "kk"),
    ("Зарина Омарова", "pupil", "№ 7 мектеп-лицей, 9-сынып", "kk"),
)
_LEARNED: Final = (
    "Қауіпті еңбектің белгілерін қалай байқауға болатынын білдім.",
    "Узнала, куда обратиться, если ребёнок работает вместо учёбы.",
    "Заң не дейтінін енді түсінемін.",
    "",
)
_BETTER: Final = ("Талқылауға көбірек уақыт берілсе.", "", "Больше примеров из школ.", "")


def registrations() -> Iterator[tuple[Mapping[str, object], str]]:
    """Yield the answers of those who register, and their language."""
    for number, (name, category, organisation, language) in enumerate(_PEOPLE):
        yield (
            {
                "category": category,
                "name": name,
                "organisation": organisation,
                "email": f"person{number}@pikir.example",
                "language": language,
                "consent": "OK",
            },
            language,
        )


def impressions() -> Iterator[tuple[Mapping[str, object], str]]:
    """Yield what people thought afterwards, and their language."""
    for number in range(3 * len(_PEOPLE)):
        _, category, _, language = _PEOPLE[number % len(_PEOPLE)]
        answers = {
            "category": category,
            "overall": (5, 4, 5, 5, 3, 4)[number % 6],
            "clarity": (5, 4, 4)[number % 3],
            "usefulness": (4, 5)[number % 2],
            "organisation": (5, 5, 4)[number % 3],
            "liked": ["discussion", "reports"] if number % 3 else ["speeches", "materials"],
            "recommend": (9, 10, 8, 10, 7)[number % 5],
            "learned": _LEARNED[number % len(_LEARNED)],
            "better": _BETTER[number % len(_BETTER)],
        }
        yield {name: value for name, value in answers.items() if value != ""}, language
