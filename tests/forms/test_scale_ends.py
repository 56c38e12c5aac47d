"""The words at the ends of a scale, written as a hint."""

from hypothesis import given
from hypothesis import strategies as st

from chalicelib.forms.scale_ends import ScaleEnds, read_ends, write_ends

_WORDS = st.text("абвгд ейку.:!", min_size=1, max_size=12)


@given(_WORDS, _WORDS, _WORDS | st.just(""))
def test_a_hint_that_is_written_names_the_same_ends(lowest: str, highest: str, hint: str) -> None:
    ends = ScaleEnds(lowest, highest, hint)
    written = write_ends(ends, "1", "5")
    assert written is None or read_ends(written, "1", "5") == ends


def test_ends_are_written_after_the_rest_of_a_hint() -> None:
    assert write_ends(ScaleEnds("қиын", "оңай"), "1", "5") == "1 – қиын, 5 – оңай"
    ends = ScaleEnds("қиын", "оңай", "Бағаңыз")
    assert write_ends(ends, "0", "10") == "Бағаңыз: 0 – қиын, 10 – оңай"
    assert write_ends(ScaleEnds("қиын, тым", "оңай"), "1", "5") is None
