"""On random forms, a page that is kept is the page that each visit would get, byte for byte."""

from copy import deepcopy
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import count
from types import SimpleNamespace
from typing import Any
from uuid import UUID

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from chalicelib.domain.events import Event
from chalicelib.forms.intake import Form
from chalicelib.forms.validation import read_definition
from chalicelib.locales import Language
from chalicelib.web.participant import form_page
from chalicelib.web.reply import Reply
from chalicelib.web.request import Request
from tests.forms.strategies import Row, forms_with_logic
from tests.profiles import examples

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


@dataclass(frozen=True, slots=True)
class Visit:
    """One GET of a form's page."""

    moment: datetime
    language: Language
    prefix: str

    def arguments(self, form: Form) -> Any:  # noqa: ANN401 -- those of two functions
        """Return what renders the page, with the same ids each time."""
        numbers = count(int(self.moment.timestamp()))
        services = SimpleNamespace(
            clock=lambda: self.moment,
            new_id=lambda: str(UUID(int=next(numbers) << 40 | 7)),
            settings=SimpleNamespace(bucket_origin="https://bucket.example"),
        )
        request = Request(
            *("GET", "/e/round-table/form", "/e/{event}/{form}", self.prefix),
            parameters={},
            query={},
            headers={},
            cookies={},
            body=b"",
            language=self.language,
            request_id="visit",
        )
        filled = form_page.Filled(id=services.new_id())
        return request, services, EVENT, form, frozenset[str](), filled


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
        visit = Visit(moment, language, prefix)
        assert _show(visit, form) == _render(visit, form)


def _show(visit: Visit, form: Form) -> Reply:
    return form_page.show_fresh(*visit.arguments(form))


def _render(visit: Visit, form: Form) -> Reply:
    return form_page.render_filled(*visit.arguments(form))
