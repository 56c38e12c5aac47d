"""What the fields of a page are filled with: answers, messages, texts in the page's language."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, NamedTuple

from markupsafe import Markup

from chalicelib.forms.logic.settling import PAGE_LIMITS
from chalicelib.forms.text import in_language
from chalicelib.web.markdown import render_markdown, strip_markup
from chalicelib.web.participant.fields.view_models import FieldState, Media
from chalicelib.xpath import ChoiceTables
from chalicelib.xpath.describe import ConditionDescriber

if TYPE_CHECKING:
    from chalicelib.forms.definition import Choice
    from chalicelib.forms.definition_types import Media as FormMedia
    from chalicelib.forms.intake import Form
    from chalicelib.forms.logic.page_state import PageState
    from chalicelib.forms.tree import Node
    from chalicelib.locales import Language
    from chalicelib.web.participant.fields.kept_fields import KeptFields
    from chalicelib.web.participant.fields.view_models import FieldTexts, InstanceView

ROW = "_row"
"""The field with which each instance of a repeat says that it is there: ``members[0]``."""
MAX_ROWS = PAGE_LIMITS.in_one_list
"""The most instances of one repeat that a page shows."""

_STEP = re.compile(r"\[([0-9]{1,3})\](?=/|$)")


class InstanceCounts:
    """The number of instances of each repeat: what the page sent, or one each on a new page."""

    def __init__(self, pairs: Sequence[tuple[str, str]]) -> None:
        self._is_new = not pairs
        self._counts: dict[str, int] = {}
        for name, value in pairs:
            place = value if name == ROW else name[2:] if name.startswith("q.") else ""
            for step in _STEP.finditer(place):
                path, count = place[: step.start()], min(int(step[1]) + 1, MAX_ROWS)
                self._counts[path] = max(self._counts.get(path, 0), count)

    def __call__(self, path: str, counted: bool) -> int:  # noqa: FBT001 -- a function's shape
        """Return the number for a path such as ``members[0]/pets``; 0 for a counted one on a new page."""
        if self._is_new:
            return 0 if counted else 1
        return self._counts.get(path, 0)


class RowWords(NamedTuple):
    """The texts of a row in a page's language."""

    label: Markup
    title: str
    hint: Markup | None
    guidance: Markup | None


class FixedWords(NamedTuple):
    """What every page of a form says in one language, collected as pages ask for it."""

    rows: dict[Node, RowWords]
    relevance: dict[Node, str]


@lru_cache(maxsize=16)
def _fixed_words(form: Form, language: Language) -> FixedWords:  # noqa: ARG001 -- the cache's key
    return FixedWords({}, {})


def _has_reference(text: Mapping[Language, str]) -> bool:
    return any("${" in each for each in text.values())


class ChoiceWords(NamedTuple):
    """A choice, and what a page shows at it."""

    choice: Choice
    label: Markup
    title: str
    media: Media | None


@dataclass(frozen=True)
class FormPage:
    """A form, what was typed into it, what is wrong with that, and what the form's logic makes of it."""

    form: Form
    texts: FieldTexts
    messages: Mapping[str, str]
    """By the name that problems have for the question."""
    full_categories: frozenset[str]
    """The categories without a free place."""
    translate: Callable[..., str]
    language: Language
    state: PageState
    instance_counts: InstanceCounts
    address: Callable[[str], str]
    """Returns the address of a file that is attached to the form."""
    hides_irrelevant: bool = False
    """Whether irrelevant questions are hidden; else they are shown, with their condition in words."""
    is_kiosk: bool = False
    """Whether people pass the device on: then no field is filled in from what the browser remembers."""
    decided: Collection[Node] = ()
    """Rows about which earlier pages have decided: they are hidden or shown without words in any case."""
    seed: str = ""
    """The seed of shuffled choices: the submission's id."""
    kept: KeptFields | None = None
    """Fields that pages before this one made; None to make each anew."""

    def fits(self, node: Node) -> bool:
        """Return whether the page shows the row as the answers so far decide."""
        return self.hides_irrelevant or node in self.decided

    def row_state(self, node: Node, at: InstanceView) -> FieldState:
        """Return what the answers decide about a row that asks nothing itself."""
        fits = self.fits(node)
        is_hidden = fits and not at.is_blank and not self.state.is_asked(node, at.rows)
        return FieldState(is_hidden, has_relevance=not fits)

    def question_state(self, node: Node, at: InstanceView) -> FieldState:
        """Return what the answers decide about a question."""
        hidden, has_relevance, *_ = self.row_state(node, at)
        required = self.state.is_required(node, at.rows)
        return FieldState(hidden, has_relevance, required, self.state.is_read_only(node, at.rows))

    def text(self, text: Mapping[Language, str] | None, at: InstanceView, node: Node) -> Markup:
        """Return a text of a row as HTML; one in another language than the page's is marked as such."""
        if not text:
            return Markup("")

        def reference(name: str) -> Markup:
            text = "" if at.is_blank else self.state.text_of(node, at.rows, name)
            return Markup('<span data-text="{}">{}</span>').format(name, text)

        html = render_markdown(in_language(text, self.language), reference)
        if self.language in text:
            return html
        return Markup('<span lang="{}">{}</span>').format(next(iter(text)), html)

    def title(self, text: Mapping[Language, str] | None, at: InstanceView, node: Node) -> str:
        """Return a text of a row without markup."""

        def reference(name: str) -> str:
            return "" if at.is_blank else self.state.text_of(node, at.rows, name)

        return strip_markup(in_language(text, self.language), reference)

    def row_words(self, node: Node, at: InstanceView) -> RowWords:
        """Return what stands at a row; where it holds no answers it is the same on every page."""
        known = self._fixed.rows.get(node)
        if known is not None:
            return known
        row = node.row
        words = RowWords(
            label=self.text(row.label, at, node),
            title=self.title(row.label, at, node),
            hint=self.text(row.hint, at, node) or None,
            guidance=self.text(row.guidance_hint, at, node) or None,
        )
        texts = (row.label, row.hint, row.guidance_hint)
        if not any(_has_reference(each) for each in texts if each):
            self._fixed.rows[node] = words
        return words

    def choice_words(self, choice: Choice, at: InstanceView, node: Node) -> ChoiceWords:
        """Return what stands at a choice; many questions of a page may share its list."""
        known = self._choice_words.get(id(choice))
        if known is not None and known.choice is choice:
            return known
        words = ChoiceWords(
            choice,
            self.text(choice.shown, at, node),
            self.title(choice.shown, at, node),
            self.media(choice.media),
        )
        if not _has_reference(choice.shown):
            self._choice_words[id(choice)] = words
        return words

    @cached_property
    def _choice_words(self) -> dict[int, ChoiceWords]:
        return {}

    def media(self, files: FormMedia) -> Media | None:
        """Return the files of a row or a choice, in the page's language if they are in several."""
        if not files:
            return None
        found = {
            kind.replace("-", "_"): self.address(in_language(names, self.language))
            for kind, names in files.items()
        }
        return Media(**found)

    def texts_of(self, name: str) -> Sequence[str]:
        """Return what was typed into a field."""
        return self.texts.get(name, ())

    def field_texts(self, node: Node, at: InstanceView) -> Sequence[str]:
        """Return what a question's field holds: what was typed, else its answer, else its default.

        A field that was left blank stays so, unless an expression gives the answer.
        """
        name = f"q.{at.prefix}{node.key}"
        typed = self.texts_of(name)
        if at.is_blank:
            return typed
        state = self.state
        if name in self.texts:
            if not any(text.strip() for text in typed):
                if not state.calculates(node):
                    return typed
            elif not (state.recalculates(node) and state.is_asked(node, at.rows)):
                return typed
        return state.field_texts(node, at.rows)

    def describe_relevance(self, node: Node) -> str:
        """Describe when a row is asked, in words; empty if it always is."""
        rule = self.state.logic.rules.of(node).relevant
        if rule is None:
            return ""
        described = self._fixed.relevance
        if node not in described:
            described[node] = self._describer.describe(rule)
        return described[node]

    @cached_property
    def _fixed(self) -> FixedWords:
        return _fixed_words(self.form, self.language)

    @cached_property
    def _describer(self) -> ConditionDescriber[Node]:
        def title(node: Node) -> str:
            return strip_markup(in_language(node.row.label, self.language), lambda _: "…")

        lists = ChoiceTables(self.form.definition.choices)
        return ConditionDescriber(self.language, title, lists)
