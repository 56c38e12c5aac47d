"""Compose sentences and paragraphs: slots are filled, marks do not double, a sentence begins with a capital."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Final

from chalicelib.documents.text.report import Fact, Paragraph, ReportLength, Run, Style, Words
from chalicelib.documents.text.sentences import SENTENCES
from chalicelib.documents.text.values import Value
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
class Writer:
    """Writes paragraphs in one language and at one length."""

    language: Language
    length: ReportLength

    def paragraphs(
        self, key: str, tellings: Iterable[Telling], style: Style = "text"
    ) -> tuple[Paragraph, ...]:
        """Return the paragraph of these sentences, or a row for each in a table of facts; none for none."""
        if self.length == "facts":
            return tuple(self._rows(key, tellings))
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

    def _sentence(self, told: Telling) -> tuple[Run, ...]:
        template = SENTENCES[told.key].text(self.language)
        runs: list[Run] = []
        for literal, name, form in _parts(template):
            if literal:
                runs.append(Words(literal))
            elif "/" in form:
                runs.append(Words(told.values[name].choose(form.split("/"), self.language)))
            else:
                runs += told.values[name].runs(form, self.language)
        return _capitalize(runs, told.values, template)

    def _rows(self, key: str, told: Iterable[Telling]) -> Iterator[Paragraph]:
        for each in told:
            sentence = SENTENCES[each.key]
            runs: list[Run] = []
            for slot in sentence.row:
                name, _, form = slot.partition("|")
                if name in each.values:
                    shown = each.values[name].runs(form, self.language)
                    runs += [*([Words("; ")] if runs else []), *shown]
            if runs:
                yield Paragraph(f"{key}.{each.key}", tidy(runs), label=sentence.name(self.language))


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


def _capitalize(runs: list[Run], values: Mapping[str, Value], template: str) -> tuple[Run, ...]:
    """Begin with a capital, unless the sentence begins with what somebody typed."""
    first = _SLOT.match(template)
    if not runs or (first and values[first[1]].is_typed and isinstance(runs[0], Fact)):
        return tuple(runs)
    text = runs[0].text
    return replace(runs[0], text=text[:1].upper() + text[1:]), *runs[1:]


def tidy(runs: Iterable[Run]) -> tuple[Run, ...]:
    """Join neighbouring words, and drop a full stop after a text that ends a sentence by itself."""
    tidied: list[Run] = []
    for run in runs:
        before = tidied[-1] if tidied else None
        if isinstance(before, Fact) and before.text.endswith(_ENDED) and run.text.startswith("."):
            run = replace(run, text=run.text[1:])  # noqa: PLW2901 -- the run as it reads here
        if not run.text:
            continue
        if isinstance(before, Words) and isinstance(run, Words):
            tidied[-1] = Words(before.text + run.text)
        else:
            tidied.append(run)
    return tuple(tidied)
