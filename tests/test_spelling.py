import pytest

from chalicelib.spelling import nearest

NAMES = ["children", "names", "rooms", "жасы", "аты_жөні"]


@pytest.mark.parametrize(
    ("name", "similar"),
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
def test_the_most_similar_name_is_found(name: str, similar: str | None) -> None:
    assert nearest(name, NAMES) == similar


def test_the_most_similar_of_a_thousand_names_is_found() -> None:
    many = [f"question_{number}" for number in range(1000)]
    assert nearest("question_77x", many) in many
    assert nearest("qestion_512", many) == "question_512"
    assert nearest("question_77", []) is None
