"""A form's rules as JSON, for ``web/static/logic.js`` to run while the form is filled in.

Rows are named by their index in document order, scopes by theirs (0 is the form's). A key that would say
nothing is left out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import fields, replace
from typing import TYPE_CHECKING, TypeAlias

from chalicelib.forms.logic.form_logic import recalculates
from chalicelib.forms.logic.page_logic import initial_expression
from chalicelib.forms.logic.rules import is_expression, is_silent
from chalicelib.forms.logic.settling import PAGE_LIMITS
from chalicelib.forms.text import in_language
from chalicelib.forms.types import TYPES, Selection
from chalicelib.frozen import dataclass
from chalicelib.xpath import parse_template, to_json
from chalicelib.xpath.time_zones import get_zone

if TYPE_CHECKING:
    from chalicelib.forms.definition import Choice
    from chalicelib.forms.logic.page_logic import PageLogic
    from chalicelib.forms.tree import Node, Scope
    from chalicelib.forms.types import QuestionType
    from chalicelib.locales import Language
    from chalicelib.xpath import BoundExpression

Json: TypeAlias = "Mapping[str, Json] | Sequence[Json] | str | int | float | bool | None"


@dataclass(frozen=True, slots=True)
class ClientRow:
    """One row.

    ``dependents`` are the rows about which its answer decides, and those that it holds; ``mentioned_by``
    those that only speak of it; ``triggers`` those whose calculation it sets off.
    """

    type: str
    key: str
    scope: int
    container: int | None
    inner: int | None
    dependents: list[int]
    mentioned_by: list[int]
    triggers: list[int] | None
    triggered_by: list[int] | None
    entered: bool | None
    private: bool | None
    or_other: bool | None
    min: float | None
    max: float | None
    relevant: Json
    required: Json
    read_only: Json
    constraint: Json
    constraint_message: list[Json] | None
    calculation: Json
    keeps_sent: bool | None
    """Whether an answer that was typed stands before the calculated one."""
    fixed: str | None
    """What a question that nobody sees always holds."""
    initial: Json
    """What a question of a new instance starts with."""
    fit: Mapping[str, Json] | None
    """What an answer that is not typed must be like to be one of the row's type."""
    choice_filter: Json
    list: str | None
    ranks_all: bool | None
    repeat_count: Json
    premises: Sequence[int] | None
    """The rows in it that are settled before it, as if it were asked; in that order."""
    texts: Mapping[str, Json] | None

    @property
    def has_logic(self) -> bool:
        """Whether a page may ever show more or less of it, or another value, than the server wrote."""
        return self.required not in (None, True) or any(
            getattr(self, name) is not None for name in _LOGIC
        )

    def to_json(self) -> dict[str, Json]:
        """The row with its keys as JavaScript spells them."""
        return _to_json(self)


_LOGIC = (
    *("inner", "relevant", "read_only", "constraint", "calculation", "fixed", "initial"),
    *("choice_filter", "repeat_count", "texts"),
)
"""The keys of which none is there without logic."""


@dataclass(frozen=True, slots=True)
class ClientType:
    """What the script needs of a type's row in ``forms.types.TYPES``."""

    source: str
    reader: str
    widget: str | None
    is_container: bool | None
    is_whole: bool | None

    @classmethod
    def of(cls, kind: QuestionType) -> ClientType:
        """Take the row's facts; a flag that does not hold is None, so that it is left out."""
        return cls(
            source=kind.source.value,
            reader=kind.reader.value,
            widget=kind.widget.value if kind.widget else None,
            is_container=kind.is_container or None,
            is_whole=kind.input_mode == "numeric" or None,
        )

    def to_json(self) -> dict[str, Json]:
        """The facts with their keys as JavaScript spells them."""
        return _to_json(self)


@dataclass(frozen=True, slots=True)
class ClientRules:
    """A form's rules in one language.

    ``zone`` are the time zone's offsets, none where nothing reads them, ``order`` the rows as they are
    settled, ``scopes`` the rows of each scope, ``lists`` the choices that expressions read,
    ``max_instances`` how many instances of one repeat a page shows.
    """

    language: Language
    zone: Sequence[Json]
    max_instances: int
    order: list[int]
    scopes: list[list[int]]
    types: Mapping[str, ClientType]
    """The types that the rows have."""
    rows: list[ClientRow]
    lists: Mapping[str, Sequence[Mapping[str, str]]]

    @property
    def has_logic(self) -> bool:
        """Whether the script runs logic, and does not only know which answers are required."""
        return any(row.has_logic for row in self.rows)

    def to_json(self) -> dict[str, Json]:
        """The rules as the page embeds them."""
        return {
            "language": self.language,
            "zone": self.zone,
            "maxInstances": self.max_instances,
            "order": self.order,
            "scopes": self.scopes,
            "types": {name: kind.to_json() for name, kind in self.types.items()},
            "nodes": [row.to_json() for row in self.rows],
            "lists": self.lists,
        }


def write_client_rules(
    page_logic: PageLogic,
    language: Language,
    time_zone: str,
    plain_label: Callable[[str], str],
) -> ClientRules:
    """The rules for a page in that language; ``plain_label`` takes the marks out of a choice's label."""
    writer = _RowWriter(page_logic, language)
    tree = page_logic.tree
    rules = ClientRules(
        language=language,
        zone=(),
        max_instances=PAGE_LIMITS.in_one_list,
        order=[writer.index(node) for node in page_logic.logic.order],
        scopes=[[writer.index(node) for node in scope.nodes] for scope in writer.scopes],
        types={
            name: ClientType.of(TYPES[name])
            for name in sorted({node.row.type for node in tree.nodes})
        },
        rows=[writer.write(node) for node in tree.nodes],
        lists=dict(_lists_read(page_logic, language, plain_label)),
    )
    return replace(rules, zone=get_zone(time_zone).table) if rules.has_logic else rules


def _lists_read(
    page_logic: PageLogic, language: Language, plain_label: Callable[[str], str]
) -> Iterator[tuple[str, Sequence[Mapping[str, str]]]]:
    """Yield the lists and the data that expressions read, by name."""
    for name in sorted(page_logic.lists_read):
        if name in page_logic.lists:
            choices = page_logic.lists[name]
            yield name, [_write_choice(each, language, plain_label) for each in choices]
        elif name in page_logic.data:
            yield name, [*page_logic.data_read(name)]


def _write_choice(
    choice: Choice, language: Language, plain_label: Callable[[str], str]
) -> dict[str, str]:
    label = plain_label(in_language(choice.shown, language))
    return {**choice.columns, "name": choice.name, "label": label}


class _RowWriter:
    def __init__(self, page_logic: PageLogic, language: Language) -> None:
        self._page_logic = page_logic
        self._logic = page_logic.logic
        self._language = language
        self.scopes = list(_scopes(page_logic))
        self._dependents: dict[Node, set[int]] = {}
        self._mentioned_by: dict[Node, set[int]] = {}
        self._triggers: dict[Node, set[int]] = {}
        for node in page_logic.tree.nodes:
            self._link(node)

    def index(self, node: Node) -> int:
        """The row's index in document order."""
        return self._page_logic.tree.index(node)

    def _link(self, node: Node) -> None:
        index = self.index(node)
        for read in self._page_logic.decided_by(node):
            self._dependents.setdefault(read, set()).add(index)
        for read in self._page_logic.mentioned_by(node):
            self._mentioned_by.setdefault(read, set()).add(index)
        for trigger in self._logic.rules.of(node).triggers:
            self._triggers.setdefault(trigger, set()).add(index)
        if node.container is not None:
            self._dependents.setdefault(node.container, set()).add(index)

    def write(self, node: Node) -> ClientRow:
        row, rules = node.row, self._logic.rules.of(node)
        question = self._logic.questions.by_node.get(node)
        calculation = rules.calculation
        if calculation is None and is_silent(row):
            calculation = rules.default
        initial = initial_expression(node, self._logic)
        fixed = _fixed_default(node)
        is_filled = calculation is not None or initial is not None or fixed is not None
        return ClientRow(
            type=row.type,
            key=node.key,
            scope=self.scopes.index(node.scope),
            container=None if node.container is None else self.index(node.container),
            inner=None if node.inner is None else self.scopes.index(node.inner),
            dependents=sorted(self._dependents.get(node, ())),
            mentioned_by=sorted(self._mentioned_by.get(node, ())),
            triggers=sorted(self._triggers.get(node, ())) or None,
            triggered_by=[self.index(each) for each in rules.triggers] or None,
            entered=True if question and question.is_entered and question.answerable else None,
            private=True if _is_private(node) else None,
            or_other=True if row.or_other else None,
            min=row.min if isinstance(row.min, int | float) else None,
            max=row.max if isinstance(row.max, int | float) else None,
            relevant=_tree(rules.relevant),
            required=True if row.required is True else _tree(rules.required),
            read_only=_tree(rules.read_only),
            constraint=_tree(rules.constraint),
            constraint_message=self._message(node),
            calculation=_tree(calculation),
            keeps_sent=None
            if calculation is None or recalculates(node, self._logic.rules)
            else True,
            fixed=fixed,
            initial=initial if isinstance(initial, str) else _tree(initial),
            fit=question.script_fit() if question and is_filled else None,
            choice_filter=_tree(rules.choice_filter),
            list=row.list_name if rules.choice_filter is not None else None,
            ranks_all=True
            if TYPES[row.type].selection is Selection.RANKED and rules.choice_filter is not None
            else None,
            repeat_count=_tree(rules.repeat_count),
            premises=[self.index(each) for each in self._logic.premises.get(node, ())] or None,
            texts={
                name: to_json(bound) for name, bound in self._page_logic.texts.get(node, {}).items()
            }
            or None,
        )

    def _message(self, node: Node) -> list[Json] | None:
        """The constraint's message in pieces: words, and names as objects."""
        message = node.row.constraint_message
        if not message or node.row.constraint is None:
            return None
        parts = parse_template(in_language(message, self._language))
        return [{"name": part.text} if part.is_name else part.text for part in parts]


def _tree(bound: BoundExpression[Node] | None) -> Json:
    return None if bound is None else to_json(bound)


def _scopes(page_logic: PageLogic) -> Iterator[Scope]:
    yield page_logic.tree.root
    yield from (node.inner for node in page_logic.tree.nodes if node.inner is not None)


def _is_private(node: Node) -> bool:
    return node.row.is_private or any(around.row.is_private for around in node.around)


def _fixed_default(node: Node) -> str | None:
    row = node.row
    if not is_silent(row) or row.calculation is not None or not row.default:
        return None
    return None if is_expression(row.default) else row.default


def _to_json(rules: ClientRow | ClientType) -> dict[str, Json]:
    return {
        key: value
        for name, key in _KEYS[type(rules)]
        if (value := getattr(rules, name)) is not None
    }


def _camel_case(name: str) -> str:
    first, *others = name.split("_")
    return first + "".join(each.title() for each in others)


# A long form's page asks once per row, so the names are made once.
_KEYS = {
    rules: tuple((each.name, _camel_case(each.name)) for each in fields(rules))
    for rules in (ClientRow, ClientType)
}
