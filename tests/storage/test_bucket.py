"""The seam to S3: what is written is read, what is erased is gone, failures are our own errors."""

from datetime import timedelta
from typing import TYPE_CHECKING

import boto3
import pytest

from chalicelib import errors, settings
from chalicelib.settings import Settings
from chalicelib.storage.bucket import Bucket, NoSuchObject
from tests.web.client import BOUNDARY, multipart_body

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client


@pytest.fixture
def bucket(moto_settings: Settings) -> Bucket:
    return Bucket(moto_settings)


@pytest.fixture
def client(moto_settings: Settings) -> "S3Client":
    made: S3Client = boto3.client("s3", region_name=moto_settings.region)
    return made


def test_an_object_is_read_whole_or_in_part_with_what_was_said_about_it(bucket: Bucket) -> None:
    bucket.put("a/b", b"0123456789", "text/plain", {"name": "Сурет 1.jpg", "question": "фото"})
    whole, part = bucket.get("a/b"), bucket.get("a/b", first=4)
    assert whole is not None
    assert part is not None
    assert (whole.content, whole.size, whole.content_type) == (b"0123456789", 10, "text/plain")
    assert (part.content, part.size) == (b"0123", 10)
    assert part.meta == whole.meta == {"name": "Сурет 1.jpg", "question": "фото"}


def test_what_is_not_there_is_none(bucket: Bucket) -> None:
    assert bucket.get("none") is None
    assert not bucket.exists("none")
    with pytest.raises(NoSuchObject):
        bucket.copy("none", "", "other")


def test_the_version_that_was_seen_is_the_one_that_is_copied(bucket: Bucket) -> None:
    bucket.put("a", b"first", "text/plain", {"name": "a"})
    seen = bucket.get("a")
    assert seen is not None
    bucket.put("a", b"second", "text/html")
    bucket.copy("a", seen.version, "b")
    copied = bucket.get("b")
    assert copied is not None
    assert (copied.content, copied.content_type, copied.meta) == (
        b"first",
        "text/plain",
        {"name": "a"},
    )


def test_what_is_erased_is_gone_in_every_version(bucket: Bucket, client: "S3Client") -> None:
    for key in ("a/1", "a/1", "a/2", "b/1"):
        bucket.put(key, b"x", "text/plain")
    client.delete_object(Bucket=bucket.name, Key="a/2")
    bucket.erase("a/")
    left = client.list_object_versions(Bucket=bucket.name)
    assert [one["Key"] for one in left["Versions"]] == ["b/1"]
    assert not left.get("DeleteMarkers")
    bucket.erase("a/")


def test_a_bucket_that_refuses_is_said_to_be_busy(moto_settings: Settings) -> None:
    none = Bucket(moto_settings.model_copy(update={"bucket": "no-such-bucket"}))
    with pytest.raises(errors.Unavailable):
        none.put("a", b"", "text/plain")
    with pytest.raises(errors.Unavailable):
        none.erase("a")


def test_what_could_not_be_erased_is_said(bucket: Bucket, monkeypatch: pytest.MonkeyPatch) -> None:
    bucket.put("a", b"x", "text/plain")
    refused = {"Errors": [{"Key": "a", "Code": "InternalError"}]}
    monkeypatch.setattr(bucket._client, "delete_objects", lambda **_: refused)
    with pytest.raises(errors.Unavailable):
        bucket.erase("a")


def test_a_bucket_that_does_not_answer_is_said_to_be_busy(environment: dict[str, str]) -> None:
    nowhere = settings.read(environment | {"PIKIR_AWS_ENDPOINT": "http://127.0.0.1:9"})
    with pytest.raises(errors.Unavailable):
        Bucket(nowhere).exists("a")


@pytest.mark.parametrize(
    "region", ["eu-central-1", "us-east-1", "ap-southeast-1", "me-central-1", "cn-north-1"]
)
def test_pages_may_send_to_where_they_are_told_to_send(
    region: str, environment: dict[str, str]
) -> None:
    there = settings.read(environment | {"AWS_DEFAULT_REGION": region})
    post = Bucket(there).presign_post(
        "a", "text/plain", {}, largest=1, lifetime=timedelta(minutes=1)
    )
    assert post.url == f"{there.bucket_origin}/"


def test_the_local_bucket_has_the_local_services_address(
    environment: dict[str, str], moto_endpoint: str
) -> None:
    here = settings.read(environment | {"PIKIR_AWS_ENDPOINT": moto_endpoint})
    post = Bucket(here).presign_post(
        "a", "text/plain", {}, largest=1, lifetime=timedelta(minutes=1)
    )
    assert post.url.startswith(f"{here.bucket_origin}/")


def test_a_post_holds_the_sender_to_what_was_announced(bucket: Bucket) -> None:
    import base64
    import json

    post = bucket.presign_post(
        "incoming/a", "image/png", {"question": "фото"}, largest=100, lifetime=timedelta(minutes=5)
    )
    policy = json.loads(base64.b64decode(post.fields["policy"]))
    for condition in (
        {"key": "incoming/a"},
        {"bucket": bucket.name},
        {"Content-Type": "image/png"},
        {"x-amz-meta-question": "%D1%84%D0%BE%D1%82%D0%BE"},
        ["content-length-range", 1, 100],
    ):
        assert condition in policy["conditions"]


def test_what_a_page_posts_is_there_with_what_was_announced(files_settings: Settings) -> None:
    import urllib.request

    bucket = Bucket(files_settings)
    post = bucket.presign_post(
        "incoming/a", "image/png", {"question": "фото"}, largest=100, lifetime=timedelta(minutes=5)
    )
    body = multipart_body(list(post.fields.items()), [("file", "a.png", "image/png", b"\x89PNG")])
    sent = urllib.request.Request(
        post.url,
        data=body,
        headers={"Content-Type": f"multipart/form-data; boundary={BOUNDARY}"},
    )
    with urllib.request.urlopen(sent, timeout=10) as answer:
        assert answer.status in (200, 201, 204)
    found = bucket.get("incoming/a")
    assert found is not None
    assert (found.content, found.content_type) == (b"\x89PNG", "image/png")
    assert found.meta == {"question": "фото"}
