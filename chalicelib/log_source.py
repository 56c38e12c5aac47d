"""The log that Pikir wrote: a file where it runs locally, else its log group, searched by queries of CloudWatch Logs Insights.

A query takes some seconds and is paid for by what it looks through; its rows can be fetched for seven days, as often as needed.
https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CWL_QuerySyntax.html
"""

import logging
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Final, Literal

from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from chalicelib import aws, deadlines, errors

_log = logging.getLogger("pikir.log_source")

QueryState = Literal["running", "complete", "failed", "gone"]
Row = Mapping[str, str]

_STATES: Final[Mapping[str, QueryState]] = {
    "Scheduled": "running",
    "Running": "running",
    "Unknown": "running",
    "Complete": "complete",
}
"""By Insights' own names; any other has failed."""
_UNREADABLE: Final = frozenset(
    {
        "AccessDeniedException",
        "InvalidParameterException",
        "MalformedQueryException",
        "ResourceNotFoundException",
    }
)
_GONE: Final = frozenset({"InvalidParameterException", "ResourceNotFoundException"})


@dataclass(frozen=True, slots=True)
class QueryResult:
    """A query as it is now: its rows if it is complete, and how many bytes of the log it has looked through."""

    state: QueryState
    rows: Sequence[Row] = ()
    searched: int = 0


def iter_lines(file: str) -> Iterator[str]:
    """Yield the lines of a log file, which may not be there yet; raise ``LogUnreadable``."""
    try:
        with Path(file).open(encoding="utf-8", errors="replace") as lines:
            yield from lines
    except FileNotFoundError:
        return
    except OSError as problem:
        raise errors.LogUnreadable from problem


class LogGroup:
    """A log group of CloudWatch."""

    def __init__(self, name: str, *, endpoint: str | None, region: str) -> None:
        self._name = name
        config = Config(
            connect_timeout=1,
            read_timeout=8,
            retries={"total_max_attempts": 2, "mode": "standard"},
        )
        self._client = aws.client("logs", endpoint=endpoint, region=region, config=config)
        aws.refuse_late_requests(self._client)

    def start_query(self, query: str, since: datetime, until: datetime) -> str:
        """Start a query over that time; return its id.

        Raises:
            errors.LogUnreadable: the log group is not there, or Pikir may not search it.
            errors.Unavailable: too many queries run, or CloudWatch did not answer in time. One may have been started.
        """
        answer = self._call(
            "start_query",
            logGroupName=self._name,
            queryString=query,
            startTime=int(since.timestamp()),
            endTime=int(until.timestamp()),
        )
        return str(answer["queryId"])

    def fetch_result(self, query_id: str) -> QueryResult:
        """Return what a query has found; ``gone`` if there is none of that id any more.

        Raises:
            errors.LogUnreadable: Pikir may not fetch results.
            errors.Unavailable: CloudWatch did not answer in time.
        """
        try:
            answer = self._call("get_query_results", queryId=query_id)
        except _QueryGone:
            return QueryResult("gone")
        state = _STATES.get(answer["status"], "failed")
        rows = [{each["field"]: each["value"] for each in row} for row in answer["results"]]
        searched = int(answer.get("statistics", {}).get("bytesScanned", 0))
        return QueryResult(state, rows if state == "complete" else (), searched)

    def _call(self, method: str, **parameters: object) -> Mapping[str, Any]:
        deadlines.refuse_if_passed()
        try:
            answer: Mapping[str, Any] = getattr(self._client, method)(**parameters)
        except ClientError as error:
            code = error.response["Error"]["Code"]
            _log.warning('{"logs": "%s"}', code)
            if method == "get_query_results" and code in _GONE:
                raise _QueryGone from error
            raise (errors.LogUnreadable if code in _UNREADABLE else errors.Unavailable) from error
        except BotoCoreError as error:
            _log.warning('{"logs": "%s"}', type(error).__name__)
            raise errors.Unavailable from error
        return answer


class _QueryGone(Exception):
    """There is no query of that id any more."""
