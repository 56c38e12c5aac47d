"""A definition made fit for its event: nothing that a version needs lies outside of it."""

from collections.abc import Collection, Iterator, Sequence

from chalicelib.errors import Problem
from chalicelib.forms.definition import Choice, Definition, Purpose, Row
from chalicelib.forms.intake.envelope import pointer
from chalicelib.forms.problems import problem, warnings_only
from chalicelib.forms.roles import RATING_OF
from chalicelib.forms.types import TYPES
from chalicelib.forms.types.choice_types import CATEGORIES

EVENT_CODES = (
    "form.no_category_question",
    "form.not_on_programme",
    "form.no_categories",
    "form.not_a_category",
)
"""What only an event makes a problem."""


def for_event(
    definition: Definition, *, categories: Sequence[Choice], programme: Collection[str] = ()
) -> Definition:
    """The definition as it can be published for an event with these categories and programme items.

    Raises:
        errors.FormRefused: see ``event_problems``.
    """
    warnings_only(event_problems(definition, categories=categories, programme=programme))
    return filled(definition, categories)


def event_problems(
    definition: Definition,
    *,
    categories: Sequence[Choice],
    programme: Collection[str] = (),
) -> list[Problem]:
    """Everything about the definition that does not go with an event.

    A choice that is none of the categories, no category to choose from, a rating of nothing on the
    programme, a registration that does not ask for the category.
    """
    rows = list(_placed(definition.questions, "/questions"))
    category = next(((row, at) for row, at in rows if row.role == "category"), None)
    problems = [*_ratings(rows, programme)]
    needed = definition.purpose is Purpose.REGISTRATION and bool(categories)
    if needed and (category is None or not category[0].required):
        problems.append(problem("form.no_category_question", "/questions"))
    if category is not None:
        problems += _choices(definition, *category, categories)
    return problems


def filled(definition: Definition, categories: Sequence[Choice]) -> Definition:
    """The definition with the event's categories in it, where it asks for them.

    A question with the role ``category`` whose ``list_name`` is ``categories``, with no such list
    in the definition, offers the event's categories: they are written in here, once, so that a
    version says all that it means.
    """
    asking = {
        row.list_name for row, _ in _placed(definition.questions, "") if row.role == "category"
    }
    if CATEGORIES in definition.choices or CATEGORIES not in asking:
        return definition
    lists = {CATEGORIES: tuple(categories)} | definition.choices
    return definition.model_copy(update={"choices": lists})


def _placed(rows: Sequence[Row], at: str) -> Iterator[tuple[Row, str]]:
    for place, row in enumerate(rows):
        if TYPES[row.type].is_container:
            yield from _placed(row.questions, f"{at}/{place}/questions")
        else:
            yield row, f"{at}/{place}"


def _ratings(rows: Sequence[tuple[Row, str]], programme: Collection[str]) -> Iterator[Problem]:
    for row, at in rows:
        item = (row.role or "").partition(RATING_OF)[2]
        if item and item not in programme:
            yield problem("form.not_on_programme", f"{at}/role", name=item)


def _choices(
    definition: Definition, row: Row, at: str, categories: Sequence[Choice]
) -> Iterator[Problem]:
    name = row.list_name or CATEGORIES
    offered = definition.choices.get(name)
    if offered is None:
        if not categories:
            yield problem("form.no_categories", f"{at}/list_name")
        return
    if not categories:  # an event without categories has no places either: the form's own do there
        return
    known = {category.name for category in categories}
    for place, choice in enumerate(offered):
        if choice.name not in known:
            where = f"{pointer('choices', name)}/{place}/name"
            yield problem("form.not_a_category", where, name=choice.name)
