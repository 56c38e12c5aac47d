import json

import pytest

from chalicelib import errors
from chalicelib.forms.intake.envelope import (
    Envelope,
    fingerprint,
    pointer,
    read_envelope,
    read_model,
)
from chalicelib.forms.strict_json import MAX_DEPTH, read_json
from tests.forms.definitions import codes


def nested_arrays(depth: int) -> bytes:
    return b"[" * depth + b"]" * depth


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b" ",
        b"{",
        b"{} {}",
        b"\xff",
        b"\xef\xbb\xbf{}",
        b'{"a": NaN}',
        b'{"a": -Infinity}',
        b'{"a": 1e999}',
        b'{"a": ' + b"9" * 41 + b"}",
        b'{"a": ' + b"9" * 5000 + b"}",
        b'{"a": "\\ud800"}',
        b'{"\\udfff": 1}',
        b'{"a": "\xed\xa0\x80"}',
        b'{"a": "\x00"}',
        b'{"a": 01}',
        b"{'a': 1}",
        "{}".encode("utf-16"),
    ],
)
def test_loose_json_is_refused(body: bytes) -> None:
    with pytest.raises(errors.BrokenJson):
        read_json(body)


def test_strict_json_is_read() -> None:
    assert read_json(b"5") == 5
    value = {"a": [1, -0.5, True, None, "Ә\U0001f600\n", {"b": {}}], "b": 10**39}
    assert read_json(json.dumps(value).encode()) == value
    assert read_json(json.dumps(value, ensure_ascii=False).encode()) == value


def test_a_key_named_twice_is_refused_by_its_name() -> None:
    with pytest.raises(errors.DuplicateKey) as caught:
        read_json(b'{"a": {"b": 1, "\\u0062": 2}}')
    assert caught.value.parameters == {"key": "b"}


def test_one_key_named_twice_among_many_is_found_at_once() -> None:
    keys = ",".join(f'"{number}":1' for number in range(40_000))
    with pytest.raises(errors.DuplicateKey) as caught:
        read_json(f'{{{keys},"39999":2}}'.encode())
    assert caught.value.parameters == {"key": "39999"}


@pytest.mark.parametrize("depth", [MAX_DEPTH + 1, 900, 5_000, 200_000])
def test_json_deeper_than_the_limit_is_refused(depth: int) -> None:
    with pytest.raises(errors.TooDeep):
        read_json(nested_arrays(depth))


def test_json_as_deep_as_the_limit_is_read() -> None:
    assert read_json(nested_arrays(MAX_DEPTH)) is not None


def test_an_envelope_is_read() -> None:
    envelope = read_envelope(b'{"id": "x", "language": "kk", "version": 2, "answers": {"a": 1}}')
    assert (envelope.id, envelope.language, envelope.version) == ("x", "kk", 2)
    assert envelope.answers == {"a": 1}
    assert read_envelope(b'{"answers": {}}').id is None


@pytest.mark.parametrize(
    ("body", "found"),
    [
        (b"[]", [("", "request.wrong_type")]),
        (b"{}", [("/answers", "request.missing")]),
        (b'{"answers": []}', [("/answers", "request.wrong_type")]),
        (b'{"answers": {}, "a/b~": 1}', [("/a~1b~0", "request.unknown_key")]),
        (
            b'{"answers": {}, "id": 5, "language": "fr", "version": true}',
            [
                ("/id", "request.wrong_type"),
                ("/language", "request.wrong_type"),
                ("/version", "request.wrong_type"),
            ],
        ),
        (b'{"answers": {}, "language": []}', [("/language", "request.wrong_type")]),
        (b'{"answers": {}, "version": 0}', [("/version", "request.wrong_type")]),
    ],
)
def test_every_mistake_of_an_envelope_is_named(body: bytes, found: list[tuple[str, str]]) -> None:
    with pytest.raises(errors.RequestRefused) as caught:
        read_envelope(body)
    assert codes(caught.value.problems) == found
    with pytest.raises(errors.RequestRefused) as by_model:
        read_model(Envelope, body)
    assert by_model.value.problems == caught.value.problems


@pytest.mark.parametrize(
    "body",
    [
        b'{"answers": {}}',
        b'{"answers": {"a": [1, {"b": null}]}, "id": null, "language": null, "version": null}',
        b'{"id": "x", "language": "ru", "version": 1, "answers": {"a": 1.5}}',
    ],
)
def test_an_envelope_is_read_as_its_model_reads_it(body: bytes) -> None:
    assert read_envelope(body) == read_model(Envelope, body)


def test_a_step_of_a_pointer_is_never_long() -> None:
    assert pointer("x" * 1000, 5) == "/" + "x" * 100 + "/5"


def test_a_fingerprint_is_of_what_was_sent_not_of_how_it_was_written() -> None:
    first = fingerprint({"a": "и\u0306", "b": [1, 2]})
    assert first == fingerprint({"b": [1, 2], "a": "й"})
    assert first != fingerprint({"b": [2, 1], "a": "й"})
    assert len(first) == 64


def test_a_fingerprint_never_fails() -> None:
    assert fingerprint({"a": "\ud800"}) != fingerprint({"a": "\ud801"})
