"""Store, copy and erase objects in S3; every failure is an error of Pikir's own."""

import time
from dataclasses import replace
from datetime import timedelta
from time import monotonic
from typing import TYPE_CHECKING

import boto3
import pytest
from botocore.awsrequest import AWSPreparedRequest
from botocore.exceptions import ReadTimeoutError

from chalicelib import deadlines, errors, settings
from chalicelib.settings import Settings
from chalicelib.storage.bucket import Bucket, NoSuchObject
from tests.slowness import Stopwatch
from tests.web.client import BOUNDARY, multipart_body

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client


@pytest.fixture
def bucket(local_settings: Settings) -> Bucket:
    return Bucket(local_settings)


@pytest.fixture
def client(local_settings: Settings) -> "S3Client":
    s3: S3Client = boto3.client("s3", region_name=local_settings.region)
    return s3


def test_an_object_is_read_whole_or_in_part_with_its_metadata(bucket: Bucket) -> None:
    bucket.put("a/b", b"0123456789", "text/plain", {"name": "Сурет 1.jpg", "question": "фото"})
    whole, part = bucket.get("a/b"), bucket.get("a/b", first=4)
    assert whole is not None
    assert part is not None
    assert (whole.content, whole.size, whole.content_type) == (b"0123456789", 10, "text/plain")
    assert (part.content, part.size) == (b"0123", 10)
    assert part.meta == whole.meta == {"name": "Сурет 1.jpg", "question": "фото"}


def test_a_missing_object_is_not_read_and_cannot_be_copied(bucket: Bucket) -> None:
    assert bucket.get("none") is None
    assert not bucket.exists("none")
    with pytest.raises(NoSuchObject):
        bucket.copy("none", "", "other")


def test_a_copy_is_of_the_version_that_was_read(bucket: Bucket) -> None:
    bucket.put("a", b"first", "text/plain", {"name": "a"})
    read_before = bucket.get("a")
    assert read_before is not None
    bucket.put("a", b"second", "text/html")
    bucket.copy("a", read_before.version, "b")
    copied = bucket.get("b")
    assert copied is not None
    assert (copied.content, copied.content_type, copied.meta) == (
        b"first",
        "text/plain",
        {"name": "a"},
    )


def test_erasing_a_prefix_removes_every_version(bucket: Bucket, client: "S3Client") -> None:
    for key in ("a/1", "a/1", "a/2", "b/1"):
        bucket.put(key, b"x", "text/plain")
    client.delete_object(Bucket=bucket.name, Key="a/2")
    bucket.erase("a/")
    listing = client.list_object_versions(Bucket=bucket.name)
    assert [each["Key"] for each in listing["Versions"]] == ["b/1"]
    assert not listing.get("DeleteMarkers")
    bucket.erase("a/")


def test_a_bucket_that_refuses_is_unavailable(local_settings: Settings) -> None:
    missing = Bucket(replace(local_settings, bucket="no-such-bucket"))
    with pytest.raises(errors.Unavailable):
        missing.put("a", b"", "text/plain")
    with pytest.raises(errors.Unavailable):
        missing.erase("a")


def test_an_object_that_cannot_be_erased_raises(
    bucket: Bucket, monkeypatch: pytest.MonkeyPatch
) -> None:
    bucket.put("a", b"x", "text/plain")
    failure = {"Errors": [{"Key": "a", "Code": "InternalError"}]}
    monkeypatch.setattr(bucket._client, "delete_objects", lambda **_: failure)
    with pytest.raises(errors.Unavailable):
        bucket.erase("a")


def test_a_bucket_that_does_not_answer_is_unavailable(environment: dict[str, str]) -> None:
    unreachable = settings.read(environment | {"PIKIR_AWS_ENDPOINT": "http://127.0.0.1:9"})
    with pytest.raises(errors.Unavailable):
        Bucket(unreachable).exists("a")


@pytest.mark.parametrize(
    "region", ["eu-central-1", "us-east-1", "ap-southeast-1", "me-central-1", "cn-north-1"]
)
def test_a_presigned_post_goes_to_an_origin_that_pages_may_send_to(
    region: str, environment: dict[str, str]
) -> None:
    regional = settings.read(environment | {"AWS_DEFAULT_REGION": region})
    post = Bucket(regional).presign_post(
        "a", "text/plain", {}, size=1, lifetime=timedelta(minutes=1)
    )
    assert post.url == f"{regional.bucket_origin}/"


def test_a_presigned_post_to_the_local_bucket_goes_to_the_local_service(
    environment: dict[str, str], moto_endpoint: str
) -> None:
    local = settings.read(environment | {"PIKIR_AWS_ENDPOINT": moto_endpoint})
    post = Bucket(local).presign_post("a", "text/plain", {}, size=1, lifetime=timedelta(minutes=1))
    assert post.url.startswith(f"{local.bucket_origin}/")


def test_a_presigned_post_accepts_only_the_announced_file(bucket: Bucket) -> None:
    import base64
    import json

    post = bucket.presign_post(
        "incoming/a", "image/png", {"question": "фото"}, size=100, lifetime=timedelta(minutes=5)
    )
    policy = json.loads(base64.b64decode(post.fields["policy"]))
    for condition in (
        {"key": "incoming/a"},
        {"bucket": bucket.name},
        {"Content-Type": "image/png"},
        {"x-amz-meta-question": "%D1%84%D0%BE%D1%82%D0%BE"},
        ["content-length-range", 100, 100],
    ):
        assert condition in policy["conditions"]


def test_a_posted_file_is_stored_with_its_announced_metadata(files_settings: Settings) -> None:
    import urllib.request

    bucket = Bucket(files_settings)
    post = bucket.presign_post(
        "incoming/a", "image/png", {"question": "фото"}, size=4, lifetime=timedelta(minutes=5)
    )
    body = multipart_body(list(post.fields.items()), [("file", "a.png", "image/png", b"\x89PNG")])
    request = urllib.request.Request(
        post.url,
        data=body,
        headers={"Content-Type": f"multipart/form-data; boundary={BOUNDARY}"},
    )
    with urllib.request.urlopen(request, timeout=10) as answer:
        assert answer.status in (200, 201, 204)
    stored = bucket.get("incoming/a")
    assert stored is not None
    assert (stored.content, stored.content_type) == (b"\x89PNG", "image/png")
    assert stored.meta == {"question": "фото"}


def test_nothing_is_asked_of_the_bucket_after_the_deadline(bucket: Bucket) -> None:
    bucket.put("a", b"first", "text/plain")
    with deadlines.begin(0, monotonic), pytest.raises(errors.Unavailable):
        bucket.put("a", b"second", "text/plain")
    found = bucket.get("a")
    assert found is not None
    assert found.content == b"first"


def test_a_silent_bucket_is_not_asked_again_after_the_deadline(
    bucket: Bucket, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock, pauses, attempts = Stopwatch(), list[float](), list[str]()

    def keep_silent(request: AWSPreparedRequest, **_: object) -> None:
        attempts.append(request.url)
        clock.seconds += 6
        raise ReadTimeoutError(endpoint_url=request.url)

    bucket._client.meta.events.register_last("before-send", keep_silent)
    monkeypatch.setattr(time, "sleep", pauses.append)  # botocore's, between its attempts
    with deadlines.begin(10, clock), pytest.raises(errors.Unavailable):
        bucket.get("a")
    assert len(attempts) == 2  # of three: the third would have begun after 12 seconds
    assert sum(pauses) <= 3
