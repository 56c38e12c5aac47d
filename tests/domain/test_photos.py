"""Photos of a record: which files are taken, whole and without their location, and how many."""

import struct
import zlib
from typing import Final

import pytest

from chalicelib import errors
from chalicelib.domain.picture_sizes import PictureSize, measure_picture
from chalicelib.domain.records.photos import (
    LARGEST_PHOTO,
    LARGEST_TOGETHER,
    MOST_PHOTOS,
    MOST_PIXELS_TOGETHER,
    prepare_photo,
    refuse_too_many_photos,
)
from chalicelib.domain.records.sections import ActionPhoto, PhotoFile
from tests.drawn_photos import draw

JPEG: Final = draw()
PNG: Final = draw("PNG")


def chunk(kind: bytes, data: bytes) -> bytes:
    check = zlib.crc32(data, zlib.crc32(kind))
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", check)


def png(head: bytes, data: bytes, *more: bytes) -> bytes:
    parts = (chunk(b"IHDR", head), *more, chunk(b"IDAT", zlib.compress(data)), chunk(b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(parts)


def head_of(width: int, height: int, depth: int = 8, colour: int = 0, interlace: int = 0) -> bytes:
    return struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, interlace)


def refusal_of(content: bytes) -> tuple[str, object]:
    with pytest.raises(errors.RecordRefused) as refusal:
        prepare_photo(content)
    [problem] = refusal.value.problems
    return problem.code, problem.parameters.get("limit")


@pytest.mark.parametrize(
    ("content", "kind", "size"),
    [
        (JPEG, "image/jpeg", (80, 60)),
        (draw(progressive=True), "image/jpeg", (80, 60)),
        (draw(mode="L"), "image/jpeg", (80, 60)),
        (draw(mode="CMYK"), "image/jpeg", (80, 60)),
        (draw(orientation=6), "image/jpeg", (60, 80)),
        (draw(orientation=3), "image/jpeg", (80, 60)),
        (PNG, "image/png", (80, 60)),
        (draw("PNG", mode="RGBA"), "image/png", (80, 60)),
        (draw("PNG", mode="1"), "image/png", (80, 60)),
        (draw("PNG", mode="P"), "image/png", (80, 60)),
        (draw("PNG", mode="LA"), "image/png", (80, 60)),
    ],
)
def test_a_photo_is_measured_as_it_is_seen(
    content: bytes, kind: str, size: tuple[int, int]
) -> None:
    file, stored = prepare_photo(content)
    assert (file.type, (file.width, file.height), file.size) == (kind, size, len(stored))
    assert prepare_photo(stored) == (file, stored)


@pytest.mark.parametrize("across", [1, 3, 5, 8, 9])
def test_an_interlaced_picture_is_measured(across: int) -> None:
    rows = sum(
        -(-(across - row) // down) * (1 + -(-(across - column) // step))
        for column, row, step, down in (
            *((0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4)),
            *((0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2)),
        )
        if across > column and across > row
    )
    whole = png(head_of(across, across, interlace=1), bytes(rows))
    assert measure_picture("image/png", whole, most_pixels=100) == PictureSize(across, across)
    short = png(head_of(across, across, interlace=1), bytes(rows - 1))
    assert measure_picture("image/png", short, most_pixels=100) is None


NO_FRAME: Final = JPEG[: JPEG.index(b"\xff\xc0")] + JPEG[JPEG.index(b"\xff\xda") :]


@pytest.mark.parametrize(
    ("content", "code", "limit"),
    [
        (b"", "record.photo_empty", None),
        (b"%PDF-1.7\n" + bytes(100), "record.no_photo", None),
        (draw("GIF"), "record.no_photo", None),
        (draw("WEBP"), "record.no_photo", None),
        (b"\0\0\0\x18ftypheic\0\0\0\0mif1heic" + bytes(100), "record.photo_format", None),
        (JPEG + bytes(LARGEST_PHOTO), "record.photo_too_large", 4),
        (JPEG[: len(JPEG) // 2], "record.photo_damaged", None),
        (JPEG[:-2], "record.photo_damaged", None),
        (JPEG[:30], "record.photo_damaged", None),
        (NO_FRAME, "record.photo_damaged", None),
        (JPEG.replace(b"\xff\xc0", b"\xff\xc9"), "record.photo_damaged", None),
        (JPEG.replace(b"\x08\0\x3c\0\x50", b"\x08\0\0\0\x50"), "record.photo_damaged", None),
        (JPEG.replace(b"\x08\0\x3c\0\x50", b"\x08\xff\xff\xff\xff"), "record.photo_pixels", 40),
        (PNG[: len(PNG) // 2], "record.photo_damaged", None),
        (PNG[:-12], "record.photo_damaged", None),
        (PNG.replace(b"IDAT", b"IDAS"), "record.photo_damaged", None),
        (png(head_of(0, 9), b""), "record.photo_damaged", None),
        (png(head_of(1, 1, depth=3), bytes(2)), "record.photo_damaged", None),
        (png(head_of(1, 1, colour=5), bytes(2)), "record.photo_damaged", None),
        (png(head_of(1, 1, colour=3), bytes(2)), "record.photo_damaged", None),
        (png(head_of(2, 2), bytes(7)), "record.photo_damaged", None),
        (png(head_of(2, 2), bytes(3_000_000)), "record.photo_damaged", None),
        (png(head_of(50_000, 50_000), bytes(100)), "record.photo_pixels", 40),
    ],
)
def test_files_other_than_whole_photos_are_refused(
    content: bytes, code: str, limit: object
) -> None:
    assert refusal_of(content) == (code, limit)


def photo(action: str = "a", **file: int) -> ActionPhoto:
    fields = {"size": 100, "width": 10, "height": 10} | file
    return ActionPhoto(
        action=action,
        file=PhotoFile.model_validate({"type": "image/jpeg", "sha256": "0" * 64, **fields}),
    )


def test_a_record_has_room_for_so_many_photos() -> None:
    others = [photo()] * (MOST_PHOTOS - 1) + [photo("b")] * 20
    refuse_too_many_photos(photo(), others)
    for one, more in (
        (photo(), [*others, photo()]),
        (photo("c", size=LARGEST_TOGETHER), others),
        (photo("c", width=MOST_PIXELS_TOGETHER), others),
    ):
        with pytest.raises(errors.RecordRefused):
            refuse_too_many_photos(one, more)


def test_a_report_shows_a_photo_with_consent_and_a_caption_alone() -> None:
    whole = photo().model_copy(update={"caption": {"kk": "Акция"}, "has_consent": True})
    assert whole.is_for_reports
    assert not whole.model_copy(update={"caption": None}).is_for_reports
    assert not whole.model_copy(update={"has_consent": False}).is_for_reports
