"""The small-group rule: which groups of a breakdown may be shown.

A breakdown divides people into groups (categories, and those who named none) whose sizes add up to
a total that is shown anyway. With a threshold *t* (at least 2):

1. A group of fewer than *t* people is hidden, an empty one included.
2. If anything is hidden, more groups are hidden, smallest first, until at least two groups are
   hidden **and** the hidden ones together have at least *t* people, or nothing is left to hide.
   So total minus everything shown is the sum of two or more groups, of *t* or more people:
   subtraction isolates neither a group nor a handful of people.
3. What is hidden in a breakdown is hidden in every finer one (``also``): a group whose number of
   responses is hidden shows none of its answers either, else the finer breakdown would tell it.

Groups of one size are taken in the order of their names, so that the same numbers always give the
same answer. Guaranteed is safety against adding and subtracting what is shown; whoever knows
this rule can also tell that a hidden group is not larger than the smallest one shown.
"""

from collections.abc import Collection, Mapping

SUPPRESSED: Mapping[str, bool] = {"suppressed": True}
"""What stands in the place of a hidden group."""


def hidden_groups(
    sizes: Mapping[str, int], threshold: int, *, also: Collection[str] = ()
) -> frozenset[str]:
    """The names of the groups that must not be shown, of those in ``sizes``."""
    hidden = {name for name, size in sizes.items() if size < threshold or name in also}
    if not hidden:
        return frozenset()
    together = sum(sizes[name] for name in hidden)
    rest = sorted((size, name) for name, size in sizes.items() if name not in hidden)
    for size, name in rest:
        if len(hidden) > 1 and together >= threshold:
            break
        hidden.add(name)
        together += size
    return frozenset(hidden)
