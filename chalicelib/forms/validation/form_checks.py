"""Rules for the whole form: unique names, roles, lists, the default language, the number of questions."""

from collections import Counter
from collections.abc import Iterator, Sequence

from chalicelib.errors import Problem
from chalicelib.forms.definition import Choice
from chalicelib.forms.intake.envelope import pointer
from chalicelib.forms.logic.rules import EXPRESSIONS
from chalicelib.forms.problems import problem
from chalicelib.forms.roles import role_of
from chalicelib.forms.types import GROUP, REPEAT, TYPES, Selection
from chalicelib.forms.types.choice_types import OTHER
from chalicelib.forms.types.ranking_types import MAX_RANKED
from chalicelib.forms.validation.row_checks import text_problems
from chalicelib.forms.validation.structure import Outline, OutlineRow

MAX_QUESTIONS = 1_000
MAX_LOGIC = 250_000
"""Characters of all expressions together: reading and ordering them takes a second for each 400,000."""


def whole_problems(outline: Outline) -> list[Problem]:
    """Return every problem that is not one row's alone."""
    rules = (_names, _fields, _roles, _amount, _head)
    return [found for rule in rules for found in rule(outline)]


def _names(outline: Outline) -> Iterator[Problem]:
    seen = set()
    for placed in outline.rows:
        if placed.path in seen:
            yield problem("form.duplicate_name", f"{placed.pointer}/name", name=placed.row.name)
        seen.add(placed.path)


def _fields(outline: Outline) -> Iterator[Problem]:
    """Check that no two HTML fields or export columns would get the same name."""
    asked = [placed for placed in outline.rows if placed.row.type != GROUP]
    times = Counter((_scope(placed), placed.row.name) for placed in asked)
    keys: dict[tuple[str, ...], str] = {}
    seen: dict[str, OutlineRow] = {}
    for placed in asked:
        alone = times[_scope(placed), placed.row.name] == 1
        within = "".join(f"{keys.get(path, path[-1])}/" for path in placed.repeats[-1:])
        inside = placed.path[len(_scope(placed)) :]
        key = f"{within}{placed.row.name if alone else '/'.join(inside)}"
        keys[placed.path] = key
        for field in _field_names(placed, key, outline):
            first = seen.setdefault(field, placed)
            if first.path != placed.path:
                yield problem("form.duplicate_name", f"{placed.pointer}/name", name=field)


def _scope(placed: OutlineRow) -> tuple[str, ...]:
    """Return the path of the repeat whose instances hold the row's answer."""
    return placed.repeats[-1] if placed.repeats else ()


def _field_names(placed: OutlineRow, key: str, outline: Outline) -> Iterator[str]:
    row = placed.row
    yield key
    if row.type == REPEAT:
        yield f"{key}["
    if row.or_other:
        yield f"{key}_{OTHER}"
    if (kind := TYPES.get(row.type)) and kind.selection is Selection.RANKED:
        for choice in (outline.lists.get(row.list_name or "") or ())[:MAX_RANKED]:
            field = f"{key}.{choice.name}"
            yield field
            if "[" in field:
                yield field[: field.index("[") + 1]


def _roles(outline: Outline) -> Iterator[Problem]:
    seen = set()
    for placed in outline.rows:
        name = placed.row.role
        role = role_of(name) if name else None
        if role is None or not role.once:
            continue
        if name in seen:
            yield problem("form.repeated_role", f"{placed.pointer}/role", role=name)
        seen.add(name)


def has_too_many(outline: Outline) -> bool:
    """Return whether there are more questions, or more characters in expressions, than a form may have."""
    return len(_questions(outline)) > MAX_QUESTIONS or _logic(outline) > MAX_LOGIC


def _logic(outline: Outline) -> int:
    cells = (getattr(placed.row, key) for placed in outline.rows for key in EXPRESSIONS)
    return sum(len(cell) for cell in cells if isinstance(cell, str))


def _questions(outline: Outline) -> list[str]:
    """Return the types of all rows but groups and repeats."""
    types = [placed.row.type for placed in outline.rows]
    return [name for name in types if name not in TYPES or not TYPES[name].is_container]


def _amount(outline: Outline) -> Iterator[Problem]:
    questions = _questions(outline)
    if len(questions) > MAX_QUESTIONS:
        yield problem("form.too_many_questions", "/questions", limit=MAX_QUESTIONS)
    if _logic(outline) > MAX_LOGIC:
        yield problem("form.too_much_logic", "/questions", limit=MAX_LOGIC)
    asked = [name for name in questions if name not in TYPES or TYPES[name].takes_answer]
    if not asked and outline.complete:
        code = "form.nothing_to_answer" if questions else "form.no_questions"
        yield problem(code, "/questions")


def _head(outline: Outline) -> Iterator[Problem]:
    head, language = outline.head, outline.language
    for key in ("title", "introduction", "thanks"):
        yield from text_problems(getattr(head, key), pointer(key), language)
    for name, choices in head.choices.items():
        at = pointer("choices", name)
        if not choices:
            yield problem("form.empty_list", at, name=name)
        for index, choice in enumerate(choices):
            yield from text_problems(choice.label, f"{at}/{index}/label", language)
        for index in _duplicates(choices):
            yield problem("form.duplicate_choice", f"{at}/{index}/name", name=choices[index].name)


def _duplicates(choices: Sequence[Choice]) -> Iterator[int]:
    """Yield the indexes of choices with the name and columns of an earlier one: no filter tells them apart."""
    seen = set()
    for index, choice in enumerate(choices):
        identity = (choice.name, *sorted(choice.columns.items()))
        if identity in seen:
            yield index
        seen.add(identity)
