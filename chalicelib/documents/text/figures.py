"""Which questions of a form a report shows figures of, under the small-group rule, and how it names them."""

from collections.abc import Mapping, Sequence

from chalicelib.documents.text.sources import FormFigures
from chalicelib.documents.text.values import TypedText
from chalicelib.domain.events import Event
from chalicelib.domain.summaries import QuestionSummary
from chalicelib.locales import Language


def shown_questions(form: FormFigures, event: Event) -> Sequence[QuestionSummary]:
    """Return the questions whose figures may be told: as now asked, and answered by as many as the threshold.

    Of a question in a repeat the people count, not the answers.
    """
    return [
        question
        for question in form.summary.questions
        if question.version is None
        and (question.figures.responses or question.figures.answered) >= event.small_group_threshold
    ]


def asks_category(question: QuestionSummary, event: Event) -> bool:
    """Whether the question asks for the category of who answers."""
    return name_choices(question).keys() == {category.name for category in event.categories}


def name_choices(question: QuestionSummary) -> Mapping[str, Mapping[Language, str]]:
    """Return the labels of the question's choices by their names."""
    return {choice.name: choice.label for choice in question.choices or ()}


def question_path(form: FormFigures, question: QuestionSummary) -> str:
    """Return the source that the question's figures begin with."""
    return f"summary.{form.summary.form}.{question.name}"


def question_label(form: FormFigures, question: QuestionSummary) -> TypedText:
    """Return the question as it was asked."""
    return TypedText(dict(question.label), f"{question_path(form, question)}.label")
