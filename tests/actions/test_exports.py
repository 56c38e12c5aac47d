import csv
import io
from urllib.parse import urlsplit

import boto3
import pytest

from chalicelib import errors
from chalicelib.actions import downloads, exports
from chalicelib.actions.services import Services
from chalicelib.domain.permissions import ANYONE, SYSTEM
from chalicelib.exports.sheet import BOM
from chalicelib.settings import Settings
from chalicelib.storage.table import Table
from tests.actions.folding import PLACE, make_services, response, store


@pytest.fixture
def services(moto_table: Table, moto_settings: Settings) -> Services:
    services = make_services(moto_table, moto_settings, shards=2)
    for number in range(3):
        store(services, response(services, who="pupil", overall=number + 1, why="=1+1"), shards=2)
    return services


def rows(body: bytes) -> list[dict[str, str]]:
    assert body.startswith(BOM)
    return list(csv.DictReader(io.StringIO(body.decode("utf-8-sig"), newline="")))


def test_answers_come_as_a_file(services: Services) -> None:
    download = exports.export_answers(services, SYSTEM, *PLACE)
    assert download.name == "round-table-impressions.csv"
    assert download.link is None
    assert download.body is not None
    read = rows(download.body)
    assert sorted(row["overall"] for row in read) == ["1", "2", "3"]
    assert {row["why"] for row in read} == {"'=1+1"}
    assert {row["category"] for row in read} == {"pupil"}


def test_answers_come_by_label(services: Services) -> None:
    download = exports.export_answers(services, SYSTEM, *PLACE, language="en")
    assert download.body is not None
    assert {row["Who are you?"] for row in rows(download.body)} == {"Pupil"}


def test_figures_come_as_a_file(services: Services) -> None:
    download = exports.export_figures(services, SYSTEM, *PLACE, language="en")
    assert download.name == "round-table-impressions-summary.csv"
    assert download.body is not None
    means = [
        row["value"]
        for row in rows(download.body)
        if (row["question"], row["category"], row["figure"]) == ("overall", "", "mean")
    ]
    assert means == ["2"]


def test_a_file_too_large_to_answer_with_is_linked(
    services: Services, moto_settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = exports.export_answers(services, SYSTEM, *PLACE)
    monkeypatch.setattr(downloads, "LARGEST_BODY", 100)
    download = exports.export_answers(services, SYSTEM, *PLACE)
    assert download.body is None
    assert download.link is not None
    key = urlsplit(download.link).path.removeprefix("/").removeprefix(f"{moto_settings.bucket}/")
    bucket = boto3.client("s3", region_name=moto_settings.region)
    kept = bucket.get_object(Bucket=moto_settings.bucket, Key=key)["Body"].read()
    assert kept == whole.body


def test_only_organisers_download(services: Services) -> None:
    with pytest.raises(errors.PageNotFound):
        exports.export_answers(services, ANYONE, *PLACE)
    with pytest.raises(errors.PageNotFound):
        exports.export_figures(services, ANYONE, *PLACE, language="en")


def test_what_does_not_exist_is_not_downloaded(services: Services) -> None:
    with pytest.raises(errors.FormNotFound):
        exports.export_answers(services, SYSTEM, PLACE[0], "nothing")
