"""The bucket's mirror in a folder."""

import json
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest

from local import aws
from local.s3_mirror import Objects


@pytest.fixture
def mirrors(tmp_path: Path) -> Iterator[tuple[Objects, Objects]]:
    """One bucket's mirror, and that of another bucket in the same folder: the next start's."""
    with aws.running() as endpoint:
        s3 = aws.client("s3", endpoint)
        one, other = (f"{name}-{uuid4()}" for name in ("one", "other"))
        for bucket in (one, other):
            s3.create_bucket(
                Bucket=bucket, CreateBucketConfiguration={"LocationConstraint": aws.REGION}
            )
        yield Objects(s3, one, tmp_path / "files"), Objects(s3, other, tmp_path / "files")


def test_what_was_there_is_there_again_with_its_headers(mirrors: tuple[Objects, Objects]) -> None:
    before, after = mirrors
    before.put_back()
    before.s3.put_object(
        Bucket=before.bucket,
        Key="kept/қазақ a",
        Body=b"\x00\xff",
        ContentType="image/png",
        Metadata={"name": "a.png"},
    )
    before.keep()
    after.put_back()

    found = after.s3.get_object(Bucket=after.bucket, Key="kept/қазақ a")
    assert (found["Body"].read(), found["ContentType"], found["Metadata"]) == (
        b"\x00\xff",
        "image/png",
        {"name": "a.png"},
    )


def test_what_was_changed_or_removed_is_so_in_the_folder(mirrors: tuple[Objects, Objects]) -> None:
    before, after = mirrors
    before.put_back()
    for key in ("a", "b"):
        before.s3.put_object(Bucket=before.bucket, Key=key, Body=b"first")
    before.keep()
    before.s3.put_object(Bucket=before.bucket, Key="a", Body=b"second")
    before.s3.delete_object(Bucket=before.bucket, Key="b")
    before.keep()
    before.keep()
    after.put_back()

    assert after.s3.get_object(Bucket=after.bucket, Key="a")["Body"].read() == b"second"
    assert list(json.loads((before.folder / "index.json").read_bytes())) == ["a"]
    assert len(list(before.folder.iterdir())) == 2
