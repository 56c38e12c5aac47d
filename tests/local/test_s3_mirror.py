"""The mirror keeps the bucket's objects in a folder and restores them at the next start."""

import json
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest

from local import aws
from local.s3_mirror import BucketMirror


@pytest.fixture
def mirrors(tmp_path: Path) -> Iterator[tuple[BucketMirror, BucketMirror]]:
    """Give the mirrors of two buckets in one folder: before a restart, and after it."""
    with aws.running() as endpoint:
        s3 = aws.client("s3", endpoint)
        first, second = (f"{name}-{uuid4()}" for name in ("first", "second"))
        for bucket in (first, second):
            s3.create_bucket(
                Bucket=bucket, CreateBucketConfiguration={"LocationConstraint": aws.REGION}
            )
        yield (
            BucketMirror(s3, first, tmp_path / "files"),
            BucketMirror(s3, second, tmp_path / "files"),
        )


def test_an_object_is_restored_with_its_headers(mirrors: tuple[BucketMirror, BucketMirror]) -> None:
    before, after = mirrors
    before.restore()
    before.s3.put_object(
        Bucket=before.bucket,
        Key="kept/қазақ a",
        Body=b"\x00\xff",
        ContentType="image/png",
        Metadata={"name": "a.png"},
    )
    before.save()
    after.restore()

    restored = after.s3.get_object(Bucket=after.bucket, Key="kept/қазақ a")
    assert (restored["Body"].read(), restored["ContentType"], restored["Metadata"]) == (
        b"\x00\xff",
        "image/png",
        {"name": "a.png"},
    )


def test_changes_and_removals_reach_the_folder(mirrors: tuple[BucketMirror, BucketMirror]) -> None:
    before, after = mirrors
    before.restore()
    for key in ("a", "b"):
        before.s3.put_object(Bucket=before.bucket, Key=key, Body=b"first")
    before.save()
    before.s3.put_object(Bucket=before.bucket, Key="a", Body=b"second")
    before.s3.delete_object(Bucket=before.bucket, Key="b")
    before.save()
    before.save()
    after.restore()

    assert after.s3.get_object(Bucket=after.bucket, Key="a")["Body"].read() == b"second"
    assert list(json.loads((before.folder / "index.json").read_bytes())) == ["a"]
    assert len(list(before.folder.iterdir())) == 2
