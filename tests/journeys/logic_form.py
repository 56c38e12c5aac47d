"""The form for journeys through logic: a cascade of choices, nested repeats, a sum and a chain of conditions."""

from typing import Any

YES_NO = [
    {"name": "yes", "label": {"kk": "Иә", "ru": "Да", "en": "Yes"}},
    {"name": "no", "label": {"kk": "Жоқ", "ru": "Нет", "en": "No"}},
]
REGIONS = [
    {"name": "almaty", "label": {"kk": "Алматы", "ru": "Алматы", "en": "Almaty"}},
    {"name": "turkistan", "label": {"kk": "Түркістан", "ru": "Туркестан", "en": "Turkistan"}},
]
TOWNS = [
    {"name": "talgar", "label": {"kk": "Талғар", "ru": "Талгар", "en": "Talgar"}},
    {"name": "kaskelen", "label": {"kk": "Қаскелең", "ru": "Каскелен", "en": "Kaskelen"}},
    {"name": "kentau", "label": {"kk": "Кентау", "ru": "Кентау", "en": "Kentau"}},
    {"name": "sairam", "label": {"kk": "Сайрам", "ru": "Сайрам", "en": "Sairam"}},
]
SCHOOLS = [
    {
        "name": f"{town['name']}_{number}",
        "label": {"kk": f"№ {number} мектеп"},
        "town": town["name"],
    }
    for town in TOWNS
    for number in (1, 2)
]
STEPS = ("first", "second", "third", "fourth", "fifth")


def chain() -> list[dict[str, Any]]:
    """Return five questions, each relevant only if the answer to the one before is yes."""
    rows: list[dict[str, Any]] = []
    for number, name in enumerate(STEPS):
        row: dict[str, Any] = {
            "type": "select_one",
            "list_name": "yes_no",
            "name": name,
            "label": {
                "kk": f"{number + 1}-қадам",
                "ru": f"Шаг {number + 1}",
                "en": f"Step {number + 1}",
            },
            "required": number > 0,
        }
        if number:
            row["relevant"] = f"${{{STEPS[number - 1]}}} = 'yes'"
        rows.append(row)
    return rows


FORM: dict[str, Any] = {
    "name": "logic",
    "purpose": "other",
    "title": {"kk": "Отбасы туралы", "ru": "О семье", "en": "About the family"},
    "choices": {
        "yes_no": YES_NO,
        "regions": REGIONS,
        "towns": [
            {**town, "region": "almaty" if number < 2 else "turkistan"}
            for number, town in enumerate(TOWNS)
        ],
        "schools": SCHOOLS,
    },
    "questions": [
        {
            "type": "select_one",
            "list_name": "regions",
            "name": "region",
            "label": {"kk": "Өңір", "ru": "Регион", "en": "Region"},
        },
        {
            "type": "select_one",
            "list_name": "towns",
            "name": "town",
            "label": {"kk": "Қала", "ru": "Город", "en": "Town"},
            "relevant": "${region} != ''",
            "choice_filter": "region = ${region}",
        },
        {
            "type": "select_one",
            "list_name": "schools",
            "name": "school",
            "appearance": "minimal",
            "label": {"kk": "Мектеп", "ru": "Школа", "en": "School"},
            "relevant": "${town} != ''",
            "choice_filter": "town = ${town}",
        },
        *chain(),
        {
            "type": "begin_repeat",
            "name": "members",
            "label": {"kk": "Отбасы мүшесі", "ru": "Член семьи", "en": "Family member"},
            "questions": [
                {"type": "text", "name": "name", "label": {"kk": "Аты", "ru": "Имя", "en": "Name"}},
                {
                    "type": "integer",
                    "name": "age",
                    "min": 0,
                    "max": 120,
                    "label": {"kk": "Жасы", "ru": "Возраст", "en": "Age"},
                    "constraint": ". < 100",
                    "constraint_message": {
                        "kk": "${name} шынымен жүзден асты ма?",
                        "ru": "${name} действительно больше ста?",
                        "en": "Is ${name} really over a hundred?",
                    },
                },
                {
                    "type": "begin_repeat",
                    "name": "pets",
                    "label": {"kk": "Үй жануары", "ru": "Питомец", "en": "Pet"},
                    "relevant": "${age} < 18",
                    "questions": [
                        {
                            "type": "text",
                            "name": "pet",
                            "label": {
                                "kk": "${name} жануарының аты",
                                "ru": "Кличка питомца (${name})",
                                "en": "The pet of ${name}",
                            },
                        }
                    ],
                },
            ],
        },
        {"type": "calculate", "name": "total", "calculation": "sum(${age})"},
        {
            "type": "note",
            "name": "sum",
            "label": {
                "kk": "Бәріңіздің жасыңыз қосқанда: **${total}**",
                "ru": "Вам всем вместе: **${total}**",
                "en": "Together you are **${total}**",
            },
        },
    ],
}
