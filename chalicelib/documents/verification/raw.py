"""A document as a reader finds it."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class RawDocument:
    """The manifest as JSON, and by a fact's id each text that stands in its place.

    ``has_lines``: it is divided into lines, and an empty square stands for any letter that its fonts lack.
    """

    manifest: str
    shown: Mapping[str, tuple[str, ...]]
    has_lines: bool = False


def collect(found: Iterable[tuple[str, str]]) -> Mapping[str, tuple[str, ...]]:
    """Return the texts by their ids: a fact that was copied is there twice."""
    texts: dict[str, list[str]] = defaultdict(list)
    for id, text in found:  # noqa: A001 -- its name everywhere
        texts[id].append(text)
    return {id: tuple(each) for id, each in texts.items()}  # noqa: A001 -- likewise
