"""Photos of school actions: which files are taken, and how many a record holds.

A report shows them all, so the limits keep it small enough to be sent by mail, and made within the memory there is.
"""

from collections.abc import Mapping, Sequence
from hashlib import sha256
from typing import Final

from chalicelib import errors
from chalicelib.domain.event_documents import problem, validate
from chalicelib.domain.picture_sizes import measure_picture
from chalicelib.domain.pictures import strip_metadata
from chalicelib.domain.records.sections import ActionPhoto, PhotoFile, PhotoType
from chalicelib.domain.uploads import HEAD, is_phone_photo, matches_type

MOST_PHOTOS: Final = 6
"""Of one action."""
LARGEST_PHOTO: Final = 4 * 1024 * 1024
"""In bytes: what comes through the function in one request."""
MOST_PIXELS: Final = 40_000_000
LARGEST_TOGETHER: Final = 20 * 1024 * 1024
"""In bytes, of all photos of a record."""
MOST_PIXELS_TOGETHER: Final = 120_000_000
"""Of all photos of a record. typst takes 4.5 bytes of memory for each."""
_TYPES: Final[tuple[PhotoType, ...]] = ("image/jpeg", "image/png")
_MEGABYTE: Final = 1024 * 1024


def prepare_photo(content: bytes) -> tuple[PhotoFile, bytes]:
    """Return what the record says of a photo, and its content as it is stored: without location, time and owner.

    Raises:
        errors.RecordRefused: it is empty, too large, no JPEG or PNG, or not whole.
    """
    _refuse_size(content)
    kind = _find_type(content)
    stripped = strip_metadata(kind, content)
    size = measure_picture(kind, stripped, most_pixels=MOST_PIXELS)
    if size is None:
        raise _refusal("record.photo_damaged")
    if size.pixels > MOST_PIXELS:
        raise _refusal("record.photo_pixels", limit=MOST_PIXELS // 1_000_000)
    file = PhotoFile(
        type=kind,
        size=len(stripped),
        width=size.width,
        height=size.height,
        sha256=sha256(stripped).hexdigest(),
    )
    return file, stripped


def _refuse_size(content: bytes) -> None:
    if not content:
        raise _refusal("record.photo_empty")
    if len(content) > LARGEST_PHOTO:
        raise _refusal("record.photo_too_large", limit=LARGEST_PHOTO // _MEGABYTE)


def _find_type(content: bytes) -> PhotoType:
    """Return the type of the content, whatever its name says."""
    head = content[:HEAD]
    if is_phone_photo(head):
        raise _refusal("record.photo_format")
    kind = next((each for each in _TYPES if matches_type(each, head)), None)
    if kind is None:
        raise _refusal("record.no_photo")
    return kind


def read_photo(fields: Mapping[str, object], file: PhotoFile) -> ActionPhoto:
    """Read what a record is to say of a photo with that file, whatever file the fields name.

    Raises:
        errors.RecordRefused: all that is wrong with it.
    """
    whole = {**fields, "file": file.model_dump(mode="json")}
    return validate(ActionPhoto, whole, errors.RecordRefused)


def refuse_too_many_photos(photo: ActionPhoto, others: Sequence[ActionPhoto]) -> None:
    """Raise ``RecordRefused`` if the record has no room for the photo beside those others."""
    if sum(each.action == photo.action for each in others) >= MOST_PHOTOS:
        raise _refusal("record.too_many_photos", limit=MOST_PHOTOS)
    files = [photo.file, *(each.file for each in others)]
    size = sum(each.size for each in files)
    pixels = sum(each.width * each.height for each in files)
    if size > LARGEST_TOGETHER or pixels > MOST_PIXELS_TOGETHER:
        raise _refusal("record.photos_too_large", limit=LARGEST_TOGETHER // _MEGABYTE)


def _refusal(code: str, **parameters: object) -> errors.RecordRefused:
    return errors.RecordRefused(problems=[problem(code, "/file", **parameters)])
