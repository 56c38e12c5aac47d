"""Marks on answers in words: which are quoted, which are hidden, and how a quote reads in other languages.

Policy: a mark is stored in the answer's own item, so that erasing the answer takes it along. A hidden answer is in no
output: not quoted, not exported, no proposal's text. ``quotes`` says which answers may be quoted.
"""

import json
from collections.abc import Mapping
from enum import StrEnum
from typing import Final

from pydantic import BaseModel, ConfigDict

from chalicelib.forms.text import STORED
from chalicelib.forms.text_types import Localized

LARGEST_SELECTION: Final = 100
"""Answers that are marked together."""


class AnswerMark(BaseModel):
    """The mark on the answer to one question; ``translation`` is the quote in languages other than the answer's."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)

    is_quoted: bool = False
    is_hidden: bool = False
    translation: Localized | None = None


class QuoteTranslation(BaseModel):
    """How a quote reads in languages other than its own; null takes that away."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)

    text: Localized | None = None


NO_MARK: Final = AnswerMark()


class MarkStep(StrEnum):
    """What is done with the mark on an answer."""

    QUOTE = "quote"
    HIDE = "hide"
    CLEAR = "clear"


def take_step(mark: AnswerMark, step: MarkStep) -> AnswerMark:
    """Return the mark after a step: what is hidden is not quoted, and what is quoted is not hidden."""
    if step is MarkStep.QUOTE:
        return mark.model_copy(update={"is_quoted": True, "is_hidden": False})
    return AnswerMark(is_hidden=step is MarkStep.HIDE)


def write_marks(marks: Mapping[str, AnswerMark]) -> str:
    """Write the marks on a submission's answers as JSON, by the questions' keys; what is not marked is left out."""
    shown = {
        key: mark.model_dump(mode="json", exclude_defaults=True)
        for key, mark in sorted(marks.items())
    }
    return json.dumps({key: mark for key, mark in shown.items() if mark}, ensure_ascii=False)


def read_marks(text: str) -> Mapping[str, AnswerMark]:
    """Read what ``write_marks`` wrote."""
    return {
        key: AnswerMark.model_validate(mark, context=STORED)
        for key, mark in json.loads(text).items()
    }
