"""Compose sentences and paragraphs: slots are filled, marks do not double, a sentence begins with a capital."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from typing import ClassVar, Final

from chalicelib.documents.grammar.dates import NO_BREAK
from chalicelib.documents.text.report import Fact, Paragraph, Run, Style, Words
from chalicelib.documents.text.sentences import SENTENCES
from chalicelib.documents.text.values import Value
from chalicelib.domain.documents import ReportLength
from chalicelib.locales import Language

_SLOT: Final = re.compile(r"\{(\w+)(?:\|([^}]*))?\}")
_ENDED: Final = tuple(".!?…")


@dataclass(frozen=True, slots=True)
class Telling:
    """One sentence with what fills its slots; a slot of the row that has no value is left out."""

    key: str
    values: Mapping[str, Value] = field(default_factory=dict)


def telling(key: str, **values: Value | None) -> Telling:
    """Return a sentence with the values that there are."""
    return Telling(key, {name: value for name, value in values.items() if value is not None})


@dataclass(frozen=True, slots=True)
class Item:
    """One of a list: ``head`` names it, ``details`` follow after a dash. ``id`` stays the same whatever its place is."""

    id: str
    head: Telling
    details: tuple[Telling, ...] = ()


@dataclass(frozen=True, slots=True)
class _Several:
    """The number of a list's items, with which the words that introduce it agree."""

    count: int
    is_typed: ClassVar[bool] = False

    def runs(self, form: str, language: Language) -> tuple[Run, ...]:
        """Refuse: it is there for agreement alone."""
        raise ValueError(f"the number of items is not shown: {form} in {language}")

    def choose(self, options: Sequence[str], language: Language) -> str:  # noqa: ARG002 -- alike in all
        """Return the first option for one item, the second for several."""
        return options[0 if self.count == 1 else 1]


@dataclass(frozen=True, slots=True)
class Writer:
    """Writes paragraphs in one language and at one length, with charts beside them or without."""

    language: Language
    length: ReportLength
    has_charts: bool = False

    def paragraphs(
        self, key: str, tellings: Iterable[Telling], style: Style = "text"
    ) -> tuple[Paragraph, ...]:
        """Return the paragraph of these sentences, or a row for each in a table of facts; none for none."""
        if self.length == "facts":
            rows = (self._row(f"{key}.{_row_key(each.key)}", each) for each in tellings)
            shown = {
                (row.label, row.runs): row for row in reversed([*rows]) if row.label and row.runs
            }
            return tuple(reversed(shown.values()))
        return self.prose(key, tellings, style)

    def prose(
        self, key: str, tellings: Iterable[Telling], style: Style = "text"
    ) -> tuple[Paragraph, ...]:
        """Return the paragraph of these sentences, whatever the length; none for none."""
        runs: list[Run] = []
        for each in tellings:
            sentence = self._sentence(each)
            runs += [*([Words(" ")] if runs and sentence else []), *sentence]
        return (Paragraph(key, tidy(runs), style),) if runs else ()

    def items(
        self,
        lead: str,
        items: Sequence[Item],
        style: Style = "item",
        *,
        key: str = "",
        **values: Value,
    ) -> tuple[Paragraph, ...]:
        """Return a list with what introduces it, whose slots ``values`` fill; ``key`` is that of a list among several.

        One item stands in the same sentence, none leaves nothing.
        """
        if not items:
            return ()
        key = key or lead
        told = Telling(lead, {**values, "items": _Several(len(items))})
        if self.length == "facts":
            return tuple(
                Paragraph(f"{key}.{each.id}", tidy(self._item(each)), label=self._name(lead))
                for each in items
            )
        introduction = self._sentence(told)
        if len(items) == 1:
            runs = *introduction, Words(" "), *self._item(items[0]), Words(".")
            return (Paragraph(f"{key}.{items[0].id}", tidy(runs)),)
        return (
            Paragraph(key, tidy(introduction)),
            *(
                Paragraph(
                    f"{key}.{each.id}", tidy((*self._item(each, is_whole=True), Words("."))), style
                )
                for each in items
            ),
        )

    def _item(self, item: Item, *, is_whole: bool = False) -> tuple[Run, ...]:
        """Return an item without a full stop: its name, a dash, its details."""
        runs = [*self._sentence(item.head, is_whole=is_whole)]
        ended = bool(runs) and isinstance(runs[-1], Fact) and runs[-1].text.endswith(_ENDED)
        for number, detail in enumerate(item.details):
            first = " " if ended else " – "
            begins = ended and number == 0
            runs += [Words("; " if number else first), *self._sentence(detail, is_whole=begins)]
        return tuple(runs)

    def _name(self, key: str) -> str:
        return SENTENCES[key].name(self.language)

    def _sentence(self, told: Telling, *, is_whole: bool = True) -> tuple[Run, ...]:
        """Return the runs of a sentence; a part of one does not begin with a capital."""
        template = SENTENCES[told.key].text(self.language)
        runs: list[Run] = []
        for literal, name, form in _parts(template):
            if literal:
                runs.append(Words(literal))
            elif "/" in form:
                runs.append(Words(told.values[name].choose(form.split("/"), self.language)))
            else:
                runs += told.values[name].runs(form, self.language)
        return tuple(_capitalize(runs, told, template) if is_whole else runs)

    def _row(self, key: str, told: Telling) -> Paragraph:
        """Return a sentence as a row; without a label if it is none."""
        sentence = SENTENCES[told.key]
        runs: list[Run] = []
        for slot in sentence.row:
            name, _, form = slot.partition("|")
            if name in told.values:
                shown = told.values[name].runs(form, self.language)
                runs += [*([Words("; ")] if runs else []), *shown]
        return Paragraph(key, tidy(runs), label=sentence.name(self.language))


def _row_key(name: str) -> str:
    """Return the key of a sentence's row: sentences that tell the same in other forms (``invited.known``) share it."""
    first = name.partition(".")[0]
    is_alike = first in SENTENCES and SENTENCES[first].label == SENTENCES[name].label
    return first if is_alike or name.endswith(".known") else name


@cache
def _parts(template: str) -> tuple[tuple[str, str, str], ...]:
    """Return a template as literals and slots, each as (literal, name, form)."""
    parts, at = [], 0
    for slot in _SLOT.finditer(template):
        if slot.start() > at:
            parts.append((template[at : slot.start()], "", ""))
        parts.append(("", slot[1], slot[2] or ""))
        at = slot.end()
    return (*parts, (template[at:], "", "")) if template[at:] else tuple(parts)


def _capitalize(runs: list[Run], told: Telling, template: str) -> list[Run]:
    """Begin with a capital, unless the sentence begins with what somebody typed."""
    first = _SLOT.match(template)
    if not runs or (first and told.values[first[1]].is_typed and isinstance(runs[0], Fact)):
        return runs
    text = runs[0].text
    return [replace(runs[0], text=text[:1].upper() + text[1:]), *runs[1:]]


def tidy(runs: Iterable[Run]) -> tuple[Run, ...]:
    """Join neighbouring words, drop the mark after a text that ends a sentence by itself, begin no line with a dash."""
    tidied: list[Run] = []
    for run in runs:
        before = tidied[-1] if tidied else None
        if (
            isinstance(before, Fact)
            and before.text.endswith(_ENDED)
            and run.text.startswith((".", ";"))
        ):
            run = replace(run, text=run.text[1:])  # noqa: PLW2901 -- the run as it reads here
        if not run.text:
            continue
        if (
            isinstance(before, Words)
            and isinstance(run, Words)
            and not (before.is_bound or run.is_bound)
        ):
            tidied[-1] = Words(before.text + run.text)
        else:
            tidied.append(run)
    return tuple(
        replace(run, text=run.text.replace(" – ", f"{NO_BREAK}– "))
        if isinstance(run, Words)
        else run
        for run in tidied
    )
