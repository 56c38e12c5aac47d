"""The codes of refusals are unique, well formed and drawn as a tree in `docs/errors.md`."""

import re
from collections import Counter

from release import error_codes


def test_no_two_refusals_share_a_code() -> None:
    times = Counter(refusal.code for refusal in error_codes.refusals())

    assert set(times.values()) == {1}
    assert all(re.fullmatch(r"[a-z]+\.[a-z_]+", code) for code in times)


def test_the_tree_draws_every_refusal_below_its_parent() -> None:
    lines = list(error_codes.draw_tree())

    for refusal in error_codes.refusals():
        (line,) = [each for each in lines if re.search(rf"─ {refusal.__name__}\b", each)]
        assert line.split()[-1] == refusal.code
    assert "├─ Malformed                400" in lines
    assert "│  ├─ BrokenJson                 body.broken_json" in lines
    assert lines[-2:] == [
        "└─ Unavailable              503  service.unavailable",
        "   └─ SummaryUnfinished          summary.unfinished",
    ]
