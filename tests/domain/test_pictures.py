"""A picture's metadata is stripped; the picture and its orientation stay."""

import struct
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domain.pictures import MAX_PARTS, strip_metadata

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
    sent = jpeg(segment(0xFE, PLACE), colours, segment(0xDB, b""))
    assert strip_metadata("image/jpeg", sent) == jpeg(colours, segment(0xDB, b""))


def test_a_photo_whose_segment_is_shorter_than_its_own_length_is_cut_there() -> None:
    for length in (0, 1):
        broken = b"\xff\xe2" + struct.pack(">H", length) + bytes(9)
        sent = jpeg(TABLE, segment(0xFE, PLACE), broken, segment(0xE1, PLACE))
        assert strip_metadata("image/jpeg", sent) == b"\xff\xd8" + TABLE


@pytest.mark.parametrize(
    "behind",
    [jpeg(segment(0xE1, exif(6)), TABLE), b"\0\0\0\x18ftypmp42" + PLACE, bytes(512) + b"SEFT"],
    ids=["a second picture", "a motion photo", "a maker's trailer"],
)
def test_a_photo_ends_where_its_first_picture_ends(behind: bytes) -> None:
    index = segment(0xE2, b"MPF\0MM\0\x2a" + bytes(20))
    assert strip_metadata("image/jpeg", jpeg(index, TABLE) + behind) == jpeg(TABLE)


def test_a_photo_in_several_scans_with_restarts_and_padding_is_whole() -> None:
    first = segment(0xDA, b"\x01\x01\0\0\x3f\0") + b"\x12\xff\0\x34\xff\xd0\x56\xff\xd7\x78"
    second = segment(0xC4, b"table") + segment(0xDA, b"\x01\x01\0\0\x3f\0") + b"\xff\0"
    start, end = b"\xff\xd8", b"\xff\xd9"
    sent = start + b"\xff\xff" + TABLE + first + segment(0xE1, exif(1)) + second + end + bytes(9)
    assert strip_metadata("image/jpeg", sent) == start + TABLE + first + second + end


def test_a_photo_without_an_end_keeps_what_arrived_of_the_picture() -> None:
    sent = jpeg(segment(0xE1, exif(1)), TABLE)[:-2]
    assert strip_metadata("image/jpeg", sent) == jpeg(TABLE)[:-2]


def test_of_a_photo_of_more_parts_than_any_has_the_rest_is_dropped() -> None:
    sent = jpeg(*[segment(0xDB, b"")] * (MAX_PARTS + 1))
    assert len(strip_metadata("image/jpeg", sent)) == 2 + 4 * (MAX_PARTS - 1)


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


def gif(*blocks: bytes) -> bytes:
    colours = bytes(6)
    picture = b"\x2c" + bytes(8) + b"\x80" + colours + b"\x02\x02\x44\x01\0"
    screen = b"GIF89a\x01\0\x01\0\x80\0\0" + colours
    return screen + b"".join(blocks) + picture + b"\x3b"


def test_a_gif_keeps_its_picture_and_repetitions() -> None:
    repeats = b"\x21\xff\x0bNETSCAPE2.0\x03\x01\0\0\0"
    control = b"\x21\xf9\x04\0\0\0\0\0"
    comment = b"\x21\xfe" + bytes([len(PLACE)]) + PLACE + b"\0"
    xmp = b"\x21\xff\x0bXMP DataXMP" + b"<GPS>" + b"\x01" + bytes(range(255, -1, -1)) + b"\0"
    sent = gif(comment, repeats, xmp, control) + PLACE
    assert strip_metadata("image/gif", sent) == gif(repeats, control)


def box(kind: bytes, *content: bytes) -> bytes:
    body = b"".join(content)
    return struct.pack(">I4s", 8 + len(body), kind) + body


def test_a_film_has_free_space_where_its_location_was() -> None:
    handler = {kind: box(b"hdlr", bytes(8) + kind + bytes(12)) for kind in (b"vide", b"meta")}

    def film(user: bytes, track: bytes, timed: bytes, more: bytes) -> bytes:
        shown = box(b"trak", box(b"mdia", handler[b"vide"]), track)
        return box(b"ftyp", b"mp42") + box(b"moov", shown, timed, user) + box(b"mdat", b"x") + more

    timed = box(b"trak", box(b"tkhd", PLACE), box(b"mdia", handler[b"meta"]))
    place = box(b"udta", PLACE)
    sent = film(place, box(b"meta", PLACE), timed, box(b"uuid", PLACE))
    free = box(b"free", bytes(len(PLACE)))
    expected = film(free, free, box(b"free", bytes(len(timed) - 8)), free)
    assert strip_metadata("video/mp4", sent) == expected


def test_a_film_s_long_and_endless_boxes_are_read() -> None:
    long = struct.pack(">I4sQ", 1, b"udta", 16 + len(PLACE)) + PLACE
    endless = b"\0\0\0\0uuid" + PLACE
    blanked = struct.pack(">I4sQ", 1, b"free", 16 + len(PLACE)) + bytes(len(PLACE))
    kept = strip_metadata("video/mp4", long + endless)
    assert kept == blanked + b"\0\0\0\0free" + bytes(len(PLACE))


@pytest.mark.parametrize(
    ("content_type", "sent", "kept"),
    [
        ("image/jpeg", b"\xff\xd8\xff", b"\xff\xd8"),
        ("image/jpeg", jpeg(TABLE)[:40], b"\xff\xd8"),
        ("image/png", b"\x89PNG\r\n\x1a\n\0\0\xff\xff", b"\x89PNG\r\n\x1a\n"),
        ("image/webp", b"RIFF", b"RIFF\4\0\0\0WEBP"),
        ("image/gif", gif()[:-1], gif()[:-1]),
        ("image/gif", gif()[:24], gif()[:19]),
        ("application/pdf", b"%PDF-1.7", b"%PDF-1.7"),
    ],
)
def test_a_malformed_file_is_cut_where_it_can_no_longer_be_read(
    content_type: str, sent: bytes, kept: bytes
) -> None:
    assert strip_metadata(content_type, sent) == kept


STARTS = {
    "image/jpeg": jpeg(TABLE)[:-2],
    "image/png": b"\x89PNG\r\n\x1a\n",
    "image/webp": b"RIFF\xff\0\0\0WEBP",
    "image/gif": gif()[:-1],
    "video/mp4": box(b"ftyp", b"mp42") + b"\0\0\1\0moov",
}


@given(st.sampled_from(sorted(STARTS)), st.booleans(), st.binary(max_size=200))
def test_any_bytes_are_read_and_stripping_twice_changes_nothing(
    content_type: str, starts: bool, content: bytes
) -> None:
    content = STARTS[content_type] + content if starts else content
    once = strip_metadata(content_type, content)
    assert len(once) <= len(content) + 40
    assert strip_metadata(content_type, once) == once


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


def test_a_photo_that_ends_with_the_marker_of_its_scan_is_cut_before_it() -> None:
    sent = b"\xff\xd8" + segment(0xFE, PLACE) + b"\xff\xda"
    assert strip_metadata("image/jpeg", sent) == b"\xff\xd8"


def test_a_photo_is_cut_at_a_segment_of_an_impossible_length() -> None:
    sent = jpeg(JFIF, b"\xff\xfe\0\x01\xda" + PLACE)
    assert strip_metadata("image/jpeg", sent) == b"\xff\xd8" + JFIF


def test_bytes_between_two_segments_of_a_photo_are_left_out() -> None:
    sent = jpeg(JFIF, b"\0" + segment(0xFE, PLACE)[1:])
    assert strip_metadata("image/jpeg", sent) == jpeg(JFIF)


DRAWING = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", bytes(13))


def test_a_drawing_may_end_with_any_chunk() -> None:
    comment, data = chunk(b"tEXt", PLACE), chunk(b"IDAT", b"x")
    for end in (b"", data, chunk(b"IEND", b"")):
        assert strip_metadata("image/png", DRAWING + comment + end) == DRAWING + end


def test_a_drawing_is_cut_at_a_chunk_beyond_its_end() -> None:
    beyond = b"\xff\xff\xff\xfftEXt" + bytes(3)
    sent = DRAWING + beyond + chunk(b"IEND", b"")
    assert strip_metadata("image/png", sent) == DRAWING


def test_a_webp_is_cut_at_a_chunk_beyond_its_end() -> None:
    sent = webp(b"EXIF\xff\xff\xff\xff", riff(b"VP8 ", b"data"))
    assert strip_metadata("image/webp", sent) == webp()


def test_a_marker_that_stands_alone_leaves_the_segments_behind_it() -> None:
    sent = jpeg(b"\xff\x01", segment(0xFE, PLACE), TABLE)
    assert PLACE not in strip_metadata("image/jpeg", sent)
    assert TABLE in strip_metadata("image/jpeg", sent)
