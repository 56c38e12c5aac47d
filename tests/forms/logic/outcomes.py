"""What the three readers of one form make of the same answers: intake, the page, the page's script."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from chalicelib import errors
from chalicelib.forms.logic.client_rules import write_client_rules
from chalicelib.forms.page_layout import PageLayout
from tests.forms.definitions import NOW
from tests.node import NodeProcess, running_module

if TYPE_CHECKING:
    from chalicelib.forms.intake import Form
    from chalicelib.forms.logic.page_state import PageState
    from chalicelib.forms.tree import Scope

Refusals = list[tuple[str, str]]
PAGE_CODES: Mapping[str, str] = {
    "answer.required": "required",
    "answer.must_acknowledge": "required",
    "answer.constraint": "constraint",
}
"""The problems that the script can find too, by the code that intake gives them."""
_SETTLE = Path(__file__).with_name("settle.mjs")


@dataclass(frozen=True)
class PageOutcome:
    """The rows that are asked, by path, and the answers that other rows see."""

    asked: list[str]
    values: dict[str, Any]


@dataclass(frozen=True)
class ScriptOutcome(PageOutcome):
    """What the script makes of it, the problems that it finds, by path, and the pages that it shows in steps."""

    problems: Refusals = field(default_factory=list)
    pages: list[int] = field(default_factory=list)


def counting() -> Callable[[], str]:
    """Ids that count up, the same as the script's in the tests."""
    number = 0

    def new_id() -> str:
        nonlocal number
        number += 1
        return f"00000000-0000-4000-8000-{number:012x}"

    return new_id


def check(
    form: Form, answers: Mapping[str, Any], now: datetime = NOW
) -> Mapping[str, Any] | Refusals:
    """What intake stores, or why it refuses."""
    try:
        return form.check(answers, now=now, new_id=counting()).values
    except errors.AnswersRefused as refused:
        return [(each.name, each.code) for each in refused.problems]


def fields_of(form: Form, answers: Mapping[str, Any]) -> list[tuple[str, str]]:
    """A page's fields that hold the answers; one more, so that it is no new page."""
    return [("_shown", "kk"), *form.encode(answers)]


def open_page(form: Form, pairs: Sequence[tuple[str, str]], now: datetime = NOW) -> PageState:
    """The state of a page that shows the fields, and of each repeat as many instances as are answered."""
    return form.show_page(
        pairs, lambda _path, _counted: 0, now=now, started=now.isoformat(), new_id=counting()
    )


def outcome_of(state: PageState) -> PageOutcome:
    """What the page shows."""
    return PageOutcome(list(_list_asked(state, state.tree.root, ())), state.values)


def pages_of(state: PageState) -> list[int]:
    """The pages that the form shows if it is asked in steps."""
    return PageLayout.of(state.tree, "pages").asked_pages(state)


def _list_asked(
    state: PageState, scope: Scope, indexes: tuple[int, ...], prefix: str = ""
) -> Iterator[str]:
    frame: Any = state.values
    for inner, index in zip(scope.chain[1:], indexes, strict=True):
        assert inner.repeat is not None
        frame = frame[inner.repeat.key][index]
    for node in scope.nodes:
        if node.is_group or not state.is_asked(node, indexes):
            continue
        if node.inner is None:
            yield f"{prefix}{node.key}"
            continue
        for index in range(len(frame.get(node.key, ()))):
            yield from _list_asked(
                state, node.inner, (*indexes, index), f"{prefix}{node.key}[{index}]/"
            )


class Script:
    """``logic.js`` under Node."""

    def __init__(self, process: NodeProcess) -> None:
        self._process = process

    def settle(
        self,
        form: Form,
        answers: Mapping[str, Any],
        now: datetime = NOW,
        *,
        is_new: bool = False,
        edits: Sequence[tuple[str, Any]] = (),
    ) -> ScriptOutcome:
        """What the script makes of the answers in the page's fields, and of what is typed afterwards."""
        rules = write_client_rules(form.page_logic, "en", form.time_zone, str).to_json()
        started = form.read_page([("_started", now.isoformat())])
        asked = {
            "rules": rules,
            "pages": PageLayout.of(form.tree, "pages").list_seen(form.tree),
            "answers": answers,
            "edits": edits,
            "now": int(now.timestamp() * 1000),
            "isNew": is_new,
            "started": next(iter(started.values()), ""),
        }
        return self.ask(asked)

    def ask(self, asked: Mapping[str, object]) -> ScriptOutcome:
        """The outcome of one line."""
        answer = self._process.ask(asked)
        problems = [(path, problem) for path, problem in answer["problems"]]
        return ScriptOutcome(answer["asked"], answer["values"], problems, answer["pages"])


@contextmanager
def running_script() -> Iterator[Script]:
    """The script, for as long as it is needed."""
    with running_module(_SETTLE) as process:
        yield Script(process)
