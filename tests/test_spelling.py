import pytest

from chalicelib.spelling import nearest

NAMES = ["children", "names", "rooms", "жасы", "аты_жөні"]


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("childern", "children"),
        ("hildren", "children"),
        ("nmaes", "names"),
        ("room", "rooms"),
        ("аты_жоні", "аты_жөні"),
        ("teacher", None),
        ("", None),
    ],
)
def test_the_name_that_was_meant_is_found(written: str, meant: str | None) -> None:
    assert nearest(written, NAMES) == meant


def test_it_is_found_among_many_that_are_like_it() -> None:
    many = [f"question_{number}" for number in range(1000)]
    assert nearest("question_77x", many) in many
    assert nearest("qestion_512", many) == "question_512"
    assert nearest("question_77", []) is None
