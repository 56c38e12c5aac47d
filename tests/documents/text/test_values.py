"""What people typed, as the slots of sentences show it."""

import pytest

from chalicelib.documents.text.values import TypedText


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("Заманауи бала", "«Заманауи бала»"),
        ("«Заманауи бала»", "«Заманауи бала»"),
        ("«Жазғы жұмыс» жадынамасы", "«Жазғы жұмыс» жадынамасы"),
        ("Жадынама «Жазғы жұмыс»", "Жадынама «Жазғы жұмыс»"),
        ("Бала «еңбегі» туралы", "«Бала «еңбегі» туралы»"),
    ],
)
def test_a_text_gets_no_second_quotation_mark_beside_its_own(typed: str, shown: str) -> None:
    runs = TypedText({"kk": typed}, "event.title").runs("quote", "kk")
    assert "".join(run.text for run in runs) == shown
