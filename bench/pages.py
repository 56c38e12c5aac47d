"""Form pages: the CPU time to render one, and to serve it where it is kept.

``python -m bench pages`` renders in this process and asks no storage: an empty form of nine questions, one of a hundred whose second
half depends on the first, one of five hundred, and the same five hundred as they come back with a few answers and with all; of the
first two also one that shows its visit's moment. Kept pages are served ten in a row, in turn with the rendered one. The limit in milliseconds of a kept page is for forms of up to a hundred questions. ``python -m bench --against FOLDER`` compares whole requests for ``page_500`` with another checkout.
"""

import math
import time
from collections.abc import Callable
from statistics import median, quantiles
from typing import Any, Final

from bench import questionnaire, sample
from bench.figure import Figure
from chalicelib.domain.events import Event
from chalicelib.forms.intake import Form
from chalicelib.forms.validation import read_definition
from chalicelib.web.participant import form_page
from tests.web.participant.form_visits import visit_form

ROUNDS: Final = 60
_MOST_KEPT_MS: Final = 0.1
_MOST_LONG_MS: Final = 25.0
_LEAST_GAIN: Final = 5.0
_IN_A_ROW: Final = 10

Serve = Callable[[], object]


def figures() -> dict[str, Figure]:
    """Measure each page as it is rendered and, where it is empty, as it is kept."""
    return {
        **_measure_empty("page", sample.DEFINITION),
        **_measure_empty("page_logic", questionnaire.hundred_questions(rules=True)),
        **_measure_empty("page_500", questionnaire.long(), most_ms=_MOST_LONG_MS),
        **_measure_moment("page_moment", sample.DEFINITION),
        **_measure_moment("page_logic_moment", questionnaire.hundred_questions(rules=True)),
        **_measure_returned("page_500_returned", questionnaire.long(), most_ms=_MOST_LONG_MS),
    }


def _measure_empty(name: str, definition: Any, most_ms: float | None = None) -> dict[str, Figure]:  # noqa: ANN401 -- a document
    form = Form(read_definition(definition), 1)
    rendered, ten_kept = _in_turn(
        lambda: form_page.render_filled(visit_form(form, _EVENT)),
        lambda: [form_page.show_fresh(visit_form(form, _EVENT)) for _ in range(_IN_A_ROW)],
    )
    kept = [spent / _IN_A_ROW for spent in ten_kept]
    found = {
        f"{name}_gain": Figure(
            median(rendered) / median(kept),
            "× faster",
            _LEAST_GAIN,
            best="high",
            beside=f"rendered {_spread(rendered)}; kept {_spread(kept)}",
        ),
    }
    if most_ms is None:
        found[f"{name}_kept"] = Figure(median(kept), "ms", _MOST_KEPT_MS, beside=_spread(kept))
    else:
        found[name] = Figure(median(rendered), "ms", most_ms, beside=_spread(rendered))
    return found


def _measure_moment(name: str, definition: Any) -> dict[str, Figure]:  # noqa: ANN401 -- as above
    """Measure an empty page that shows its visit's moment, of which only what stands around the parts is kept."""
    opened = {"type": "dateTime", "name": "opened", "label": "Уақыты", "default": "now()"}
    rows = [*definition["questions"], opened]
    form = Form(read_definition({**definition, "questions": rows}), 1)
    (times,) = _in_turn(lambda: form_page.show_fresh(visit_form(form, _EVENT)))
    return {name: Figure(median(times), "ms", math.inf, beside=_spread(times))}


def _measure_returned(name: str, definition: Any, most_ms: float) -> dict[str, Figure]:  # noqa: ANN401 -- as above
    form = Form(read_definition(definition), 1)
    few = (("q.open0", "yes"), ("q.n0_0", "7"), ("_fit", "1"))
    every = tuple(questionnaire.fill_in(form))
    some, all_ = _in_turn(
        lambda: form_page.render_filled(visit_form(form, _EVENT, few)),
        lambda: form_page.render_filled(visit_form(form, _EVENT, every)),
    )
    return {
        name: Figure(median(some), "ms", most_ms, beside=_spread(some)),
        f"{name}_answered": Figure(median(all_), "ms", most_ms, beside=_spread(all_)),
    }


def _in_turn(*serves: Serve) -> list[list[float]]:
    """Return the CPU milliseconds of each, measured in turn after one round that warms up."""
    times: list[list[float]] = [[] for _ in serves]
    for _ in range(ROUNDS + 1):
        for serve, spent in zip(serves, times, strict=True):
            started = time.process_time_ns()
            serve()
            spent.append((time.process_time_ns() - started) / 1e6)
    return [spent[1:] for spent in times]


_EVENT: Final = Event.model_validate(sample.EVENT_DOCUMENT)


def _spread(times: list[float]) -> str:
    return f"{median(times):.3f} ms, p90 {quantiles(times, n=10)[8]:.3f}"
