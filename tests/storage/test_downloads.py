from dataclasses import replace
from tempfile import SpooledTemporaryFile
from urllib.parse import parse_qs, urlsplit

import boto3
import pytest
from typing_extensions import override

from chalicelib import errors
from chalicelib.settings import Settings
from chalicelib.storage import downloads
from chalicelib.storage.bucket import Bucket
from chalicelib.storage.downloads import DownloadStore


def test_a_file_is_stored_whole_under_an_unguessable_key(local_settings: Settings) -> None:
    files = DownloadStore(Bucket(local_settings))
    links = {files.offer("Пікір.csv", "text/csv", iter([b"a", b"b" * 100])) for _ in range(2)}
    assert len(links) == 2
    bucket = boto3.client("s3", region_name=local_settings.region)
    for link in links:
        address = urlsplit(link)
        key = address.path.removeprefix("/").removeprefix(f"{local_settings.bucket}/")
        assert key.startswith("exports/")
        assert len(key) > 40
        stored = bucket.get_object(Bucket=local_settings.bucket, Key=key)
        assert stored["Body"].read() == b"a" + b"b" * 100


def test_the_link_downloads_the_file_and_expires_after_five_minutes(
    local_settings: Settings,
) -> None:
    link = DownloadStore(Bucket(local_settings)).offer(
        "answers.csv", "text/csv; charset=utf-8", [b"a"]
    )
    query = parse_qs(urlsplit(link).query)
    assert query["X-Amz-Expires"] == ["300"]
    assert query["response-content-disposition"] == ["attachment; filename*=UTF-8''answers.csv"]
    assert query["response-content-type"] == ["text/csv; charset=utf-8"]


def test_a_bucket_that_refuses_is_unavailable(local_settings: Settings) -> None:
    missing = replace(local_settings, bucket="no-such-bucket")
    with pytest.raises(errors.Unavailable):
        DownloadStore(Bucket(missing)).offer("answers.csv", "text/csv", [b"a"])


@pytest.mark.parametrize(
    ("number", "refusal"), [(28, errors.ExportTooLarge), (5, OSError)], ids=["full", "broken"]
)
def test_a_full_disk_is_refused_and_leaves_no_file(
    local_settings: Settings,
    monkeypatch: pytest.MonkeyPatch,
    number: int,
    refusal: type[Exception],
) -> None:
    class FullDisk(SpooledTemporaryFile[bytes]):
        @override
        def write(self, data: object) -> int:
            raise OSError(number, "an error of the disk")

    monkeypatch.setattr(downloads, "SpooledTemporaryFile", FullDisk)
    with pytest.raises(refusal):
        DownloadStore(Bucket(local_settings)).offer("answers.csv", "text/csv", [b"a"])
    s3 = boto3.client("s3", region_name=local_settings.region)
    assert "Contents" not in s3.list_objects_v2(Bucket=local_settings.bucket)
