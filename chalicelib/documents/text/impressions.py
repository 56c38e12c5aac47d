"""What participants thought: how many answered, means of scales, the most frequent choices.

The small-group rule holds: breakdowns are not told at all, and a form that fewer than the threshold answered gives no
figures.
"""

from collections.abc import Iterator, Sequence

from chalicelib.documents.grammar.terms import TERMS
from chalicelib.documents.text.attendance import ATTENDANCE_TOTAL, count_came
from chalicelib.documents.text.charts import choose_charts, write_chart
from chalicelib.documents.text.composing import Item, Telling, Writer, telling
from chalicelib.documents.text.figures import (
    asks_category,
    name_choices,
    question_label,
    question_path,
    shown_questions,
)
from chalicelib.documents.text.report import Paragraph
from chalicelib.documents.text.sources import FormFigures, ReportedQuote, ReportSources
from chalicelib.documents.text.values import (
    AnswerMean,
    CountValue,
    FigureValue,
    ListValue,
    ScaleValue,
    TypedText,
    in_small_letters,
)
from chalicelib.domain.events import Event
from chalicelib.domain.summaries import QuestionSummary, Summary
from chalicelib.forms.statistics.figures import ChoiceFigures, ScaleFigures
from chalicelib.locales import Language


def write_impressions(writer: Writer, sources: ReportSources) -> tuple[Paragraph, ...]:
    """Tell what each form of impressions comes to, with charts if the report has any."""
    charts = choose_charts(sources) if writer.has_charts else {}
    return tuple(
        paragraph
        for form in sources.impressions
        for paragraph in (
            *writer.paragraphs(
                f"impressions.{form.summary.form}", _tell_form(form, sources, writer)
            ),
            *(
                write_chart(form, question, writer)
                for question in charts.get(form.summary.form, ())
            ),
            *_write_quotes(form, writer),
        )
    )


def _write_quotes(form: FormFigures, writer: Writer) -> tuple[Paragraph, ...]:
    """Quote what the organiser marked; one page quotes the first."""
    quotes = form.quotes[:1] if writer.length == "page" else form.quotes
    items = [_quote(each, writer.language) for each in quotes]
    return writer.items("quotes.list", items, "quote", key=f"quotes.{form.summary.form}")


def _quote(quote: ReportedQuote, language: Language) -> Item:
    """Return a quote with its author's category, and with its language if it is not the report's."""
    words, details = {quote.language: quote.words}, []
    if quote.category:
        label = TypedText(quote.category, f"{quote.source}.category")
        details.append(telling("detail", value=in_small_letters(label, language)))
    if quote.language != language:
        is_translated = language in quote.translation
        details.append(telling(f"quote.{'from' if is_translated else 'in'}_{quote.language}"))
        words |= quote.translation if is_translated else {}
    head = telling("quote", words=TypedText(words, f"{quote.source}.text"))
    return Item(quote.source.rpartition(".")[2], head, tuple(details))


def _tell_form(form: FormFigures, sources: ReportSources, writer: Writer) -> Iterator[Telling]:
    summary = form.summary
    if summary.responses == 0:
        return
    if len(sources.impressions) > 1:
        yield telling("form", form=TypedText(form.title, f"summary.{summary.form}.title"))
    yield _tell_responses(summary, sources)
    if summary.responses < sources.event.small_group_threshold:
        yield telling("too_few")
        return
    asked = shown_questions(form, sources.event)
    yield from _tell_scales(asked, form)
    for question in asked:
        yield from _tell_question(question, form, sources.event, writer)


def _tell_responses(summary: Summary, sources: ReportSources) -> Telling:
    """Tell how many answered, and of how many: of those who came if they were counted, else of those registered."""
    path = f"summary.{summary.form}.responses"
    count = CountValue(summary.responses, TERMS["person"], path)
    came, registered = count_came(sources.record), sources.registered.total
    key, people, source = (
        ("responses.of_came", came, ATTENDANCE_TOTAL)
        if came
        else ("responses.of", registered, "counts.registered")
    )
    if not 1 < summary.responses <= people:
        return telling("responses", count=count)
    return telling(
        key,
        count=count,
        people=CountValue(people, TERMS["person"], source),
        rate=FigureValue(100 * summary.responses / people, f"{path}.rate", digits=0),
    )


def _tell_scales(questions: Sequence[QuestionSummary], form: FormFigures) -> Iterator[Telling]:
    """Tell the means of the scales, those of one scale in one sentence; each is a row of its own in a table."""
    scales: dict[tuple[float, float], list[AnswerMean]] = {}
    for question in questions:
        figures = question.figures
        if not isinstance(figures, ScaleFigures) or figures.nps or figures.mean is None:
            continue
        own = question_path(form, question)
        steps = sorted(map(float, figures.counts))
        ends = steps[0], steps[-1]
        mean = AnswerMean(
            question_label(form, question), FigureValue(figures.mean, f"{own}.mean", digits=2)
        )
        scales.setdefault(ends, []).append(mean)
        scale = ScaleValue(*ends, f"{own}.counts")
        yield telling("scale", question=mean.question, mean=mean.mean, scale=scale)
    for ends, means in scales.items():
        source = means[0].mean.source.removesuffix("mean") + "counts"
        yield telling("scales", scale=ScaleValue(*ends, source), items=ListValue(tuple(means)))


def _tell_question(
    question: QuestionSummary, form: FormFigures, event: Event, writer: Writer
) -> Iterator[Telling]:
    figures = question.figures
    if isinstance(figures, ScaleFigures) and figures.nps and figures.nps.score is not None:
        score = FigureValue(figures.nps.score, f"{question_path(form, question)}.nps")
        yield telling("promoters", question=question_label(form, question), score=score)
    elif isinstance(figures, ChoiceFigures) and writer.length != "page":
        yield from _tell_choice(question, figures, form, event)


def _tell_choice(
    question: QuestionSummary, figures: ChoiceFigures, form: FormFigures, event: Event
) -> Iterator[Telling]:
    """Tell the most frequent choice, where one is: not of the question that asks for the category."""
    if asks_category(question, event):
        return
    names, path = name_choices(question), question_path(form, question)
    most = max(figures.counts.values(), default=0)
    chosen = [name for name, count in figures.counts.items() if count == most and name in names]
    if len(chosen) != 1 or most < event.small_group_threshold:
        return
    yield telling(
        "choice",
        question=question_label(form, question),
        choice=TypedText(dict(names[chosen[0]]), f"{path}.choices.{chosen[0]}.label"),
        count=CountValue(most, TERMS["person"], f"{path}.counts.{chosen[0]}"),
        share=FigureValue(100 * most / figures.answered, f"{path}.shares.{chosen[0]}", digits=0),
    )
