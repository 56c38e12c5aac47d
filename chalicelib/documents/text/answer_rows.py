"""The answers of a question with their figures, as charts draw them and tables list them."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import ClassVar, cast

from chalicelib.documents.grammar.dates import NO_BREAK
from chalicelib.documents.grammar.terms import TERMS
from chalicelib.documents.text.composing import Telling, telling
from chalicelib.documents.text.figures import name_choices, question_label, question_path
from chalicelib.documents.text.report import Cell, Run, Words
from chalicelib.documents.text.sources import FormFigures
from chalicelib.documents.text.values import (
    CountValue,
    FigureValue,
    Invariable,
    PlainValue,
    TypedText,
    Value,
)
from chalicelib.domain.summaries import QuestionSummary
from chalicelib.forms.statistics.figures import ChoiceFigures, ScaleFigures
from chalicelib.locales import Language

AnswerLabel = TypedText | FigureValue | PlainValue
"""A choice, the step of a scale, or the name of a choice that has no label any more."""


@dataclass(frozen=True, slots=True)
class AnswerRow(Invariable):
    """One answer of a question with its figures: what was chosen, by how many, and their share of those who answered."""

    label: AnswerLabel
    count: CountValue
    share: FigureValue
    is_typed: ClassVar[bool] = True

    def runs(self, form: str, language: Language) -> tuple[Run, ...]:  # noqa: ARG002 -- has one form
        """Return all three: «Баяндамалар» – 13 адам (65 %)."""
        label, share = self.label.runs("quote", language), self.share.runs("percent", language)
        count = self.count.runs("", language)
        return *label, Words(f"{NO_BREAK}– "), *count, Words(" ("), *share, Words(")")

    def cells(self, language: Language) -> tuple[Cell, ...]:
        """Return them as the cells of a table."""
        return (
            self.label.runs("", language),
            self.count.runs("bare", language),
            self.share.runs("percent", language),
        )

    def name(self, language: Language) -> str:
        """Return what was chosen."""
        return join_runs(self.label.runs("", language))

    def shown_count(self, language: Language) -> str:
        """Return the number alone."""
        return join_runs(self.count.runs("bare", language))

    def shown_share(self, language: Language) -> str:
        """Return the share with its sign."""
        return join_runs(self.share.runs("percent", language))


def join_runs(runs: Iterable[Run]) -> str:
    """Return the runs as plain text."""
    return "".join(run.text for run in runs)


def label_choice(question: QuestionSummary, name: str, path: str) -> TypedText | PlainValue:
    """Return the label of a choice; its name if it has no label any more."""
    label = name_choices(question).get(name)
    source = f"{path}.choices.{name}"
    return TypedText(dict(label), f"{source}.label") if label else PlainValue(name, source)


def list_rows(question: QuestionSummary, path: str) -> Iterator[AnswerRow]:
    """Yield the steps of a scale or the choices of a question, in their order, also those that nobody chose."""
    figures = cast("ScaleFigures | ChoiceFigures", question.figures)
    for name, count in figures.counts.items():
        is_step = isinstance(figures, ScaleFigures)
        yield AnswerRow(
            FigureValue(float(name), f"{path}.counts", digits=2)
            if is_step
            else label_choice(question, name, path),
            CountValue(count, TERMS["person"], f"{path}.counts.{name}"),
            FigureValue(100 * count / figures.answered, f"{path}.shares.{name}", digits=0),
        )


def tell_answered(form: FormFigures, question: QuestionSummary) -> Telling:
    """Say what was asked and how many answered: the caption of a chart or a table."""
    figures, path = question.figures, question_path(form, question)
    values: dict[str, Value] = {
        "question": question_label(form, question),
        "count": CountValue(figures.answered, TERMS["person"], f"{path}.answered"),
    }
    if isinstance(figures, ScaleFigures) and figures.mean is not None:
        mean = FigureValue(figures.mean, f"{path}.mean", digits=2)
        return telling("answered.ratings", **values, mean=mean)
    several = question.type == "select_multiple"
    return telling("answered.several" if several else "answered", **values)
