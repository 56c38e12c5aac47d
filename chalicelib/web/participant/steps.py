"""A form asked step by step: its pages, and at the end the answers to read once more where the form asks for it.

The document always holds the whole form; the steps that are not shown are hidden. So each button sends all answers, the
server remembers nothing between two steps, and the page's script only hides and shows (decision 0058).
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from itertools import groupby
from typing import TYPE_CHECKING, ClassVar, Final, TypeAlias

from chalicelib import errors
from chalicelib.forms.page_layout import PageLayout
from chalicelib.forms.text import in_language
from chalicelib.frozen import dataclass
from chalicelib.locales import N_
from chalicelib.web import i18n
from chalicelib.web.participant.answer_lines import AnswerLine, list_answers
from chalicelib.xpath import parse_template

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from chalicelib.forms.intake import Form
    from chalicelib.forms.logic.client_rules import Json
    from chalicelib.forms.logic.page_state import PageState
    from chalicelib.forms.tree import Node
    from chalicelib.forms.types.base import Question
    from chalicelib.web.participant.fields import Field, FormPage

AT, NEXT, BACK, GO = "_at", "_next", "_back", "_page"
"""The step that was shown, and the buttons that lead to the next, to the one before and to a chosen one."""
TURNING: Final = frozenset({NEXT, BACK, GO})

_PROGRESS: Final = N_("Page {number} of {count}")
_CHECK: Final = N_("Check your answers")


@dataclass(frozen=True, slots=True)
class Steps:
    """The steps of a form: its pages by number, and after them ``check``, if there is that step."""

    layout: PageLayout
    check: int | None

    @property
    def last(self) -> int:
        """The last step, from which the answers are sent."""
        return self.check or len(self.layout.pages)

    def list_chapters(self, form: Form) -> frozenset[int]:
        """Return the groups that are divided into pages, by the indexes of their rows."""
        return frozenset(map(form.page_logic.tree.index, self.layout.chapters))

    def number(self, text: str) -> int:
        """Return the step that a field of the page names; the first for anything else."""
        is_number = text.isascii() and text.isdigit() and len(text) < 5
        return min(max(int(text), 1), self.last) if is_number else 1

    def nearest(self, number: int, asked: Sequence[int]) -> int:
        """Return that step, or instead of a page that asks nothing now the next one, else the one before."""
        if number == self.check or number in asked or not asked:
            return number
        return next((page for page in asked if page > number), asked[-1])

    def follow(self, button: Collection[str], at: int, asked: Sequence[int]) -> int | None:
        """Return the step that ``BACK``, ``NEXT`` or the button that sends leads to; None to send the answers."""
        if BACK in button:
            return max((page for page in asked if page < at), default=at)
        after = next((page for page in asked if page > at), None)
        if after is None and self.check and at < self.check:
            return self.check
        return at if after is None and NEXT in button else after

    def find_held(
        self, problems: Iterable[errors.Problem], at: int, to: int
    ) -> list[errors.Problem]:
        """Return the problems that hold one back on the way: those of this page, and before the check all."""
        return [
            each for each in problems if to == self.check or self.layout.page_at(each.name) == at
        ]

    def first_with(self, messages: Iterable[str]) -> int | None:
        """Return the first page with one of these messages."""
        pages = [self.layout.page_at(name) for name in messages]
        return min((page for page in pages if page is not None), default=None)


@lru_cache(maxsize=32)
def steps_of(form: Form) -> Steps | None:
    """Return the form's steps; None for one that is asked and sent from one page."""
    layout = PageLayout.of(form.tree, form.definition.style)
    if len(layout.seen_pages) < 2 and not form.definition.check_answers:
        return None
    return Steps(layout, len(layout.pages) + 1 if form.definition.check_answers else None)


@lru_cache(maxsize=256)
def decided_before(form: Form, number: int) -> frozenset[Node]:
    """Return the rows of a page about which earlier pages decide; none where the form has no steps."""
    steps = steps_of(form)
    return steps.layout.decided_before(number, form.page_logic) if steps else frozenset()


@lru_cache(maxsize=32)
def list_awaiting(form: Form) -> tuple[int, ...]:
    """Return the pages whose answers can bring a further one: none of these is known to be the last."""
    steps = steps_of(form)
    pages = steps.layout.pages if steps else ()
    return tuple(
        each.number
        for each in pages
        if steps and steps.layout.is_awaited(each.number, form.page_logic)
    )


def varies(form: Form, number: int) -> bool:
    """Return whether answers on that page can decide about questions on it."""
    steps = steps_of(form)
    if steps is None:
        return True
    decided = decided_before(form, number)
    return any(
        steps.layout.page_of(each) == number and each not in decided for each in form.tree.nodes
    )


@dataclass(frozen=True, slots=True)
class PageView:
    """One page of the form; ``is_asked`` is false where the answers leave nothing on it."""

    is_chapter: ClassVar = False

    number: int
    title: str
    parts: tuple[Field, ...]
    is_asked: bool


@dataclass(frozen=True, slots=True)
class ChapterView:
    """A group that is divided into pages: its own field without parts, and what it holds."""

    is_chapter: ClassVar = True

    field: Field
    blocks: tuple[Block, ...]
    numbers: tuple[int, ...]
    """Its pages, in chapters within it too."""


Block: TypeAlias = "PageView | ChapterView"


@dataclass(frozen=True, slots=True)
class StepsView:
    """All steps as the template shows them, of which only ``shown`` is not hidden."""

    blocks: tuple[Block, ...]
    pages: tuple[PageView, ...]
    shown: int
    check: int | None
    check_title: str
    lines: tuple[AnswerLine, ...]
    progress: str
    position: int
    """The page's place among those that are asked, from 1; 0 for the check."""
    count: int
    is_first: bool
    sends: bool
    has_contents: bool
    for_script: Mapping[str, Json]


def view_steps(
    steps: Steps,
    page: FormPage,
    parts: Sequence[Field],
    asked: Sequence[int],
    shown: int,
    *,
    is_end: bool,
) -> StepsView:
    """Divide the form's fields into its pages; ``is_end`` says that the answers on this one bring no further page."""
    translate = page.translate
    blocks = tuple(_Divider(steps.layout, page, asked).divide(parts))
    position = asked.index(shown) + 1 if shown in asked else 0
    is_checking, awaiting = shown == steps.check, list_awaiting(page.form)
    goes_on = any(number > shown for number in asked) or (shown in awaiting and not is_end)
    return StepsView(
        blocks=blocks,
        pages=tuple(iter_pages(blocks)),
        shown=shown,
        check=steps.check,
        check_title=translate(_CHECK),
        lines=tuple(list_answers(page, steps.layout)) if is_checking else (),
        progress=translate(_PROGRESS, number=position, count=len(asked)) if position else "",
        position=position,
        count=len(asked),
        is_first=not any(number < shown for number in asked),
        sends=is_checking or not (steps.check or goes_on),
        has_contents="toc" in (page.form.definition.style or ""),
        for_script={
            "check": steps.check,
            "awaiting": awaiting,
            "pages": steps.layout.list_seen(page.form.tree),
            "progress": translate(_PROGRESS),
            "checking": translate(N_("One moment …")),
            "missing": _missing(page),
        },
    )


@dataclass(frozen=True, slots=True)
class _Divider:
    layout: PageLayout
    page: FormPage
    asked: Sequence[int]

    def divide(self, parts: Sequence[Field]) -> Iterator[Block]:
        for number, group in groupby(parts, key=self._page_of):
            own = tuple(group)
            if number == 0:
                yield from map(self._chapter, own)
            else:
                yield PageView(number, self._title(number), own, number in self.asked)

    def _page_of(self, part: Field) -> int:
        """Return the field's page, 0 for a chapter."""
        node = self.page.state.tree.nodes[part.node]
        return 0 if node in self.layout.chapters else self.layout.page_of(node)

    def _chapter(self, part: Field) -> ChapterView:
        blocks = tuple(self.divide(part.parts))
        numbers = tuple(each.number for each in iter_pages(blocks))
        return ChapterView(part.change(parts=()), blocks, numbers)

    def _title(self, number: int) -> str:
        rows = self.layout.pages[number - 1]
        seen = [each.number for each in self.layout.seen_pages if each.number <= number]
        return _title(rows.heading, self.page) or self.page.translate(
            N_("Page {number}"), number=len(seen)
        )


def iter_pages(blocks: Iterable[Block]) -> Iterator[PageView]:
    """Yield the pages in order."""
    for block in blocks:
        if isinstance(block, ChapterView):
            yield from iter_pages(block.blocks)
        else:
            yield block


def _title(heading: Node | None, page: FormPage) -> str:
    from chalicelib.web.participant.fields import InstanceView

    return page.title(heading.row.label, InstanceView(), heading) if heading else ""


def _missing(page: FormPage) -> dict[str, Json]:
    """Return what the script says at a question that must be answered, by the index of its row."""
    return {
        str(page.state.tree.index(node)): _omission(question, page)
        for node, question in page.form.by_node.items()
        if question.is_entered and node.row.required
    }


def _omission(question: Question, page: FormPage) -> list[Json]:
    """Return the words in pieces, as those of a constraint: texts, and names as objects."""
    own = question.row.required_message
    if not own:
        return [i18n.localize(question.report_omission(question.key), page.language)]
    parts = parse_template(in_language(own, page.language))
    return [{"name": part.text} if part.is_name else part.text for part in parts]


def asked_pages(steps: Steps, state: PageState) -> list[int]:
    """Return the pages that ask something; the first where none does, so that there is a page to show."""
    return steps.layout.asked_pages(state) or [1]
