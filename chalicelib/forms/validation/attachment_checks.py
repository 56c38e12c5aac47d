"""The files that a form needs: lists of choices, and what labels show and play."""

from collections.abc import Iterator
from dataclasses import replace

from chalicelib.errors import Problem
from chalicelib.forms.definition_types import Media
from chalicelib.forms.external_data import declared_file
from chalicelib.forms.intake.envelope import pointer
from chalicelib.forms.problems import problem
from chalicelib.forms.types import TYPES
from chalicelib.forms.validation.external_checks import pulled_data
from chalicelib.forms.validation.review_input import ReviewInput


def attachment_problems(draft: ReviewInput) -> Iterator[Problem]:
    """Yield the problems of files that are missing.

    A missing list or file of data is a warning in a draft, since its file may be attached later, and an error at
    publishing. A missing picture or recording is a warning where the form's files are known.
    """
    yield from _lists(draft)
    if draft.context.attachments is not None:
        yield from _media(draft, draft.context.attachments)


def _lists(draft: ReviewInput) -> Iterator[Problem]:
    for at, name, is_data in _named_files(draft):
        if name not in draft.lists and not (is_data and name in draft.data):
            missing = problem("form.no_file", at, name=name)
            publishing = draft.context.is_publishing
            yield replace(missing, severity="error") if publishing else missing


def _named_files(draft: ReviewInput) -> Iterator[tuple[str, str, bool]]:
    """Yield where each file is named (by a question, a row of data, ``pulldata``), its name, and whether data will do."""
    for node in draft.tree.nodes:
        kind, name = TYPES.get(node.row.type), node.row.list_name
        if kind and kind.is_list_from_file and name is not None:
            yield f"{node.pointer}/list_name", name, False
        if (declared := declared_file(node.row.type, node.row.name)) is not None:
            yield f"{node.pointer}/name", declared, True
    pulled: set[str] = set()
    for at, name in pulled_data(draft):
        if name not in pulled:
            pulled.add(name)
            yield at, name, True


def _media(draft: ReviewInput, attachments: frozenset[str]) -> Iterator[Problem]:
    """Yield a warning for each file that is not attached, where it is named first."""
    known = set(attachments)
    for at, name in _named_media(draft):
        if name not in known:
            known.add(name)
            yield problem("form.no_media_file", at, name=name)


def _named_media(draft: ReviewInput) -> Iterator[tuple[str, str]]:
    for node in draft.tree.nodes:
        yield from _files(node.row.media, f"{node.pointer}/media")
    for list_name, choices in draft.readable.items():
        for number, choice in enumerate(choices):
            yield from _files(choice.media, f"{pointer('choices', list_name)}/{number}/media")


def _files(media: Media, at: str) -> Iterator[tuple[str, str]]:
    for kind, names in media.items():
        for language, name in names.items():
            yield f"{at}/{kind}/{language}", name
