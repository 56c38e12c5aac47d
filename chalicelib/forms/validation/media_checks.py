"""What labels show and play: the files must be attached to the form."""

from collections.abc import Collection, Iterator

from chalicelib.errors import Problem
from chalicelib.forms.definition import Definition, Media
from chalicelib.forms.intake.envelope import pointer
from chalicelib.forms.problems import problem
from chalicelib.forms.tree import FormTree


def media_problems(definition: Definition, attached: Collection[str]) -> Iterator[Problem]:
    """A warning for each file that is not attached, where it is first named."""
    told = set(attached)
    for at, name in _named(definition):
        if name not in told:
            told.add(name)
            yield problem("form.no_media_file", at, name=name)


def _named(definition: Definition) -> Iterator[tuple[str, str]]:
    for node in FormTree.of(definition.questions).nodes:
        yield from _files(node.row.media, f"{node.pointer}/media")
    for list_name, choices in definition.choices.items():
        for place, choice in enumerate(choices):
            yield from _files(choice.media, f"{pointer('choices', list_name)}/{place}/media")


def _files(media: Media, at: str) -> Iterator[tuple[str, str]]:
    for kind, names in media.items():
        for language, name in names.items():
            yield f"{at}/{kind}/{language}", name
