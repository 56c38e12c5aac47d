"""What the page's script needs of a form to answer while it is filled in; see ``static/logic.js``.

Rows by their number in the layout. A row ``feeds`` those whose relevance, calculation, choices or number
of instances look at its answer, and those it holds; it ``looks`` at by those that merely say something
of it. Keys that would say nothing are left out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from chalicelib.forms.problems import ANSWERS
from chalicelib.forms.text import in_language
from chalicelib.locales import N_
from chalicelib.web.markdown import unmarked
from chalicelib.web.participant.fields import MAX_ROWS
from chalicelib.web.participant.rules import rules_of
from chalicelib.xpath import parse_template, to_json
from chalicelib.xpath.time_zones import get_zone

if TYPE_CHECKING:
    from chalicelib.forms.definition import Choice
    from chalicelib.forms.intake import Form
    from chalicelib.forms.tree import Node, Scope
    from chalicelib.locales import Language
    from chalicelib.web.participant.rules import Rules

_COLUMNS: Mapping[str, str] = {
    "relevant": "relevant",
    "calculation": "calculation",
    "choice_filter": "filter",
    "repeat_count": "count",
    "constraint": "constraint",
    "required": "required",
    "read_only": "locked",
    "default": "initial",
}
_WORDS: Mapping[str, str] = {
    "saved": N_("Kept on this device until you send it."),
    "sending": N_("Sending …"),
    "notSent": N_(
        "Not sent: there is no connection. What you typed is still here. "
        "Please press the button again in a while."
    ),
    "offline": N_("No connection just now. You can go on filling in the form."),
    "online": N_("The connection is back."),
    "constraint": N_("This answer does not fit. Please check it."),
    "notANumber": ANSWERS["answer.not_a_number"],
    "notWhole": ANSWERS["answer.not_whole"],
    "tooSmall": ANSWERS["answer.too_small"],
    "tooLarge": ANSWERS["answer.too_large"],
}

Json = Any


def program_of(
    form: Form, language: Language, say: Callable[..., str], now: datetime
) -> dict[str, Json]:
    """The program of a form for one page, as JSON holds it."""
    rules = rules_of(form)
    writer = _Writer(form, rules, language)
    scopes = list(_scopes(rules))
    return {
        "language": language,
        "zone": get_zone(form.time_zone).table,
        "offset": now.astimezone(ZoneInfo(form.time_zone)).isoformat()[-6:],
        "most": MAX_ROWS,
        "order": rules.order,
        "scopes": [[rules.number(node) for node in scope.nodes] for scope in scopes],
        "nodes": [writer.node(node, scopes) for node in rules.layout.nodes],
        "lists": writer.lists(),
        "words": {name: say(text) for name, text in _WORDS.items()},
    }


def _scopes(rules: Rules) -> Iterator[Scope]:
    yield rules.layout.root
    yield from (node.inner for node in rules.layout.nodes if node.inner is not None)


class _Writer:
    def __init__(self, form: Form, rules: Rules, language: Language) -> None:
        self._form = form
        self._rules = rules
        self._language = language
        self._feeds, self._looks, self._triggers = _followed(rules)

    def node(self, node: Node, scopes: list[Scope]) -> dict[str, Json]:
        number, row = self._rules.number(node), node.row
        written: dict[str, Json] = {
            "type": row.type,
            "key": node.key,
            "scope": scopes.index(node.scope),
            "container": None if node.container is None else self._rules.number(node.container),
            "inner": None if node.inner is None else scopes.index(node.inner),
            "feeds": sorted(self._feeds.get(number, ())),
            "looks": sorted(self._looks.get(number, ())),
            "triggers": sorted(self._triggers.get(number, ())) or None,
            "triggered": True if row.trigger else None,
            "private": True if _is_private(node) else None,
            "other": True if row.or_other else None,
            "min": row.min if isinstance(row.min, int | float) else None,
            "max": row.max if isinstance(row.max, int | float) else None,
            **self._expressions(node),
        }
        return {key: value for key, value in written.items() if value is not None}

    def _expressions(self, node: Node) -> dict[str, Json]:
        number = self._rules.number(node)
        rules = self._rules.by_row.get(number, {})
        written: dict[str, Json] = {
            _COLUMNS[name]: to_json(rule.bound) for name, rule in rules.items()
        }
        if "filter" in written:
            written["list"] = node.row.list_name
        if node.row.constraint_message and "constraint" in written:
            written["message"] = self._parts(
                in_language(node.row.constraint_message, self._language)
            )
        said = self._rules.said.get(number)
        if said:
            written["said"] = {name: to_json(rule.bound) for name, rule in said.items()}
        return written

    @staticmethod
    def _parts(text: str) -> list[Json]:
        """Words, and names as objects: the script looks them up in what the row says."""
        return [{"name": part.text} if part.is_name else part.text for part in parse_template(text)]

    def lists(self) -> dict[str, Json]:
        """The lists that the program looks into."""
        choices = self._form.definition.choices
        return {
            name: [self._choice(choice) for choice in choices.get(name, ())]
            for name in sorted(self._rules.lists)
        }

    def _choice(self, choice: Choice) -> dict[str, str]:
        label = unmarked(in_language(choice.shown, self._language), lambda _: "")
        return {**choice.columns, "name": choice.name, "label": label}


def _is_private(node: Node) -> bool:
    return node.row.is_private or any(around.row.is_private for around in node.around)


def _followed(
    rules: Rules,
) -> tuple[dict[int, set[int]], dict[int, set[int]], dict[int, set[int]]]:
    """What follows from each row: what it decides about, what speaks of it, what it sets off."""
    feeds: dict[int, set[int]] = {}
    looks: dict[int, set[int]] = {}
    triggers: dict[int, set[int]] = {}
    for number, node in enumerate(rules.layout.nodes):
        for read in rules.read_by(number, deciding=True):
            feeds.setdefault(read, set()).add(number)
        for read in rules.read_by(number, deciding=False):
            looks.setdefault(read, set()).add(number)
        for trigger in rules.triggers.get(number, ()):
            triggers.setdefault(trigger, set()).add(number)
        if node.container is not None:
            feeds.setdefault(rules.number(node.container), set()).add(number)
    return feeds, looks, triggers
