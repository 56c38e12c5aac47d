"""The example that organisers start from: a form of ten rows with drop-down lists, and a sheet that explains it, in each language.

The form is `first_form` of the tests' corpus. The words of the drop-downs and what they mean are those of the console's editor.
"""

import io
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from math import ceil
from typing import Final

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from chalicelib import locales
from chalicelib.forms.definition import Purpose
from chalicelib.forms.types import TYPES
from chalicelib.locales import Language
from chalicelib.web.organiser.form_editor.kinds import APPEARANCES, KINDS, MORE_KINDS
from chalicelib.web.organiser.form_editor.menus import ROLE_WORDS
from chalicelib.web.organiser.spreadsheets import PURPOSES

FORM: Final = "first_form"
_ROWS: Final = 300
"""The rows that have drop-down lists."""
_WIDEST: Final = 36
_GUIDE_WIDTH: Final = 84
_LINE: Final = 15.0
"""The height of a line in points."""
_GUIDE: Final[Mapping[Language, str]] = {"kk": "Түсіндірме", "ru": "Пояснение", "en": "Guide"}
_LISTS: Final = {"one": "who", "several": "topics", "yes_no": "yes_no", "ranking": "topics"}
"""The example's lists by the kinds that take one."""
_LEFT_OUT: Final = frozenset({"calculate", "hidden", "today", "geopoint", "audio", "video"})
"""Types that a first form does not need."""
_ENDS: Final[Mapping[Language, str]] = {
    "kk": "Топтың не қайталанатын топтың соңы",
    "ru": "Конец группы или повторяющейся группы",
    "en": "The end of a group or a repeated group",
}
_HEADINGS: Final[Mapping[str, Mapping[Language, str]]] = {
    "title": {
        "kk": "Осы файлда форма қалай жазылады",
        "ru": "Как написать форму в этом файле",
        "en": "How to write a form in this file",
    },
    "type": {
        "kk": "type бағанына не жазылады",
        "ru": "Что писать в столбец type",
        "en": "What to write into the column type",
    },
    "appearance": {
        "kk": "appearance бағанына не жазылады (бос қалуы мүмкін)",
        "ru": "Что писать в столбец appearance (можно оставить пустым)",
        "en": "What to write into the column appearance (it can stay empty)",
    },
    "role": {
        "kk": "pikir::role бағанына не жазылады (бос қалуы мүмкін)",
        "ru": "Что писать в столбец pikir::role (можно оставить пустым)",
        "en": "What to write into the column pikir::role (it can stay empty)",
    },
    "purpose": {
        "kk": "settings парағындағы pikir::purpose бағанына не жазылады",
        "ru": "Что писать в столбец pikir::purpose на листе settings",
        "en": "What to write into the column pikir::purpose of the sheet settings",
    },
}
_STEPS: Final[Mapping[Language, Sequence[str]]] = {
    "kk": (
        "survey парағында әр жол – бір сұрақ. type бағанынан сұрақтың түрін таңдаңыз.",
        "name – латын әріптерімен жазылған, бос орынсыз қысқа сөз. Ол әр жолда өзгеше болуы керек: жүктеп алған файлда сұрақ осылай аталады.",
        "label бағандарына сұрақтың мәтінін әр тілде жазыңыз. hint – сұрақтың астындағы түсініктеме, ол болмауы да мүмкін.",
        "Жауап нұсқалары choices парағында тұрады. Тізім атауын түрден кейін жазыңыз, мысалы: select_one who.",
        "required бағанына yes жазылса, сұраққа жауап беру міндетті.",
        "relevant сұрақтың қашан қойылатынын білдіреді: ${overall} <= 2 – тек 1 немесе 2 деп бағалағандарға.",
        "constraint қандай жауап қабылданатынын білдіреді: нүкте – жауаптың өзі. Жауап сай болмаса, адам constraint_message мәтінін көреді.",
        "settings парағында форманың атауы мен мақсаты, form_id бағанында қысқа аты жазылады.",
        "Мысалдағы жолдарды өзгертуге, өшіруге, жаңасын қосуға болады. Бірінші жолдағы баған атаулары сол күйінде қалсын. Бұл парақ оқылмайды, ол файлда қала берсін.",
        "Дайын болғанда Pikir жүйесінде файлды жіберіңіз. Қате болса, жүйе оның жолын көрсетеді. Форманы жарияланғанға дейін ешкім көрмейді.",
    ),
    "ru": (
        "На листе survey каждая строка – один вопрос. Выберите тип вопроса в столбце type.",
        "name – короткое слово латинскими буквами, без пробелов, в каждой строке своё: так вопрос называется в выгрузках.",
        "В столбцах label напишите текст вопроса на каждом языке. hint – пояснение под вопросом, его может не быть.",
        "Варианты ответа стоят на листе choices. Имя списка напишите после типа, например: select_one who.",
        "Если в столбце required стоит yes, на вопрос нужно ответить.",
        "relevant говорит, когда вопрос задаётся: ${overall} <= 2 – только тем, кто поставил 1 или 2.",
        "constraint говорит, какой ответ принимается: точка – это сам ответ. Если ответ не подходит, человек видит текст из constraint_message.",
        "На листе settings стоят название и назначение формы, в столбце form_id – её короткое имя.",
        "Строки примера можно менять, удалять и добавлять. Названия столбцов в первой строке оставьте как есть. Этот лист не читается, он может остаться в файле.",
        "Когда всё готово, отправьте файл в Pikir. Если что-то не так, система назовёт строку. До публикации форму никто не видит.",
    ),
    "en": (
        "On the sheet survey each row is a question. Choose its type in the column type.",
        "name is a short word in Latin letters, without spaces and different in each row: downloads call the question by it.",
        "Write the question's text into the label columns, in each language. hint is an explanation below the question; it can be left out.",
        "The choices are on the sheet choices. Write the name of their list after the type, for example: select_one who.",
        "With yes in the column required, the question must be answered.",
        "relevant says when the question is asked: ${overall} <= 2 means only those who gave 1 or 2.",
        "constraint says which answers are accepted: the full stop is the answer itself. Who gives another one sees the text of constraint_message.",
        "The sheet settings holds the form's title and purpose, and in the column form_id its short name.",
        "Change, delete and add rows as you like. Leave the names of the columns in the first row as they are. This sheet is not read and can stay in the file.",
        "When you are done, send the file to Pikir. If something is wrong, it names the row. Nobody sees the form before it is published.",
    ),
}
_OPTIONS: Final = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}


def write_example(language: Language) -> bytes:
    """Return the workbook with its guide in that language; the same every time."""
    content = io.BytesIO()
    with Workbook(content, _OPTIONS) as book:
        book.set_properties({"created": datetime(1980, 1, 1)})  # noqa: DTZ001 -- Excel's dates have no zone
        ranges = _write_guide(book, language)
        _write_form(book, ranges)
    return content.getvalue()


def _write_guide(book: Workbook, language: Language) -> dict[str, str]:
    """Write the sheet that explains; return the cells of each column's words, by the column."""
    title = _GUIDE[language]
    sheet = book.add_worksheet(title)
    heading = book.add_format({"bold": True, "font_size": 13, "valign": "top"})
    text = book.add_format({"text_wrap": True, "valign": "top", "num_format": "@"})
    word = book.add_format({"valign": "top", "num_format": "@", "font_color": "#0B5563"})
    sheet.set_column(0, 0, 24)
    sheet.set_column(1, 1, _GUIDE_WIDTH, text)
    sheet.set_column(2, 2, 48, text)
    sheet.hide_gridlines(2)
    sheet.set_landscape()
    sheet.set_paper(9)  # A4
    sheet.fit_to_pages(1, 0)
    sheet.write_string(0, 0, _HEADINGS["title"][language], heading)
    for number, step in enumerate(_STEPS[language], start=1):
        sheet.write_number(number, 0, number, book.add_format({"align": "left", "valign": "top"}))
        sheet.write_string(number, 1, step, text)
        sheet.set_row(number, _height(step, _GUIDE_WIDTH))
    return dict(_write_words(sheet, title, language, heading, (word, text)))


def _write_words(
    sheet: Worksheet,
    title: str,
    language: Language,
    heading: Format,
    cells: tuple[Format, Format],
) -> Iterator[tuple[str, str]]:
    """Write what each column can hold, below the steps; yield the column and the cells of its words."""
    row = len(_STEPS[language]) + 2
    word, text = cells
    for column, words in _words(language).items():
        sheet.write_string(row, 0, _HEADINGS[column][language], heading)
        for number, (each, meaning, example) in enumerate(words, start=row + 1):
            sheet.write_string(number, 0, each, word)
            sheet.write_string(number, 1, meaning, text)
            sheet.set_row(number, _height(meaning, _GUIDE_WIDTH))
            sheet.write_string(number, 2, example, text)
        yield column, f"='{title}'!$A${row + 2}:$A${row + 1 + len(words)}"
        row += len(words) + 2


def _height(text: str, width: int) -> float:
    """Return the height of a row in points: not every program finds it by itself."""
    return _LINE * max(1, ceil(len(text) / (width * 0.9)))


def _words(language: Language) -> dict[str, list[tuple[str, str, str]]]:
    """Return what can be written into the columns, with its meaning and an example."""

    def translate(message: str) -> str:
        return locales.translate(message, language)

    types: dict[str, tuple[str, str, str]] = {}
    for kind in (*KINDS, *MORE_KINDS):
        name = f"{kind.type} {_LISTS[kind.id]}" if kind.id in _LISTS else kind.type
        if kind.type not in _LEFT_OUT and kind.keys.get("role") != "category":
            types.setdefault(name, (name, translate(kind.label), translate(kind.example)))
    for name in ("end_group", "end_repeat"):
        types[name] = (name, _ENDS[language], "")
    appearances = {
        word: (word, translate(meaning), ", ".join(_types_of(word)))
        for words in APPEARANCES.values()
        for word, meaning in words.items()
        if word and _types_of(word)
    }
    return {
        "type": list(types.values()),
        "appearance": list(appearances.values()),
        "role": [(role, translate(meaning), "") for role, meaning in ROLE_WORDS.items()],
        "purpose": [(each.value, translate(PURPOSES[each]), "") for each in Purpose],
    }


def _types_of(appearance: str) -> list[str]:
    """Return the types that the words of the editor's menu for an appearance are about."""
    return [name for name, words in APPEARANCES.items() if appearance in words and name in TYPES]


def _write_form(book: Workbook, ranges: Mapping[str, str]) -> None:
    """Write the sheets of the form, with drop-down lists in the columns that have words of their own."""
    from tests.xlsform.corpus.files import read_source

    header = book.add_format({"bold": True, "bg_color": "#E8EEF4", "num_format": "@"})
    text = book.add_format({"num_format": "@", "valign": "top", "text_wrap": True})
    lists = {
        ("survey", "type"): ranges["type"],
        ("survey", "required"): ["yes", "no"],
        ("survey", "appearance"): ranges["appearance"],
        ("survey", "pikir::role"): ranges["role"],
        ("settings", "pikir::purpose"): ranges["purpose"],
    }
    for source in read_source(FORM).sheets:
        sheet = book.add_worksheet(source.name)
        sheet.freeze_panes(1, 2 if source.name != "settings" else 0)
        headers, *rows = source.rows
        for number, row in enumerate(rows, start=1):
            sheet.set_row(number, max(_height(str(cell or ""), _WIDEST) for cell in row))
        for column, name in enumerate(map(str, headers)):
            texts = [str(row[column] or "") if column < len(row) else "" for row in rows]
            width = min(max(map(len, (name, *texts))) + 2, _WIDEST)
            sheet.set_column(column, column, width, text)
            sheet.write_string(0, column, name, header)
            for number, cell in enumerate(texts, start=1):
                if cell:
                    sheet.write_string(number, column, cell, text)
            words = lists.get((source.name, name))
            if words:
                last = _ROWS if source.name == "survey" else 1
                rule = {"validate": "list", "source": words, "show_error": False}
                sheet.data_validation(1, column, last, column, rule)
