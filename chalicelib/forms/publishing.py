"""A definition completed for its event, so that a version depends on nothing outside of it."""

from collections.abc import Sequence

from chalicelib.forms.definition import Choice, Definition
from chalicelib.forms.tree import FormTree
from chalicelib.forms.types.choice_types import CATEGORIES


def fill_categories(definition: Definition, categories: Sequence[Choice]) -> Definition:
    """Return the definition with the event's categories written into it, where it asks for them.

    A question with the role ``category`` and the ``list_name`` ``categories`` offers the event's
    categories, unless the definition has a list of that name. The categories are copied at publishing:
    a version keeps them when the event changes.
    """
    nodes = FormTree.of(definition.questions).nodes
    lists = {node.row.list_name for node in nodes if node.row.role == "category"}
    if CATEGORIES in definition.choices or CATEGORIES not in lists:
        return definition
    choices = {CATEGORIES: tuple(categories), **definition.choices}
    return definition.model_copy(update={"choices": choices})
