"""What a copy of an event is: the same event as a draft, at another time, as if nothing had been told yet."""

from datetime import datetime, timedelta

from chalicelib.domain.events import Event, EventState
from chalicelib.forms.definition import Definition
from chalicelib.forms.types.choice_types import CATEGORIES


def copy_of(event: Event, id: str, starts_at: datetime, ends_at: datetime) -> Event:  # noqa: A002 -- its name everywhere
    """Return the copy with that id; its programme and the times of its answers move as its start does."""
    by = starts_at - event.starts_at
    return event.model_copy(
        update={
            "id": id,
            "state": EventState.DRAFT,
            "starts_at": starts_at,
            "ends_at": ends_at,
            "opens_at": _move(event.opens_at, by),
            "closes_at": _move(event.closes_at, by),
            "programme": tuple(
                item.model_copy(update={"starts_at": _move(item.starts_at, by)})
                for item in event.programme
            ),
            "cancellation_reason": None,
            "announced": None,
            "revision": 0,
        }
    )


def without_categories(definition: Definition, event: Event) -> Definition:
    """Return a version without the event's categories, which publishing wrote into it and will write again."""
    listed = {choice.name for choice in definition.choices.get(CATEGORIES, ())}
    if not listed or not listed <= {category.name for category in event.categories}:
        return definition
    left = {name: choices for name, choices in definition.choices.items() if name != CATEGORIES}
    return definition.model_copy(update={"choices": left})


def without_category_question(definition: Definition) -> Definition:
    """Return a form without the question for the event's category, for an event that has none; no other question names it."""
    asked = tuple(row for row in definition.questions if row.list_name != CATEGORIES)
    return definition.model_copy(update={"questions": asked})


def _move(moment: datetime | None, by: timedelta) -> datetime | None:
    return None if moment is None else moment + by
