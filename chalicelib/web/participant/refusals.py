"""What a form that comes back says: at its questions, and above them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from chalicelib import errors
from chalicelib.forms.omissions import names_its_question
from chalicelib.frozen import dataclass
from chalicelib.locales import N_
from chalicelib.web import i18n
from chalicelib.web.participant import fields
from chalicelib.web.render import translator

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from chalicelib.forms.intake import Form
    from chalicelib.locales import Language
    from chalicelib.web.participant.steps import Steps


@dataclass(frozen=True, slots=True)
class SummaryLine:
    """One line of the summary of errors: the words, and the field they lead to."""

    text: str
    target: str
    page: int | None = None
    """The page of the form that has the field; None where the form is one page."""


@dataclass(frozen=True, slots=True)
class RefusalSummary:
    """What stands above a form that comes back: a short heading, the refusal's words, and what to do."""

    heading: str
    message: str
    hint: str


def find_messages(form: Form, refusal: errors.Refusal | None, language: Language) -> dict[str, str]:
    """Return what is wrong, by question key; a full category is said at the question that asks for it."""
    if refusal is None:
        return {}
    if isinstance(refusal, errors.CategoryFull):
        asks = next((one.key for one in form.questions if one.role == "category"), None)
        return {asks: i18n.localize(refusal, language)} if asks else {}
    return {problem.name: i18n.localize(problem, language) for problem in refusal.problems}


def _self_explanatory(refusal: errors.Refusal | None) -> frozenset[str]:
    """Return the questions whose message names them itself."""
    problems = refusal.problems if refusal else ()
    return frozenset(each.name for each in problems if names_its_question(each.message))


def list_problems(
    parts: Sequence[fields.Field],
    messages: Mapping[str, str],
    refusal: errors.Refusal | None,
    steps: Steps | None,
) -> list[SummaryLine]:
    """Return the lines in the order of the page, each naming its question; what belongs to no field comes last.

    A message that names the thing itself (“Write your full name”) has no label before it.
    """
    if not messages:
        return []
    named = _self_explanatory(refusal)
    problems: dict[str, SummaryLine] = {}
    for part in fields.iter_fields(parts):
        label = part.title.rstrip(" .:")
        targets = [(part.key, part.id)]
        if part.other:
            targets.append((f"{part.key}_other", part.other.id))
        for key, target in targets:
            if key in messages:
                text = messages[key] if key in named else f"{label} – {messages[key]}"
                page = steps.layout.page_at(key) if steps else None
                problems[key] = SummaryLine(text, target, page)
    homeless = [SummaryLine(text, "") for key, text in messages.items() if key not in problems]
    return [*problems.values(), *homeless]


def explain(
    refusal: errors.Refusal | None, messages: Mapping[str, str], language: Language
) -> RefusalSummary | None:
    """Return the refusal's own words, unless the messages at the questions say it all."""
    if refusal is None:
        return None
    translate = translator(language)
    hint = translate(refusal.form_hint) if refusal.form_hint else ""
    if isinstance(refusal, errors.Unavailable):
        return RefusalSummary(translate(N_("Not sent yet")), "", hint)
    if messages:
        return RefusalSummary(translate(N_("Some answers need another look")), "", hint)
    return RefusalSummary(translate(N_("Not sent")), i18n.localize(refusal, language), hint)
