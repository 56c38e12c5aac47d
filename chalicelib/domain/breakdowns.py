"""What the small-group rule hides of a summary: throughout, and of a question that some versions ask."""

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cached_property

from chalicelib.domain.privacy import hidden_groups

Responses = Mapping[tuple[int, str], int]
"""How many answered, by version and category; the empty category is that of those who named none."""


def by_category(responses: Responses) -> Counter[str]:
    """How many answered, by category."""
    sizes = Counter[str]()
    for (_, category), number in responses.items():
        sizes[category] += number
    return sizes


@dataclass(frozen=True)
class Breakdown:
    """A summary's breakdown by category: its groups in order, and how many each version has of them."""

    names: tuple[str, ...]
    responses: Responses
    threshold: int

    @cached_property
    def hidden(self) -> frozenset[str]:
        """The groups whose answers are hidden throughout.

        How many named no category is no secret: the question for it shows how many skipped it. So
        these are no cover for a category whose size is to stay hidden, and do not count as one.
        """
        sizes = by_category(self.responses)
        categories = {name: size for name, size in sizes.items() if name}
        nameless = {""} if 0 < sizes.get("", 0) < self.threshold else set[str]()
        return hidden_groups(categories, self.threshold) | nameless

    def hidden_in(self, versions: Collection[int]) -> frozenset[str]:
        """What is hidden of a question that these versions ask."""
        everywhere = {version for version, _ in self.responses} <= {*versions}
        return self.hidden if everywhere else self.hidden_between_versions

    @cached_property
    def hidden_between_versions(self) -> frozenset[str]:
        """What is hidden of every question that not all answered versions ask.

        What such a question shows of a category tells how many of that category answered which
        version. So a category of which some version has few is hidden there: the few would be what
        is left, and with that version's other questions their answers. Enough others are hidden
        with it in each version, and the same ones in all these questions, lest one show what
        another hides.
        """
        few = {name for (_, name), number in self.responses.items() if number < self.threshold}
        versions = {version for version, _ in self.responses}
        fewest = {
            name: min(self.responses.get((version, name), 0) for version in versions)
            for name in by_category(self.responses)
            if name
        }
        also = (self.hidden | few) - {""}
        hidden = hidden_groups(fewest, self.threshold, also=also) if also else frozenset[str]()
        return self.hidden | few | hidden
