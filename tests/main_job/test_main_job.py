"""Run Pikir's main job as ``make run`` does: accept submissions over HTTP, store, summarise, restart.

Several processes send at once, and every seventh submission is sent twice. The test computes the
summary itself, from the submissions and without Pikir's code, and compares it before and after the
restart.
"""

import json
import os
import random
import signal
import socket
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager, suppress
from http.client import HTTPConnection
from multiprocessing import get_context
from pathlib import Path
from statistics import mean, median, stdev
from typing import Any
from uuid import UUID

import pytest

ROOT = Path(__file__).parents[2]
REGISTRATIONS = 200
IMPRESSIONS = 700
PROCESSES = 4
ADDRESS_HEADER = "X-Test-Client"
"""Where the local stack, as behind a CDN, finds the client's address."""
CATEGORIES = ("state_body", "deputy_head", "psychologist", "pupil")
LIKED = ("opening", "speeches", "reports")
TOPICS = ("rights", "safety", "support", "work")

Document = dict[str, Any]


@contextmanager
def pikir(folder: Path, port: int) -> Iterator[dict[str, str]]:
    """Run `make run`'s command and give the content of ``run.json``; stop it as Ctrl-C does."""
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith("PIKIR_")},
        "PIKIR_LOCAL": str(folder),
        "PORT": str(port),
        "PIKIR_CLIENT_ADDRESS_HEADER": ADDRESS_HEADER,
        "PYTHONFAULTHANDLER": "1",
    }
    output_file = folder.parent / "output.txt"
    with output_file.open("ab") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", "local"],
            cwd=ROOT,
            env=environment,
            stdout=output,
            stderr=output,
        )
    try:
        yield _wait_for_links(folder, process, output_file)
    finally:
        children = _children(process.pid)
        process.send_signal(signal.SIGINT)
        assert _end_of(process, output_file) == 0
        assert not [child for child in children if Path(f"/proc/{child}").exists()]


def _wait_for_links(
    folder: Path, process: "subprocess.Popen[bytes]", output: Path
) -> dict[str, str]:
    started = time.time()
    while time.time() - started < 60:
        assert process.poll() is None, output.read_text()
        run_file = folder / "run.json"
        if run_file.exists() and "Pikir runs on" in output.read_text().rpartition("Stopping.")[2]:
            links: dict[str, str] = json.loads(run_file.read_bytes())
            return links
        time.sleep(0.1)
    raise AssertionError(output.read_text())


def _end_of(process: "subprocess.Popen[bytes]", output: Path) -> int:
    """Wait for the process's end; one that does not end says what each of its threads is doing."""
    try:
        return process.wait(timeout=90)
    except subprocess.TimeoutExpired:
        process.send_signal(signal.SIGABRT)
        process.wait(timeout=30)
        raise AssertionError(output.read_text()) from None


def _children(parent: int) -> list[int]:
    children: list[int] = []
    for thread in Path(f"/proc/{parent}/task").iterdir():
        with suppress(FileNotFoundError):  # it has ended meanwhile
            children += map(int, (thread / "children").read_text().split())
    return children


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def call_api(
    links: Mapping[str, str], method: str, path: str, document: object = None
) -> tuple[int, Any]:
    """Send one request to the API as an organiser; return the status and the JSON."""
    connection = HTTPConnection(links["url"].removeprefix("http://"), timeout=60)
    connection.request(
        method,
        f"/api/v1{path}",
        body=None if document is None else json.dumps(document),
        headers={"Authorization": f"Bearer {links['token']}", "Content-Type": "application/json"},
    )
    answer = connection.getresponse()
    body = answer.read()
    connection.close()
    return answer.status, json.loads(body) if body else None


def registration(random_source: random.Random, number: int) -> Document:
    """Return an invented person's registration."""
    return {
        "id": str(UUID(int=random_source.getrandbits(128), version=4)),
        "language": random_source.choice(("kk", "ru", "en")),
        "answers": {
            "category": random_source.choice(CATEGORIES),
            "name": f"Қатысушы {number}",
            "organisation": f"№ {number % 12} мектеп",
            "email": f"participant{number}@example.org",
            "phone": f"+7 701 {number:07d}",
            "consent": "OK",
        },
    }


def impression(random_source: random.Random, number: int) -> Document:
    """Return invented impressions; categories differ in their ratings and some questions stay unanswered."""
    category = random_source.choice(CATEGORIES)
    answers: dict[str, Any] = {
        "category": category,
        "overall": min(5, random_source.randint(2, 5) + CATEGORIES.index(category) % 2),
    }
    if random_source.random() < 0.9:
        answers["recommend"] = random_source.randint(0, 10)
    if random_source.random() < 0.7:
        answers["next_topics"] = random_source.sample(TOPICS, len(TOPICS))
    if random_source.random() < 0.8:
        chosen = random_source.sample(LIKED, random_source.randint(1, 3))
        answers["liked"] = [part for part in LIKED if part in chosen]
    if random_source.random() < 0.5:
        answers["learned"] = (
            f"Жаңа нәрсе № {number}: \N{LEFT-POINTING DOUBLE ANGLE QUOTATION MARK}…»"
        )
    return {
        "id": str(UUID(int=random_source.getrandbits(128), version=4)),
        "language": random_source.choice(("kk", "ru", "en")),
        "answers": answers,
    }


def send(host: str, form: str, batch: Sequence[Document]) -> list[tuple[str, int, str]]:
    """Send a batch over one connection, every seventh document twice; runs in its own process."""
    connection = HTTPConnection(host, timeout=60)
    answers = []
    for number, document in enumerate(batch):
        for _ in range(2 if number % 7 == 0 else 1):
            connection.request(
                "POST",
                f"/api/v1/events/round-table/forms/{form}/responses",
                body=json.dumps(document, ensure_ascii=False).encode(),
                headers={
                    "Content-Type": "application/json",
                    ADDRESS_HEADER: _address_of(document),
                },
            )
            answer = connection.getresponse()
            reply = json.loads(answer.read())
            answers.append((document["id"], answer.status, reply.get("receipt", str(reply))))
    connection.close()
    return answers


def _address_of(document: Document) -> str:
    """Return an address for whoever sends it: people at home have one each, and limits count by address."""
    return f"2001:db8:{document['id'][:4]}:{document['id'][4:8]}::1"


def send_all(links: Mapping[str, str], form: str, all_sent: Sequence[Document]) -> None:
    """Send from several processes; assert that each document is accepted once, with one receipt."""
    host = links["url"].removeprefix("http://")
    batches = [all_sent[start::PROCESSES] for start in range(PROCESSES)]
    with ProcessPoolExecutor(PROCESSES, mp_context=get_context("spawn")) as pool:
        jobs = [pool.submit(send, host, form, batch) for batch in batches]
        answers = [answer for job in jobs for answer in job.result()]
    statuses = Counter(status for _, status, _ in answers)
    assert statuses == {201: len(all_sent), 200: len(answers) - len(all_sent)}, [
        answer for answer in answers if answer[1] not in (200, 201)
    ][:3]
    assert len({(sent, receipt) for sent, _, receipt in answers}) == len(all_sent)


def flatten(figures: Mapping[str, Any]) -> dict[str, float]:
    """Flatten figures to ``{"mean": …, "counts 5": …}``, for approximate comparison."""
    plain: dict[str, float] = {}
    for name, value in figures.items():
        if isinstance(value, dict):
            plain |= {f"{name} {inner}": number for inner, number in value.items()}
        else:
            plain[name] = value
    return plain


def compute_figures(question: str, sent: Sequence[Document]) -> dict[str, float]:
    """Compute a question's expected figures from what was sent."""
    values = [each["answers"][question] for each in sent if question in each["answers"]]
    figures: dict[str, Any] = {"answered": len(values), "skipped": len(sent) - len(values)}
    match values[0]:
        case int():
            figures |= {
                "counts": {str(value): times for value, times in Counter(values).items()},
                "mean": mean(values),
                "median": median(values),
                "sd": stdev(values),
            }
        case [*_] if question == "next_topics":
            figures["borda"] = {
                topic: sum(len(TOPICS) - 1 - ranked.index(topic) for ranked in values)
                for topic in TOPICS
            }
        case [*_]:
            figures["counts"] = dict(Counter(choice for value in values for choice in value))
        case _:
            figures["counts"] = dict(Counter(values))
    return flatten(figures)


def summary_figures(question: Mapping[str, Any]) -> dict[str, float]:
    """Return the same figures from the summary, without the choices that nobody took."""
    figures = {
        name: question[name]
        for name in ("answered", "skipped", "mean", "median", "sd")
        if name in question
    }
    if "borda" in question:
        figures["borda"] = {each["choice"]: each["points"] for each in question["borda"]}
    elif "counts" in question:
        figures["counts"] = {name: n for name, n in question["counts"].items() if n}
    return flatten(figures)


def assert_summary(links: Mapping[str, str], sent: Sequence[Document]) -> dict[str, Any]:
    """Assert that the API's summary equals the one computed here, in total and by category."""
    status, summary = call_api(links, "GET", "/events/round-table/forms/impressions/summary")
    assert status == 200
    assert summary["responses"] == len(sent)
    questions = {question["name"]: question for question in summary["questions"]}
    for name in ("overall", "recommend", "next_topics", "liked"):
        assert summary_figures(questions[name]) == pytest.approx(compute_figures(name, sent))
        for category in CATEGORIES:
            group = [each for each in sent if each["answers"]["category"] == category]
            by_category = questions[name]["by_category"][category]
            assert summary_figures(by_category) == pytest.approx(compute_figures(name, group)), (
                name,
                category,
            )
    scores = [each["answers"]["recommend"] for each in sent if "recommend" in each["answers"]]
    promoters = sum(score >= 9 for score in scores)
    detractors = sum(score <= 6 for score in scores)
    nps = questions["recommend"]["nps"]
    assert (nps["promoters"], nps["detractors"]) == (promoters, detractors)
    assert nps["score"] == pytest.approx(100 * (promoters - detractors) / len(scores))
    assert questions["learned"]["answered"] == sum("learned" in each["answers"] for each in sent)
    return {name: value for name, value in summary.items() if name != "through"}


def read_rows(links: Mapping[str, str], path: str) -> list[dict[str, Any]]:
    """Read all rows of a list, page by page."""
    all_rows: list[dict[str, Any]] = []
    cursor = ""
    while True:
        status, page = call_api(links, "GET", f"{path}?limit=500{cursor}")
        assert status == 200
        all_rows += page["rows"]
        if not page.get("next"):
            return all_rows
        cursor = f"&cursor={page['next']}"


@pytest.mark.dynoxide
def clients_in_log(folder: Path) -> set[str]:
    """Return the clients of DynamoDB that the processes logged."""
    lines = (json.loads(line) for line in (folder / "log.jsonl").read_text().splitlines())
    return {line["dynamodb_client"] for line in lines if "dynamodb_client" in line}


def test_submissions_are_stored_and_counted_across_a_restart(tmp_path: Path) -> None:
    random_source = random.Random(20270611)  # noqa: S311 -- invented people
    registrations = [registration(random_source, number) for number in range(REGISTRATIONS)]
    impressions = [impression(random_source, number) for number in range(IMPRESSIONS)]
    folder, port = tmp_path / "local", _free_port()

    with pikir(folder, port) as links:
        send_all(links, "registration", registrations)
        send_all(links, "impressions", impressions)
        before = assert_summary(links, impressions)

    with pikir(folder, port) as links:
        assert assert_summary(links, impressions) == before
        stored = read_rows(links, "/events/round-table/registrations")
        assert {row["id"] for row in stored} == {each["id"] for each in registrations}
        assert Counter(row["category"] for row in stored) == Counter(
            each["answers"]["category"] for each in registrations
        )
        answers = {
            row["id"]: row["answers"]
            for row in read_rows(links, "/events/round-table/forms/impressions/responses")
        }
        assert answers == {each["id"]: each["answers"] for each in impressions}
    assert clients_in_log(folder) == {"direct"}
