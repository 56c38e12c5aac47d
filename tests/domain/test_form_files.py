"""Which files can be attached to a form, and what a refusal says."""

from hashlib import sha256

import pytest

from chalicelib import errors
from chalicelib.domain.form_files import FormFile, identify_file, refuse_too_many
from chalicelib.errors import Problem

PNG = b"\x89PNG\r\n\x1a\n" + bytes(20)


def refusal_problems(name: str, content: bytes) -> list[Problem]:
    with pytest.raises(errors.RequestRefused) as refused:
        identify_file(name, content)
    return list(refused.value.problems)


def file_names(number: int) -> set[str]:
    return {f"{index}.png" for index in range(number)}


@pytest.mark.parametrize(
    ("name", "content", "content_type"),
    [
        ("cities.csv", b"name,label\n", "text/csv"),
        ("photo.jpg", b"\xff\xd8\xff\xe0", "image/jpeg"),
        ("photo.jpeg", b"\xff\xd8\xff\xe0", "image/jpeg"),
        ("map.png", PNG, "image/png"),
        ("map.of.the.city.PNG", PNG, "image/png"),
        (".png", PNG, "image/png"),
        ("map.gif", b"GIF89a", "image/gif"),
        ("map.webp", b"RIFF\0\0\0\0WEBP", "image/webp"),
        ("map.svg", b"<svg/>", "image/svg+xml"),
        ("anthem.mp3", b"ID3\x04", "audio/mpeg"),
        ("anthem.m4a", b"\0\0\0\x20ftypM4A ", "audio/mp4"),
        ("anthem.ogg", b"OggS\0", "audio/ogg"),
        ("anthem.wav", b"RIFF\0\0\0\0WAVEfmt ", "audio/wav"),
        ("film.mp4", b"\0\0\0\x20ftypisom", "video/mp4"),
        ("film.webm", b"\x1a\x45\xdf\xa3", "video/webm"),
    ],
)
def test_a_file_has_the_type_of_its_ending(name: str, content: bytes, content_type: str) -> None:
    digest = sha256(content).hexdigest()
    assert identify_file(name, content) == FormFile(name, content_type, len(content), digest)


def test_only_a_csv_file_is_a_list() -> None:
    assert identify_file("cities.csv", b"").is_list
    assert not identify_file("map.png", PNG).is_list


@pytest.mark.parametrize("name", ["page.html", "png", "png.", "", "paper.pdf", "map.png.zip"])
def test_an_ending_that_no_form_needs_is_refused_with_those_that_can_be_attached(name: str) -> None:
    assert refusal_problems(name, PNG) == [
        Problem(
            "",
            "file.bad_type",
            "Files of this kind cannot be attached. Possible are: {types}.",
            {
                "types": "CSV, XML, GEOJSON, JPG, JPEG, PNG, GIF, WEBP, SVG, MP3, M4A, OGG, WAV, MP4, WEBM"
            },
        )
    ]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("map.png", b"<html>"),
        ("map.svg", PNG),
        ("anthem.mp3", b"OggS\0"),
        ("anthem.mp3", b"\xff\xd8\xff"),
        ("anthem.ogg", b"ID3\x04"),
        ("film.webm", b"\0\0\0\x20ftypisom"),
        ("film.mp4", b"\x1a\x45\xdf\xa3"),
        ("film.mp4", b"ftypisom"),
        ("film.mp4", b"\0\0\0\0\0ftypisom"),
        ("anthem.wav", b"RIFF\0\0\0\0WEBP"),
        ("anthem.wav", b"RIFX\0\0\0\0WAVE"),
        ("anthem.wav", b"RIFF\0\0\0WAVE"),
        ("anthem.wav", b"RIFF"),
    ],
)
def test_content_of_another_type_is_refused(name: str, content: bytes) -> None:
    message = "The file is not what its name says, or it is damaged."
    assert refusal_problems(name, content) == [Problem("", "file.not_that_type", message, {})]


@pytest.mark.parametrize(
    "content", [b"<svg>", b"<SVG>", b"<?xml version='1.0'?>\n<!-- map -->\n<svg>"]
)
def test_an_svg_may_begin_after_a_prologue_and_in_capitals(content: bytes) -> None:
    assert identify_file("map.svg", content).content_type == "image/svg+xml"


def test_an_svg_begins_within_the_first_4096_bytes() -> None:
    content = b" " * 4092 + b"<svg>"
    assert identify_file("map.svg", content).size == len(content)
    assert refusal_problems("map.svg", b" " * 4093 + b"<svg>")


@pytest.mark.parametrize("start", [b"ID3", b"\xff\xfb", b"\xff\xf3", b"\xff\xf2", b"\xff\xfa"])
def test_an_mp3_begins_with_a_tag_or_a_frame(start: bytes) -> None:
    assert identify_file("anthem.mp3", start + bytes(9)).content_type == "audio/mpeg"


def test_a_form_has_at_most_100_files() -> None:
    refuse_too_many(file_names(100))
    with pytest.raises(errors.RequestRefused) as refused:
        refuse_too_many(file_names(101))
    message = "A form can have at most {limit} files."
    assert list(refused.value.problems) == [
        Problem("", "file.too_many", message, {"limit": 100}),
    ]
