"""A picture's metadata is stripped; the picture and its orientation stay."""

import struct
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domain.pictures import strip_metadata

PLACE = b"43.2389 N 76.8897 E, Aigerim's phone"


def segment(marker: int, content: bytes) -> bytes:
    return bytes([0xFF, marker]) + struct.pack(">H", len(content) + 2) + content


def exif(turn: int | None, order: str = "<") -> bytes:
    """Return Exif with the camera, the orientation and the location."""
    mark = b"II\x2a\0" if order == "<" else b"MM\0\x2a"
    told = [(0x010F, 7), (0x0112, turn)]
    entries = [struct.pack(f"{order}HHIHH", tag, 3, 1, value, 0) for tag, value in told if value]
    head = struct.pack(f"{order}IH", 8, len(entries))
    return b"Exif\0\0" + mark + head + b"".join(entries) + bytes(4) + PLACE


def only_turned(turn: int) -> bytes:
    """Return Exif with the orientation alone."""
    entry = struct.pack(">HHIHH", 0x0112, 3, 1, turn, 0)
    return b"Exif\0\0MM\0\x2a" + struct.pack(">IH", 8, 1) + entry + bytes(4)


def jpeg(*segments: bytes) -> bytes:
    scan = segment(0xDA, b"\x01\x01\0\0\x3f\0") + b"\x12\xff\0\x34\xff\xd9"
    return b"\xff\xd8" + b"".join(segments) + scan


JFIF = segment(0xE0, b"JFIF\0\x01\x01\0\0\x01\0\x01\0\0")
COLOURS = segment(0xE2, b"ICC_PROFILE\0\x01\x01colours")
TABLE = segment(0xDB, bytes(65))


def test_a_photo_keeps_a_segment_of_the_greatest_length() -> None:
    colours = segment(0xE2, b"ICC_PROFILE\0\x01\x01" + bytes(65_519))
    sent = jpeg(segment(0xFE, PLACE), colours, segment(0xE2, b""))
    assert strip_metadata("image/jpeg", sent) == jpeg(colours, segment(0xE2, b""))


def test_a_photo_whose_segment_is_shorter_than_its_own_length_stays_as_it_is() -> None:
    for length in (0, 1):
        sent = jpeg(segment(0xFE, PLACE), b"\xff\xe2" + struct.pack(">H", length) + bytes(9))
        assert strip_metadata("image/jpeg", sent) == sent


def test_a_photo_keeps_its_colours_and_loses_what_was_told() -> None:
    told = [segment(0xE1, exif(1)), segment(0xE1, b"http://ns.adobe.com/xap/1.0/\0" + PLACE)]
    more = [segment(0xED, b"Photoshop 3.0\0" + PLACE), segment(0xFE, PLACE)]
    sent = jpeg(JFIF, *told, COLOURS, *more, TABLE)
    assert strip_metadata("image/jpeg", sent) == jpeg(JFIF, COLOURS, TABLE)


@pytest.mark.parametrize("order", ["<", ">"])
@pytest.mark.parametrize("turn", [2, 3, 6, 8])
def test_a_photo_stays_turned_as_it_was(turn: int, order: str) -> None:
    sent = jpeg(segment(0xE1, exif(turn, order)), TABLE)
    kept = strip_metadata("image/jpeg", sent)
    assert PLACE not in kept
    assert kept == jpeg(segment(0xE1, only_turned(turn)), TABLE)
    assert strip_metadata("image/jpeg", kept) == kept


@pytest.mark.parametrize(
    "broken",
    [
        b"",
        b"II",
        b"XX\x2a\0" + bytes(20),
        b"II\x2a\0\xff\xff\xff\xff",
        exif(9)[6:],
        exif(99)[6:],
        exif(None)[6:],
    ],
)
def test_exif_that_cannot_be_read_goes_too(broken: bytes) -> None:
    sent = jpeg(segment(0xE1, b"Exif\0\0" + broken), TABLE)
    assert strip_metadata("image/jpeg", sent) == jpeg(TABLE)


def chunk(kind: bytes, content: bytes) -> bytes:
    checked = kind + content
    return struct.pack(">I", len(content)) + checked + struct.pack(">I", zlib.crc32(checked))


def test_a_drawing_loses_what_was_told() -> None:
    start, end = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", bytes(13)), chunk(b"IEND", b"")
    told = [chunk(kind, PLACE) for kind in (b"eXIf", b"tEXt", b"zTXt", b"iTXt", b"tIME")]
    sent = start + told[0] + chunk(b"IDAT", b"x") + b"".join(told[1:]) + end + PLACE
    assert strip_metadata("image/png", sent) == start + chunk(b"IDAT", b"x") + end


def riff(kind: bytes, content: bytes) -> bytes:
    return kind + struct.pack("<I", len(content)) + content + b"\0" * (len(content) % 2)


def webp(*chunks: bytes) -> bytes:
    kept = b"".join(chunks)
    return b"RIFF" + struct.pack("<I", 4 + len(kept)) + b"WEBP" + kept


def test_a_webp_loses_what_was_told_and_does_not_say_that_it_has_it() -> None:
    sent = webp(
        riff(b"VP8X", bytes([0b0001_1100]) + bytes(9)),
        riff(b"VP8 ", b"odd"),
        riff(b"EXIF", PLACE),
        riff(b"XMP ", PLACE),
    )
    expected = webp(riff(b"VP8X", bytes([0b0001_0000]) + bytes(9)), riff(b"VP8 ", b"odd"))
    assert strip_metadata("image/webp", sent) == expected


@pytest.mark.parametrize(
    ("content_type", "sent"),
    [
        ("image/jpeg", b"\xff\xd8\xff"),
        ("image/jpeg", jpeg(TABLE)[:40]),
        ("image/jpeg", b"\xff\xd8\x00\xe1\0\x10" + bytes(20)),
        ("image/png", b"\x89PNG\r\n\x1a\n\0\0\xff\xff"),
        ("image/png", b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", bytes(13))[:-1]),
        ("image/webp", webp(riff(b"VP8 ", b"four"))[:-1]),
        ("application/pdf", b"%PDF-1.7"),
    ],
)
def test_malformed_and_other_files_are_left_unchanged(content_type: str, sent: bytes) -> None:
    assert strip_metadata(content_type, sent) == sent


@given(st.sampled_from(["image/jpeg", "image/png", "image/webp"]), st.binary(max_size=200))
def test_any_bytes_at_all_are_taken(content_type: str, content: bytes) -> None:
    once = strip_metadata(content_type, content)
    assert len(once) <= len(content) + 40


def orientation_entries(*tags: int, count: int | None = None) -> bytes:
    """Return Exif whose directory has these tags, each of the value 6, and claims ``count`` of them."""
    entries = b"".join(struct.pack(">HHIHH", tag, 3, 1, 6, 0) for tag in tags)
    head = struct.pack(">IH", 8, len(tags) if count is None else count)
    return b"Exif\0\0MM\0\x2a" + head + entries + bytes(4)


OTHER, ORIENTATION = 0x010F, 0x0112


def test_the_orientation_is_one_of_the_first_200_entries() -> None:
    far = jpeg(segment(0xE1, orientation_entries(*[OTHER] * 199, ORIENTATION)))
    assert strip_metadata("image/jpeg", far) == jpeg(segment(0xE1, only_turned(6)))
    farther = jpeg(segment(0xE1, orientation_entries(*[OTHER] * 200, ORIENTATION)))
    assert strip_metadata("image/jpeg", farther) == jpeg()


def test_an_entry_after_the_directory_s_last_is_none() -> None:
    sent = jpeg(segment(0xE1, orientation_entries(OTHER, ORIENTATION, count=1)))
    assert strip_metadata("image/jpeg", sent) == jpeg()


def test_an_orientation_stands_in_exif_only() -> None:
    sent = jpeg(segment(0xE1, exif(6).removeprefix(b"Exif\0\0")), TABLE)
    assert strip_metadata("image/jpeg", sent) == jpeg(TABLE)


def test_a_photo_may_end_with_the_marker_of_its_scan() -> None:
    assert strip_metadata("image/jpeg", b"\xff\xd8" + segment(0xFE, PLACE) + b"\xff\xda") == (
        b"\xff\xd8\xff\xda"
    )


@pytest.mark.parametrize(
    "broken",
    [
        b"\xff\xfe\0\x01\xda" + PLACE,
        b"\0" + segment(0xFE, PLACE)[1:],
    ],
)
def test_a_photo_with_a_broken_segment_stays_as_it_is(broken: bytes) -> None:
    sent = jpeg(JFIF, broken)
    assert strip_metadata("image/jpeg", sent) == sent


DRAWING = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", bytes(13))


def test_a_drawing_may_end_with_any_chunk() -> None:
    told, data = chunk(b"tEXt", PLACE), chunk(b"IDAT", b"x")
    for end in (b"", data, chunk(b"IEND", b"")):
        assert strip_metadata("image/png", DRAWING + told + end) == DRAWING + end


def test_a_drawing_with_a_chunk_beyond_its_end_stays_as_it_is() -> None:
    beyond = b"\xff\xff\xff\xfftEXt" + bytes(3)
    sent = DRAWING + beyond + chunk(b"IEND", b"")
    assert strip_metadata("image/png", sent) == sent


def test_a_webp_with_a_chunk_beyond_its_end_stays_as_it_is() -> None:
    sent = webp(b"EXIF\xff\xff\xff\xff", riff(b"VP8 ", b"data"))
    assert strip_metadata("image/webp", sent) == sent
