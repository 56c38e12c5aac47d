"""Whether a form asks for a contact: to recognise a repeat of a person, and to have a place confirmed."""

from collections.abc import Iterator

from chalicelib.errors import Problem
from chalicelib.forms.definition import Purpose
from chalicelib.forms.problems import problem
from chalicelib.forms.tree import Node
from chalicelib.forms.validation.review_input import UNREADABLE, ReviewInput


def contact_problems(draft: ReviewInput) -> Iterator[Problem]:
    """Yield an error for a contact that is required and never asked, else a warning for one that is optional.

    The warning is for registrations only: nobody can check their repeats then. It is an error where places are to be
    confirmed by letter, and nobody has to give an address. Nothing is yielded while a row cannot be read, as it
    may ask for a contact.
    """
    if any(node.row.type == UNREADABLE for node in draft.tree.nodes):
        return
    head = draft.head
    roles = ", ".join(head.contact_roles)
    asking = [
        node
        for node in draft.tree.nodes
        if node.row.role in head.contact_roles and node.scope.repeat is None
    ]
    if head.contact_required:
        if not asking:
            yield problem("form.no_contact_question", "/contact_required", roles=roles)
    elif head.purpose is Purpose.REGISTRATION and not any(map(_is_always_answered, asking)):
        yield problem("form.repeats_unchecked", "/questions", roles=roles)
    if head.confirm_email and not any(
        node.row.role == "email" and _is_always_answered(node) for node in asking
    ):
        yield problem("form.confirmation_without_email", "/confirm_email")


def _is_always_answered(node: Node) -> bool:
    """Return whether the question is required, and neither it nor a group around it has a condition."""
    around: Node | None = node
    while around is not None:
        if around.row.relevant:
            return False
        around = around.container
    return node.row.required is True
