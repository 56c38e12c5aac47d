import csv
import io
from urllib.parse import urlsplit

import boto3
import pytest

from chalicelib import errors
from chalicelib.actions import downloads, exports
from chalicelib.actions.services import Services
from chalicelib.domain.permissions import SYSTEM
from chalicelib.exports.sheet import BOM
from chalicelib.settings import Settings
from chalicelib.storage.table import Table
from tests.actions.summary_setting import EVENT_AND_FORM, make_services, response, store


@pytest.fixture
def services(local_table: Table, local_settings: Settings) -> Services:
    services = make_services(local_table, local_settings, shards=2)
    for number in range(3):
        store(services, response(services, who="pupil", overall=number + 1, why="=1+1"), shards=2)
    return services


def read_csv(body: bytes) -> list[dict[str, str]]:
    assert body.startswith(BOM)
    return list(csv.DictReader(io.StringIO(body.decode("utf-8-sig"), newline="")))


def test_answers_are_exported_as_csv(services: Services) -> None:
    download = exports.export_answers(services, SYSTEM, *EVENT_AND_FORM)
    assert download.name == "round-table-impressions.csv"
    assert download.link is None
    assert download.body is not None
    answers = read_csv(download.body)
    assert sorted(row["overall"] for row in answers) == ["1", "2", "3"]
    assert {row["why"] for row in answers} == {"'=1+1"}
    assert {row["category"] for row in answers} == {"pupil"}


def test_answers_are_exported_by_label(services: Services) -> None:
    download = exports.export_answers(services, SYSTEM, *EVENT_AND_FORM, language="en")
    assert download.body is not None
    assert {row["Who are you?"] for row in read_csv(download.body)} == {"Pupil"}


def test_figures_are_exported_as_csv(services: Services) -> None:
    download = exports.export_figures(services, SYSTEM, *EVENT_AND_FORM, language="en")
    assert download.name == "round-table-impressions-summary.csv"
    assert download.body is not None
    means = [
        row["value"]
        for row in read_csv(download.body)
        if (row["question"], row["category"], row["figure"]) == ("overall", "", "mean")
    ]
    assert means == ["2"]


def test_a_file_too_large_for_a_response_is_offered_by_a_link(
    services: Services, local_settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = exports.export_answers(services, SYSTEM, *EVENT_AND_FORM)
    monkeypatch.setattr(downloads, "LARGEST_BODY", 100)
    download = exports.export_answers(services, SYSTEM, *EVENT_AND_FORM)
    assert download.body is None
    assert download.link is not None
    key = urlsplit(download.link).path.removeprefix("/").removeprefix(f"{local_settings.bucket}/")
    bucket = boto3.client("s3", region_name=local_settings.region)
    stored = bucket.get_object(Bucket=local_settings.bucket, Key=key)["Body"].read()
    assert stored == whole.body


def test_an_unknown_form_has_no_export(services: Services) -> None:
    with pytest.raises(errors.FormNotFound):
        exports.export_answers(services, SYSTEM, EVENT_AND_FORM[0], "nothing")
