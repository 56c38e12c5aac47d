"""What a definition needs of its event, and whether it is the form that it was sent as."""

from collections.abc import Iterator

from chalicelib.errors import Problem
from chalicelib.forms.definition import Purpose
from chalicelib.forms.intake.envelope import pointer
from chalicelib.forms.problems import problem
from chalicelib.forms.roles import RATING_OF
from chalicelib.forms.tree import Node
from chalicelib.forms.types import TYPES
from chalicelib.forms.types.choice_types import CATEGORIES
from chalicelib.forms.validation.review_input import UNREADABLE, EventFacts, ReviewInput


def target_problems(draft: ReviewInput) -> Iterator[Problem]:
    """Yield an error for a name or purpose that the form cannot take.

    A form keeps its name, and its purpose once it is published; a new one takes no other form's name.
    """
    target = draft.context.target
    if target is None:
        return
    if draft.is_readable("name") and draft.head.name != target.name:
        yield problem("form.another_name", "/name", name=target.name)
    purpose = target.published_purpose
    if purpose and draft.is_readable("purpose") and draft.head.purpose.value != purpose:
        yield problem("form.another_purpose", "/purpose", purpose=purpose)
    if target.is_taken and (target.draft is None or draft.definition != target.draft):
        yield problem("form.name_taken", "/name", name=target.name)


def event_problems(draft: ReviewInput) -> Iterator[Problem]:
    """Yield an error for each part that does not go with the event.

    These are a choice that is none of the categories, a question for the category without categories,
    a rating of something that is not on the programme, and a registration that asks for no category.
    """
    event = draft.context.event
    if event is None:
        return
    nodes = [node for node in draft.tree.nodes if not _is_container(node)]
    yield from _ratings(nodes, event)
    category = next((node for node in nodes if node.row.role == "category"), None)
    asks = category is not None and category.row.required
    needs = draft.head.purpose is Purpose.REGISTRATION and bool(event.categories)
    if needs and not asks and all(node.row.type != UNREADABLE for node in nodes):
        yield problem("form.no_category_question", "/questions")
    if category is not None:
        yield from _categories(category, draft, event)


def _is_container(node: Node) -> bool:
    kind = TYPES.get(node.row.type)
    return kind is not None and kind.is_container


def _ratings(nodes: list[Node], event: EventFacts) -> Iterator[Problem]:
    for node in nodes:
        item = (node.row.role or "").partition(RATING_OF)[2]
        if item and item not in event.programme:
            yield problem("form.not_on_programme", f"{node.pointer}/role", name=item)


def _categories(node: Node, draft: ReviewInput, event: EventFacts) -> Iterator[Problem]:
    name = node.row.list_name or CATEGORIES
    if name not in draft.lists:
        if not event.categories:
            yield problem("form.no_categories", f"{node.pointer}/list_name")
        return
    if not event.categories:  # such an event limits no places, so the form's own categories do
        return
    known = {category.name for category in event.categories}
    for number, choice in enumerate(draft.lists[name] or ()):
        if choice.name not in known:
            at = f"{pointer('choices', name)}/{number}/name"
            yield problem("form.not_a_category", at, name=choice.name)
