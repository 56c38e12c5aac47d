"""Text that is compressed once reads as what it is, whatever fills its gaps."""

import gzip
import zlib

from hypothesis import given, settings
from hypothesis import strategies as st

from chalicelib.web.packed_text import PackedText
from tests.profiles import examples

PIECES = st.lists(
    st.text(st.sampled_from("абв <p>"), max_size=40).map(str.encode) | st.binary(max_size=5000),
    min_size=1,
    max_size=5,
)


@settings(max_examples=examples(60))
@given(pieces=PIECES, data=st.data())
def test_it_reads_as_its_pieces_and_what_fills_the_gaps(
    pieces: list[bytes], data: st.DataObject
) -> None:
    pieces = [piece.replace(b"\0", b"") for piece in pieces]
    gaps = [data.draw(st.integers(0, 60)) for _ in pieces[1:]]
    packed = PackedText(pieces, gaps)
    for _ in range(2):
        fillings = [data.draw(st.binary(min_size=gap, max_size=gap)) for gap in gaps]
        assert packed.fits(fillings)
        text = b"".join(
            each for pair in zip(pieces, [*fillings, b""], strict=True) for each in pair
        )
        assert gzip.decompress(packed.fill(fillings)) == text


def test_a_piece_repeats_what_stands_before_a_gap() -> None:
    word = "Сұрақтарға жауап беріңіз ".encode() * 4
    packed = PackedText([word, word], [36])
    assert len(packed.fill([b"x" * 36])) < len(zlib.compress(word)) + 36 + 60
    assert not packed.fits([b"x" * 35])
