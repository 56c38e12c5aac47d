"""Nothing with a location is stored, as ExifTool sees it: a reader that shares no code with ours."""

import json
import os
import shutil
import subprocess
from pathlib import Path
from typing import Any, Final

import pytest

from chalicelib.domain.media_types import EXTENSIONS, IMAGES
from chalicelib.domain.pictures import PICTURES, STRIPPED, strip_metadata
from chalicelib.domain.records.photos import prepare_photo
from tests.domain.test_pictures import JFIF, TABLE, box, gif, jpeg, riff, segment, webp
from tests.drawn_photos import draw
from tests.local.test_stack import PIXEL

LATITUDE, LONGITUDE, CITY = "43.2389", "76.8897", "Kokshetau-on-the-map"
WRITE: Final = (
    f"-GPSLatitude={LATITUDE}",
    "-GPSLatitudeRef=N",
    f"-GPSLongitude={LONGITUDE}",
    "-GPSLongitudeRef=E",
    f"-XMP:GPSLatitude={LATITUDE}",
    f"-XMP:GPSLongitude={LONGITUDE}",
    f"-IPTC:City={CITY}",
    f"-XMP:City={CITY}",
    f"-Comment={CITY}",
    f"-Keys:GPSCoordinates={LATITUDE}, {LONGITUDE}",
    f"-UserData:GPSCoordinates={LATITUDE}, {LONGITUDE}",
)
FRAME = segment(0xC0, b"\x08\0\1\0\1\1\1\x11\0")
TRACK = box(b"trak", box(b"mdia", box(b"hdlr", bytes(8) + b"vide" + bytes(12))))
PLAIN: Final = {
    "image/jpeg": jpeg(JFIF, TABLE, FRAME),
    "image/png": PIXEL,
    "image/webp": webp(riff(b"VP8L", b"\x2f\0\0\0\0\x07\x10\x11\x11\x88\x88\xfe\x07\0")),
    "image/gif": gif(),
    **{
        content_type: box(b"ftyp", brand + bytes(4) + brand)
        + box(b"moov", box(b"mvhd", bytes(100)), TRACK)
        + box(b"mdat", b"picture")
        for content_type, brand in (
            ("video/mp4", b"mp42"),
            ("video/quicktime", b"qt  "),
            ("video/3gpp", b"3gp5"),
            ("audio/mp4", b"M4A "),
            ("audio/3gpp", b"3gp4"),
        )
    },
}


@pytest.fixture(scope="module")
def exiftool() -> str:
    program = shutil.which("exiftool")
    if program is None:
        message = "exiftool is not installed (on Debian: apt install libimage-exiftool-perl)"
        if os.environ.get("CI"):
            pytest.fail(message)
        pytest.skip(message)
    return program


@pytest.fixture(scope="module")
def files_with_a_location(
    exiftool: str, tmp_path_factory: pytest.TempPathFactory
) -> dict[str, bytes]:
    """Return a file of each type that holds the location in every way that its format has, by its name."""
    folder = tmp_path_factory.mktemp("located")
    for content_type, content in PLAIN.items():
        (folder / content_type.replace("/", "-")).write_bytes(content)
    command = [exiftool, "-m", "-q", "-overwrite_original", *WRITE, str(folder)]
    subprocess.run([*command, "-ext", "*"], check=False, capture_output=True, timeout=60)
    files = {file.name: file.read_bytes() for file in folder.iterdir()}
    photo, film = files["image-jpeg"], files["video-mp4"]
    index = segment(0xE2, b"MPF\0MM\0\x2a" + bytes(20))
    return files | {
        "image-jpeg two": photo[:2] + index + photo[2:] + photo,
        "image-jpeg motion": photo + film,
        "image-jpeg clean and motion": PLAIN["image/jpeg"] + film,
        "image-jpeg cut": photo[:-2],
    }


def _read(exiftool: str, folder: Path, files: dict[str, bytes]) -> dict[str, dict[str, Any]]:
    for name, content in files.items():
        (folder / name).write_bytes(content)
    command = [exiftool, "-json", "-G1", "-a", "-u", "-ee3", "-ext", "*", str(folder)]
    read = subprocess.run(command, check=False, capture_output=True, timeout=60)
    return {Path(each["SourceFile"]).name: each for each in json.loads(read.stdout)}


def _locations(content: bytes, tags: dict[str, Any]) -> list[str]:
    """Return what tells the location: tags by name, and its words anywhere in the file."""
    words = [word for word in (LATITUDE, LONGITUDE, CITY) if word.encode() in content]
    return words + [tag for tag in tags if "GPS" in tag or "City" in tag or "Comment" in tag]


def _type_of(name: str) -> str:
    return name.partition(" ")[0].replace("-", "/")


def test_a_reader_of_others_finds_no_location_in_what_is_stored(
    exiftool: str, files_with_a_location: dict[str, bytes], tmp_path_factory: pytest.TempPathFactory
) -> None:
    def find(files: dict[str, bytes]) -> dict[str, list[str]]:
        read = _read(exiftool, tmp_path_factory.mktemp("read"), files)
        return {name: _locations(files[name], tags) for name, tags in read.items()}

    sent = find(files_with_a_location)
    assert sent.keys() == files_with_a_location.keys()
    assert all(sent.values()), sent
    kept = find(
        {name: strip_metadata(_type_of(name), file) for name, file in files_with_a_location.items()}
    )
    assert kept == {name: [] for name in files_with_a_location}


def test_a_photo_of_a_record_has_no_location(exiftool: str, tmp_path: Path) -> None:
    for name, kind in (("a.jpg", "JPEG"), ("a.png", "PNG")):
        (tmp_path / name).write_bytes(draw(kind))
    command = [exiftool, "-m", "-q", "-overwrite_original", *WRITE, str(tmp_path)]
    subprocess.run(command, check=False, capture_output=True, timeout=60)
    sent = {each.name: each.read_bytes() for each in tmp_path.iterdir()}
    kept = {name: prepare_photo(content)[1] for name, content in sent.items()}
    for files, is_told in ((sent, True), (kept, False)):
        read = _read(exiftool, tmp_path, files)
        assert {name: bool(_locations(files[name], read[name])) for name in read} == dict.fromkeys(
            sent, is_told
        )


WITHOUT_LOCATION: Final = frozenset(
    f"{kind}/{name}"
    for kind, names in (("audio", "mpeg aac ogg wav amr webm"), ("video", "webm"))
    for name in names.split()
)
"""Types in whose files phones write no location."""


def test_every_type_of_photo_and_recording_is_in_the_sets() -> None:
    assert set(IMAGES) == PICTURES
    assert PLAIN.keys() == STRIPPED
    recorded = {kind for kind in EXTENSIONS if kind.startswith(("image/", "audio/", "video/"))}
    assert recorded == STRIPPED | WITHOUT_LOCATION
