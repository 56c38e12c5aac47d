"""What Pikir knows already of what a record is about, so that nobody is asked for it: figures, and the other events of its series."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Self

from chalicelib.domain.events import Event, EventLine
from chalicelib.domain.events.event_types import EventId, EventPart
from chalicelib.domain.moments import Timestamp
from chalicelib.domain.records.sections import Paper
from chalicelib.forms.definition import Purpose
from chalicelib.forms.text import STORED
from chalicelib.forms.text_types import Localized, Name

if TYPE_CHECKING:
    from chalicelib.domain.counts import EventCounts
    from chalicelib.domain.forms import FormRecord


class CategoryFigure(EventPart):
    """How many registered in a category; None where that could not be counted now, or the small-group rule hides it."""

    category: Name
    label: Localized
    registered: int | None


class FormFigure(EventPart):
    """How many answers a form has; None where they could not be counted now."""

    form: Name
    purpose: Purpose
    title: Localized
    responses: int | None


class FormerPaper(EventPart):
    """The paper of another event's record: who signs and who writes seldom changes."""

    event: EventId
    title: Localized
    paper: Paper


class RecordFacts(EventPart):
    """What stands beside a record, as it was at ``counted_at``.

    ``series`` are the other events of the series, in the order in which they take place; ``next_event`` is the first of them
    that begins after this one. ``former_paper`` is that of the nearest other event whose record has one.
    """

    event: EventId
    counted_at: Timestamp
    categories: tuple[CategoryFigure, ...] = ()
    forms: tuple[FormFigure, ...] = ()
    series: tuple[EventLine, ...] = ()
    next_event: EventLine | None = None
    former_paper: FormerPaper | None = None

    @classmethod
    def of(
        cls,
        event: Event,
        counts: "EventCounts",
        forms: "Iterable[FormRecord]",
        events: Iterable[EventLine],
        former_paper: FormerPaper | None,
    ) -> Self:
        """Gather the facts beside the record of that event; ``events`` are those that may be named."""
        others = [each for each in events if _is_beside(each, event)]
        series = sorted(others, key=lambda each: (each.starts_at, each.id))
        return cls.model_validate(
            {
                "event": event.id,
                "counted_at": counts.counted_at,
                "categories": [
                    CategoryFigure(
                        category=each.name, label=dict(each.label), registered=each.registered
                    )
                    for each in counts.categories
                ],
                "forms": [
                    FormFigure(
                        form=each.name,
                        purpose=each.purpose,
                        title=each.title,
                        responses=counts.forms[each.name],
                    )
                    for each in forms
                    if each.name in counts.forms
                ],
                "series": series,
                "former_paper": former_paper,
                "next_event": next(
                    (each for each in series if each.starts_at > event.starts_at), None
                ),
            },
            context=STORED,
        )


def sort_by_nearness(events: Iterable[EventLine], event: Event) -> list[EventLine]:
    """Return the other events: those of the same series first, and of each the latest first."""
    others = [each for each in events if each.id != event.id]
    return sorted(
        others, key=lambda each: (_is_beside(each, event), each.starts_at, each.id), reverse=True
    )


def _is_beside(line: EventLine, event: Event) -> bool:
    is_same_series = bool(event.series and line.series and event.series.id == line.series.id)
    return is_same_series and line.id != event.id
