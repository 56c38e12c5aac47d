"""The small-group rule: which groups of a breakdown are suppressed.

A breakdown divides people into groups (categories, and those who named none) whose sizes add up to a total that
is published anyway. With a threshold *t* (at least 2):

1. Primary suppression: a group of fewer than *t* people is suppressed, an empty one included.
2. Complementary suppression: if any group is suppressed, further groups are, smallest first, until at least two
   are suppressed **and** these together have at least *t* people, or no group is left. The total minus every
   published group is then the sum of two or more groups, of *t* or more people: subtraction isolates neither a
   group nor a handful of people.
3. A group that is suppressed in a breakdown is suppressed in every finer one (``also``). A group whose number of
   responses is suppressed shows none of its answers either; otherwise the finer breakdown would disclose it.
4. If any group is suppressed, so is every group that could have been chosen and was not: a published 0 would leave
   nobody but the suppressed ones for the rest of the total.

Groups of equal size are taken in the order of their names, so the same numbers always give the same result. The
rule protects against adding and subtracting published figures; a reader who knows it can also tell that a
suppressed group is not larger than the smallest published one.
"""

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cached_property

GroupSizes = Mapping[tuple[int, str], int]
"""The number of responses by version and category; the category is empty for responses that name none."""


def suppressed_groups(
    sizes: Mapping[str, int], threshold: int, *, also: Collection[str] = ()
) -> frozenset[str]:
    """Return the names of the groups in ``sizes`` that are suppressed, those of ``also`` included."""
    suppressed = {name for name, size in sizes.items() if size < threshold or name in also}
    if not suppressed:
        return frozenset()
    together = sum(sizes[name] for name in suppressed)
    rest = sorted((size, name) for name, size in sizes.items() if name not in suppressed)
    for size, name in rest:
        if len(suppressed) > 1 and together >= threshold:
            break
        suppressed.add(name)
        together += size
    return frozenset(suppressed)


def sizes_by_category(sizes: GroupSizes) -> Counter[str]:
    """Return the number of responses by category, all versions together."""
    totals = Counter[str]()
    for (_, category), number in sizes.items():
        totals[category] += number
    return totals


@dataclass(frozen=True)
class Suppression:
    """What the small-group rule suppresses of a summary whose responses are of several versions."""

    sizes: GroupSizes
    threshold: int
    offered: Collection[str] = ()
    """The categories that could be named."""

    @cached_property
    def empty(self) -> frozenset[str]:
        """The categories that could be named, and that no response names."""
        return frozenset(self.offered) - {name for _, name in self.sizes}

    @cached_property
    def throughout(self) -> frozenset[str]:
        """The groups whose answers are suppressed in every question.

        The number of responses without a category is no secret, since the question for the category publishes
        how many skipped it. So this group is no cover for a category whose size must stay hidden, and does not
        count as one.
        """
        totals = sizes_by_category(self.sizes)
        categories = {name: size for name, size in totals.items() if name}
        nameless = {""} if 0 < totals.get("", 0) < self.threshold else set[str]()
        return self._with_empty(suppressed_groups(categories, self.threshold)) | nameless

    def in_versions(self, versions: Collection[int]) -> frozenset[str]:
        """Return the groups that are suppressed in a question which exactly these versions ask."""
        asked_by_all = {version for version, _ in self.sizes} <= {*versions}
        return self.throughout if asked_by_all else self.between_versions

    @cached_property
    def between_versions(self) -> frozenset[str]:
        """The groups that are suppressed in every question which only some of the answered versions ask.

        Such a question discloses how many of a category answered which version. A category with few responses
        to some version is therefore suppressed in it: the few would be the remainder, and with that version's
        other questions so would their answers. Enough further categories are suppressed with it in each
        version, and the same ones in all these questions, so that none of them discloses what another hides.
        """
        few = {name for (_, name), number in self.sizes.items() if number < self.threshold}
        versions = {version for version, _ in self.sizes}
        fewest = {
            name: min(self.sizes.get((version, name), 0) for version in versions)
            for name in sizes_by_category(self.sizes)
            if name
        }
        also = (self.throughout | few) - {""}
        covered = suppressed_groups(fewest, self.threshold, also=also) if also else frozenset[str]()
        return self._with_empty(self.throughout | few | covered)

    def _with_empty(self, suppressed: frozenset[str]) -> frozenset[str]:
        return suppressed | self.empty if suppressed - {""} else suppressed
