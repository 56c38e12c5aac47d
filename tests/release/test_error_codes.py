"""The codes of refusals are unique, well formed and drawn in the docstring of `errors`."""

import re
from collections import Counter

from release import error_codes


def test_no_two_refusals_share_a_code() -> None:
    times = Counter(refusal.code for refusal in error_codes.refusals())

    assert set(times.values()) == {1}
    assert all(re.fullmatch(r"[a-z]+\.[a-z_]+", code) for code in times)


def test_the_tree_in_the_docstring_names_every_refusal() -> None:
    from chalicelib import errors

    drawn = errors.__doc__ or ""
    for refusal in error_codes.refusals():
        assert re.search(rf"\b{refusal.__name__}\b", drawn), refusal
        assert refusal.code in drawn
