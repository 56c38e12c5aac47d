"""The form for tests of pages: a skipped page, a question that its own page decides about, a repeat, and a check of all answers."""

from typing import Any


def _label(kk: str, ru: str, en: str) -> dict[str, str]:
    return {"kk": kk, "ru": ru, "en": en}


FORM: dict[str, Any] = {
    "name": "steps",
    "purpose": "other",
    "title": _label("Отбасы сауалнамасы", "Семейная анкета", "Family survey"),
    "introduction": _label("Бес минут кетеді.", "Это займёт пять минут.", "It takes five minutes."),
    "style": "pages toc",
    "check_answers": True,
    "choices": {
        "yes_no": [
            {"name": "yes", "label": _label("Иә", "Да", "Yes")},
            {"name": "no", "label": _label("Жоқ", "Нет", "No")},
        ]
    },
    "questions": [
        {
            "type": "text",
            "name": "person",
            "label": _label("Атыңыз", "Ваше имя", "Your name"),
            "required": True,
        },
        {
            "type": "select_one",
            "list_name": "yes_no",
            "name": "parent",
            "label": _label("Балаңыз бар ма?", "У вас есть дети?", "Do you have children?"),
            "required": True,
        },
        {
            "type": "begin_group",
            "name": "family",
            "label": _label("Балаларыңыз", "Ваши дети", "Your children"),
            "relevant": "${parent} = 'yes'",
            "appearance": "field-list",
            "questions": [
                {
                    "type": "integer",
                    "name": "children",
                    "label": _label("Нешеу?", "Сколько?", "How many?"),
                    "required": True,
                    "min": 1,
                    "max": 20,
                },
                {
                    "type": "begin_repeat",
                    "name": "child",
                    "label": _label("Бала", "Ребёнок", "Child"),
                    "questions": [
                        {
                            "type": "integer",
                            "name": "age",
                            "label": _label("Жасы", "Возраст", "Age"),
                        }
                    ],
                },
            ],
        },
        {
            "type": "begin_group",
            "name": "opinion",
            "label": _label("Пікіріңіз", "Ваше мнение", "Your opinion"),
            "questions": [
                {
                    "type": "range",
                    "name": "overall",
                    "appearance": "rating",
                    "parameters": {"start": 1, "end": 5, "step": 1},
                    "label": _label("Бағаңыз", "Ваша оценка", "Your rating"),
                },
                {
                    "type": "text",
                    "name": "why",
                    "relevant": "${overall} <= 2",
                    "label": _label("Неліктен?", "Почему?", "Why?"),
                    "default": "-",
                },
                {
                    "type": "text",
                    "name": "wish",
                    "relevant": "${parent} = 'no'",
                    "label": _label("Тілегіңіз", "Пожелание", "Your wish"),
                },
            ],
        },
    ],
}
