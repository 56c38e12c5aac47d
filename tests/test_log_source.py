"""The log's file, and queries over a log group as botocore sends them."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from botocore.exceptions import ConnectTimeoutError
from botocore.stub import Stubber

from chalicelib import errors
from chalicelib.log_source import LogGroup, QueryResult, iter_lines

SINCE, UNTIL = datetime(2026, 11, 1, tzinfo=UTC), datetime(2026, 11, 30, tzinfo=UTC)


@pytest.fixture
def group(_shared_model_loader: None) -> LogGroup:
    return LogGroup("pikir-logs", endpoint=None, region="eu-central-1")


def test_a_query_is_started_and_its_rows_are_fetched(group: LogGroup) -> None:
    with Stubber(group._client) as stubber:
        stubber.add_response(
            "start_query",
            {"queryId": "q-1"},
            {
                "logGroupName": "pikir-logs",
                "queryString": "limit 1",
                "startTime": int(SINCE.timestamp()),
                "endTime": int(UNTIL.timestamp()),
            },
        )
        assert group.start_query("limit 1", SINCE, UNTIL) == "q-1"
        row = [{"field": "event", "value": "a"}, {"field": "lines", "value": "3"}]
        for status in ("Scheduled", "Running", "Complete", "Timeout"):
            statistics = {"bytesScanned": 2e9}
            answer = {"status": status, "results": [row], "statistics": statistics}
            stubber.add_response("get_query_results", answer, {"queryId": "q-1"})
        assert [group.fetch_result("q-1") for _ in range(4)] == [
            QueryResult("running", (), 2_000_000_000),
            QueryResult("running", (), 2_000_000_000),
            QueryResult("complete", [{"event": "a", "lines": "3"}], 2_000_000_000),
            QueryResult("failed", (), 2_000_000_000),
        ]


@pytest.mark.parametrize(
    ("code", "refusal"),
    [
        ("AccessDeniedException", errors.LogUnreadable),
        ("ResourceNotFoundException", errors.LogUnreadable),
        ("LimitExceededException", errors.Unavailable),
    ],
)
def test_refusals_of_cloudwatch_are_told_apart(
    group: LogGroup, code: str, refusal: type[errors.Refusal]
) -> None:
    with Stubber(group._client) as stubber:
        stubber.add_client_error("start_query", code)
        with pytest.raises(refusal):
            group.start_query("limit 1", SINCE, UNTIL)


def test_a_result_that_may_not_be_fetched_is_no_result_that_is_gone(group: LogGroup) -> None:
    with Stubber(group._client) as stubber:
        stubber.add_client_error("get_query_results", "ResourceNotFoundException")
        stubber.add_client_error("get_query_results", "AccessDeniedException")
        assert group.fetch_result("q-1") == QueryResult("gone")
        with pytest.raises(errors.LogUnreadable):
            group.fetch_result("q-1")


def test_no_answer_is_as_good_as_none_yet(group: LogGroup, monkeypatch: pytest.MonkeyPatch) -> None:
    def time_out(**_: object) -> None:
        raise ConnectTimeoutError(endpoint_url="https://logs.example")

    monkeypatch.setattr(group._client, "get_query_results", time_out, raising=False)
    with pytest.raises(errors.Unavailable):
        group.fetch_result("q-1")


def test_a_file_that_is_not_there_yet_has_no_lines(tmp_path: Path) -> None:
    assert list(iter_lines(str(tmp_path / "log.jsonl"))) == []
    with pytest.raises(errors.LogUnreadable):
        list(iter_lines(str(tmp_path)))
