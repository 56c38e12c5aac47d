"""A recording's metadata is blanked; the offsets in the file stay true."""

import struct

from chalicelib.domain.recordings import blank_metadata

PLACE = b"+43.2389+076.8897/"


def box(kind: bytes, *parts: bytes) -> bytes:
    content = b"".join(parts)
    return struct.pack(">I4s", len(content) + 8, kind) + content


def track(handler: bytes) -> bytes:
    """Return a track whose samples have this handler; its table of samples holds the place, to be looked for."""
    media = box(b"mdia", box(b"mdhd", bytes(8)), box(b"hdlr", bytes(8), handler, bytes(12)))
    return box(b"trak", box(b"tkhd", bytes(8)), media, box(b"stbl", PLACE))


FILM = box(b"ftyp", b"mp42")


def test_the_place_beside_a_film_is_blanked_and_the_film_stays() -> None:
    film = FILM + box(b"moov", track(b"vide"), box(b"udta", PLACE)) + box(b"mdat", b"picture")
    blanked = blank_metadata(film)
    assert len(blanked) == len(film)
    assert blanked.count(PLACE) == 1  # in the track of pictures
    assert blanked.endswith(box(b"mdat", b"picture"))


def test_a_track_of_places_is_blanked_as_a_whole() -> None:
    assert PLACE not in blank_metadata(FILM + box(b"moov", track(b"meta")))
    assert PLACE in blank_metadata(FILM + box(b"moov", track(b"soun")))


def test_a_track_without_a_handler_is_no_track_of_places() -> None:
    film = FILM + box(b"moov", box(b"trak", box(b"mdia", box(b"mdhd", PLACE)), box(b"stbl", PLACE)))
    assert blank_metadata(film) == film


def test_a_file_of_too_many_boxes_is_blanked_from_there_on() -> None:
    film = box(b"free") * 100_000 + box(b"mdat", PLACE)
    blanked = blank_metadata(film)
    assert len(blanked) == len(film)
    assert PLACE not in blanked
