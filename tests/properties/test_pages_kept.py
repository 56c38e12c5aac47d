"""On random forms, what is kept of pages is what each visit would get without it, byte for byte."""

import gzip
from copy import deepcopy
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from chalicelib.domain.events import Event
from chalicelib.errors import AnswersRefused
from chalicelib.forms.intake import Form
from chalicelib.forms.validation import read_definition
from chalicelib.locales import Language
from chalicelib.web.page_style import find_style
from chalicelib.web.participant import form_page
from chalicelib.web.participant.fields import KeptFields
from chalicelib.web.render import environment, template_functions
from tests.forms.strategies import Row, forms_with_logic
from tests.profiles import examples
from tests.properties.test_forms_page import calculating_forms, page_fields
from tests.web.participant.form_visits import MOMENT, visit_form

_TEXTS = st.sampled_from(
    ["<<submission>>", "<<started>> & <b>", "${first} «іс-шара»", "&lt;&lt;started&gt;&gt;", "–"]
)
_VARYING: list[Row] = [
    {"type": "date", "name": "v", "label": "Day", "default": "today()"},
    {"type": "dateTime", "name": "v", "label": "Moment", "default": "now()"},
    {"type": "text", "name": "v", "label": "Id", "calculation": "once(uuid())"},
    {"type": "decimal", "name": "v", "label": "Chance", "default": "random()"},
    {"type": "note", "name": "v", "label": "Late", "relevant": "${begun} > '2026-06-13T12:00'"},
    {"type": "note", "name": "v", "label": "It is ${at}."},
    {"type": "text", "name": "v", "label": "Later", "constraint": "now() > '2026-06-01'"},
]
_VARIATIONS: list[Row] = [
    {"type": "text", "name": "area", "label": "<<value>>", "appearance": "multiline"},
    {"type": "range", "name": "stars", "label": "Stars", "appearance": "rating"}
    | {"parameters": {"start": 1, "end": 5, "step": 1}},
    {"type": "note", "name": "note", "label": "**<<chosen>>**"},
    {"type": "barcode", "name": "code", "label": "Code", "private": True},
    {"type": "hidden", "name": "unseen", "default": "<<value>>"},
]
_TIMES = [{"type": "start", "name": "begun"}, {"type": "calculate", "name": "at"}]
_MOMENTS = st.integers(0, 364 * 24 * 60).map(
    lambda minutes: datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)
)

EVENT = Event.model_validate(
    {
        "id": "round-table",
        "kind": "round_table",
        "title": {"kk": "Мектеп", "ru": "Школа", "en": "<<submission>>"},
        "starts_at": "2026-06-13T10:00:00+05:00",
        "ends_at": "2026-06-13T13:00:00+05:00",
    }
)


@st.composite
def forms(draw: st.DrawFn) -> Row:
    """Draw a form with logic, texts that imitate slots, and perhaps a row that another moment changes."""
    document, _ = draw(forms_with_logic())
    document = deepcopy(document)
    for row in document["questions"]:
        if draw(st.booleans()) and "label" in row:
            row["label"] = draw(_TEXTS)
    calculation = draw(st.sampled_from(["1 + 1", "today()", "now()", "format-date(now(), '%H')"]))
    times = [_TIMES[0], {**_TIMES[1], "calculation": calculation}]
    return {
        **document,
        **draw(st.sampled_from([{}, {"style": "pages"}, {"check_answers": True}])),
        "questions": [*document["questions"], *times, draw(st.sampled_from(_VARYING))],
    }


@settings(max_examples=examples(60), suppress_health_check=[HealthCheck.too_slow])
@given(
    document=forms(),
    zone=st.sampled_from(["Asia/Almaty", "Europe/Berlin"]),
    first=_MOMENTS,
    later=st.lists(st.timedeltas(timedelta(0), timedelta(days=200)), min_size=1, max_size=3),
    language=st.sampled_from(["kk", "ru", "en"]),
    prefix=st.sampled_from(["", "/api"]),
)
def test_a_kept_page_is_the_page_of_the_visit(
    document: Row,
    zone: str,
    first: datetime,
    later: list[timedelta],
    language: Language,
    prefix: str,
) -> None:
    form = Form(read_definition(document), 1, time_zone=zone)
    for moment in (first, *(first + each for each in later)):
        shown, whole, rendered = (
            visit_form(
                form,
                EVENT,
                moment=moment,
                language=language,
                prefix=prefix,
                compresses=number == 1,
            )
            for number in range(3)
        )
        page = form_page.render_filled(rendered)
        assert replace(form_page.show_fresh(shown), gzip=None) == page
        packed = form_page.show_fresh(whole)
        assert encode_text(packed.body) == encode_text(page.body)
        if packed.gzip:
            style = find_style(packed.body)
            assert style is not None
            compressed = packed.gzip(style)
            assert compressed is not None
            assert gzip.decompress(compressed) == style.put_into(encode_text(page.body))


def encode_text(body: str | bytes) -> bytes:
    return body if isinstance(body, bytes) else body.encode()


forms_and_visits = calculating_forms().flatmap(
    lambda drawn: st.tuples(
        st.just(drawn[0]), st.lists(st.tuples(drawn[1], st.booleans()), min_size=2, max_size=4)
    )
)


@settings(max_examples=examples(60), suppress_health_check=[HealthCheck.too_slow])
@given(
    drawn=forms_and_visits,
    variations=st.lists(
        st.sampled_from(_VARIATIONS), max_size=3, unique_by=lambda row: row["name"]
    ),
    language=st.sampled_from(["kk", "ru", "en"]),
)
def test_fields_that_are_kept_show_each_visit_what_it_typed(
    drawn: tuple[Row, list[tuple[Any, bool]]], variations: list[Row], language: Language
) -> None:
    """In turn, visits with answers and refusals get from kept fields what each would get from its own."""
    document, visits = drawn
    rows = [*document["questions"], {"type": "begin_group", "name": "g", "questions": variations}]
    form = Form(read_definition({**document, "questions": rows if variations else rows[:-1]}), 1)
    kept = KeptFields(form, language, most=200_000)
    for answers, fits in visits:
        pairs = (*page_fields(form, answers), *[("_fit", "1")] * fits)
        try:
            form.check(form.decode(pairs), now=MOMENT, new_id=lambda: "an id", language=language)
            refusal = None
        except AnswersRefused as refused:
            refusal = refused
        for each in ((), pairs, ()):
            own, of_kept = (
                form_page.form_context(
                    visit_form(form, EVENT, each, language=language, refusal=refusal),
                    address=str,
                    kept=keeper,
                )["parts"]
                for keeper in (None, kept)
            )
            assert _html_of(of_kept, language) == _html_of(own, language)
    assert kept.size > 0


def _html_of(parts: object, language: Language) -> str:
    template = environment().get_template("participant/fields.html")
    macros: Any = template.make_module(template_functions(language))
    return str(macros.all(parts))
