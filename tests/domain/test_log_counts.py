"""A query over a log group counts what reading its lines counts."""

import json
from dataclasses import replace

from chalicelib.domain.log_counts import log_query, read_rows
from chalicelib.domain.log_lines import read_log
from tests.insights import LogEvent, run_query

API = "2026/11/30/pikir-APIHandler-1A[$LATEST]0f"
JOBS = "2026/11/30/pikir-SweepMail-2B[$LATEST]0f"
REQUEST = {"request_id": "r", "method": "GET", "route": "/e/{event}", "status": 200, "ms": 2.5}


def request(**fields: object) -> LogEvent:
    return LogEvent(json.dumps(REQUEST | fields), API)


def job(**fields: object) -> LogEvent:
    line = {"request_id": "j", "job": "sweep_mail", "memory": 512, "ms": 20}
    return LogEvent(json.dumps(line | fields), JOBS)


def report(stream: str, run: str, billed: int, memory: int) -> LogEvent:
    return LogEvent(
        f"REPORT RequestId: {run}\tDuration: {billed - 0.5} ms\tBilled Duration: {billed} ms\tMemory Size: {memory} MB\t",
        stream,
    )


LINES = [
    request(event="a", bytes_out=1200, read_units=0.5, database_calls=1),
    request(event="a", method="POST", route="/e/{event}/{form}", status=303, write_units=2),
    request(event="a", route="/e/{event}/{form}", refused_calls=1, database_calls=2),
    request(event="a", route="/console/events/{event}", file_reads=1, letters=1),
    request(event="b", route="/e/{event}/{form}", file_writes=1),
    request(event=None, route="/static/{name}", bytes_out=9000),
    request(event=None, route="/e/{event}", status=404),
    job(event="a", write_units=4, database_calls=4),
    job(event=None, ms=10, read_units=0.5),
    LogEvent(
        json.dumps({"request_id": "r", "route": "/e/{event}", "failure": ["ValueError"]}), API
    ),
    LogEvent("START RequestId: r Version: $LATEST", API),
    *(report(API, f"r{number}", 30, 1024) for number in range(7)),
    report(JOBS, "j", 45, 512),
]


def test_a_query_counts_what_reading_the_lines_counts() -> None:
    counted = read_rows(run_query(log_query("pikir-APIHandler-1A"), LINES))
    read = read_log(event.message for event in LINES)

    assert counted.by_event == read.by_event
    assert counted.billed == read.billed == 7 * 30
    assert [read.by_event.events[each].views for each in ("a", "b")] == [2, 1]
    assert read.by_event.shared.run_time == 45 * 512 / 3
    # A line that tells no usage is no request, and is not read.
    assert read.unreadable == 1


def test_a_log_group_of_one_function_has_streams_without_its_name() -> None:
    events = [
        replace(event, stream="2026/11/30/[$LATEST]0f") for event in LINES if event.stream == API
    ]
    counted = read_rows(run_query(log_query("pikir-deploy"), events))

    assert counted.billed == 7 * 30
    assert counted.by_event == read_log(event.message for event in events).by_event
    assert read_rows([]).by_event.events == {}
