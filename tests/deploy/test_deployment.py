"""What `docs/deploying.md` says leads to a Pikir that works, keeps its data, and can be restored.

The steps of the module follow each other: every test leaves the stack working.
"""

import csv
import io
import json
import random
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import openpyxl
import pytest

from local.resources import ROOT
from release import package
from tests.deploy import document, emulator
from tests.deploy.emulator import Emulator, wait_for
from tests.deploy.visitor import Visitor
from tests.main_job import test_main_job as main_job

ORGANISER = "you@example.org"
DOMAIN = "https://forms.example.org"
EVENT = ROOT / "local" / "examples" / "round-table.json"
RESPONSES = 60
BUCKET = "pikir-uploads"
MAIL_SECONDS = 90
"""The sweep of the outbox runs each minute, if the queue's message should be lost."""
COMMANDS = document.commands()


@dataclass(frozen=True, slots=True)
class Deployment:
    """A stack with an event: who organises it, and what was sent to it."""

    aws: Emulator
    organiser: Visitor
    address: str
    token: str
    sent: Sequence[main_job.Document]

    def type(self, heading: str) -> None:
        """Type every block under the heading."""
        for block in COMMANDS[heading]:
            type_block(self.aws, block)

    def read(self, path: str, address: str | None = None) -> Any:  # noqa: ANN401 -- any JSON
        """Read the API as the organiser's program does."""
        url = f"{address or self.address}/api/v1{path}"
        answer = Visitor(self.aws.port).call("GET", url, token=self.token)
        assert answer.status == 200, answer.text
        return answer.json()

    def rows(self) -> dict[str, Any]:
        """Return all that must survive: the summary and every row, without the moment of reading."""
        summary = self.read("/events/round-table/forms/impressions/summary")
        return {
            "summary": {name: value for name, value in summary.items() if name != "through"},
            "responses": self.read("/events/round-table/forms/impressions/responses?limit=500"),
            "registrations": self.read("/events/round-table/registrations?limit=500"),
        }


def type_block(aws: Emulator, block: Sequence[str]) -> None:
    """Type a block's commands, with a bucket's name."""
    for command in block:
        if command.startswith(emulator.UNKNOWN):
            with pytest.raises(AssertionError):  # once the emulator knows it, it should be typed
                aws.type(command)
            continue
        aws.type(command.replace("MY-BUCKET", BUCKET))


@pytest.fixture(scope="module")
def aws(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Emulator]:
    folder = tmp_path_factory.mktemp("deployment")
    emulator.copy_checkout(folder)
    with emulator.run(folder) as running:
        yield running


@pytest.fixture(scope="module")
def deployment(aws: Emulator) -> Deployment:
    """Type the document up to "Deploy", sign in, import an event and send its forms."""
    for heading in ("Package", "Before the first deployment", "Deploy"):
        for block in COMMANDS[heading]:
            type_block(aws, block)
    address = aws.variable("ADDRESS").rstrip("/")
    organiser = sign_in(aws, address)
    token = create_token(organiser, address)
    import_event(aws, token)
    chance = random.Random(60)  # noqa: S311 -- made-up people
    sent = [main_job.impression(chance, number) for number in range(RESPONSES)]
    send_twice(aws, address, sent)
    return Deployment(aws, organiser, address, token, sent)


def sign_in(aws: Emulator, address: str) -> Visitor:
    """Ask for a link, take it from the mail, and use it in a browser."""
    organiser = Visitor(aws.port)
    page = f"{address}/console/sign-in"
    prefix = address.removeprefix(f"https://{address.split('/')[2]}")
    before = len(aws.mails())
    asked = organiser.submit(page, f"{prefix}/console/sign-in", {"email": ORGANISER})
    assert asked.status == 200, asked.text
    mail = wait_for(lambda: aws.mails()[before:], seconds=MAIL_SECONDS)[0]
    link = re.search(rf"{re.escape(address)}/console/sign-in/[A-Za-z0-9_-]+", str(mail))
    assert link, mail
    assert "<form" in organiser.get(link[0]).text
    entered = organiser.submit(page, link[0].removeprefix(f"https://{address.split('/')[2]}"), {})
    assert entered.status == 303, entered.text
    return organiser


def create_token(organiser: Visitor, address: str) -> str:
    """Create an API token on its page."""
    page = f"{address}/console/settings/tokens"
    shown = organiser.get(page)
    assert shown.status == 200
    hidden = re.search(r'name="_csrf" value="([^"]+)"', shown.text)
    action = re.search(r'action="([^"]*/console/settings/tokens)"', shown.text)
    assert hidden
    assert action
    chosen = {"name": "a program", "role": "owner", "scope": "everything"}
    made = organiser.submit(page, action[1], {"_csrf": hidden[1], **chosen})
    secret = re.search(r'<span class="secret">([^<]+)</span>', made.text)
    assert secret, made.text
    return secret[1]


def output(aws: Emulator, stack: str, name: str) -> str:
    """Return an output of a stack."""
    (described,) = aws.ask(f"cloudformation describe-stacks --stack-name {stack}")["Stacks"]
    (value,) = (each["OutputValue"] for each in described["Outputs"] if each["OutputKey"] == name)
    return str(value)


def import_event(aws: Emulator, token: str) -> None:
    """Import the example event with the `pikir` program, by the emulator's own address of the API."""
    api = output(aws, "pikir", "HttpApiId")
    address = f"{aws.url}/_aws/execute-api/{api}/$default"
    done = subprocess.run(
        [
            *(sys.executable, "-m", "chalicelib.cli", "event", "import", str(EVENT)),
            *("--url", address, "--token", token),
        ],
        cwd=ROOT,
        check=False,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr


def send_twice(aws: Emulator, address: str, sent: Sequence[main_job.Document]) -> None:
    """Send each response twice: it is accepted once, and the second time has the first receipt."""
    participant = Visitor(aws.port)
    url = f"{address}/api/v1/events/round-table/forms/impressions/responses"
    for each in sent:
        first, second = (participant.call("POST", url, each) for _ in range(2))
        assert (first.status, second.status) == (201, 200), (first.text, second.text)
        assert first.json()["receipt"] == second.json()["receipt"]


def figures(summary: Any) -> dict[str, dict[str, float]]:  # noqa: ANN401 -- any JSON
    """Return the figures of the closed questions of a summary."""
    questions = {question["name"]: question for question in summary["questions"]}
    return {
        name: main_job.summary_figures(questions[name])
        for name in ("overall", "recommend", "next_topics", "liked")
    }


def test_a_summary_equals_what_was_sent(deployment: Deployment) -> None:
    summary = deployment.read("/events/round-table/forms/impressions/summary")
    assert summary["responses"] == RESPONSES
    for name, shown in figures(summary).items():
        assert shown == pytest.approx(main_job.compute_figures(name, deployment.sent)), name


def test_the_csv_holds_the_same_figures(deployment: Deployment) -> None:
    url = f"{deployment.address}/api/v1/events/round-table/forms/impressions/summary.csv"
    answer = Visitor(deployment.aws.port).call("GET", url, token=deployment.token)
    assert answer.headers["content-type"].startswith("text/csv")
    lines = list(csv.reader(io.StringIO(answer.body.decode("utf-8-sig"))))
    expected = main_job.compute_figures("overall", deployment.sent)
    cells = {tuple(line) for line in lines}
    for rating in range(1, 6):
        times = expected.get(f"counts {rating}", 0)
        assert any(str(rating) in line and f"{times:g}" in line for line in cells), rating


def test_a_workbook_is_made_by_a_function_with_a_zip_of_its_own(deployment: Deployment) -> None:
    aws, program = deployment.aws, Visitor(deployment.aws.port)
    event = f"{deployment.address}/api/v1/events/round-table"
    form = f"{event}/forms/impressions"
    asked = program.call("POST", f"{form}/workbook?names=names", token=deployment.token)
    assert asked.status == 202, asked.text
    address = f"{event}/documents/{asked.json()['id']}"

    def is_ready() -> bool:
        shown = program.call("GET", address, token=deployment.token).json()
        assert shown["state"] != "failed", shown
        return bool(shown["state"] == "ready")

    wait_for(is_ready, seconds=MAIL_SECONDS)
    assert program.call("GET", f"{address}/file", token=deployment.token).status == 303
    bucket = output(aws, "pikir", "BucketName")
    listed = aws.ask(f"s3api list-objects-v2 --bucket {bucket} --prefix documents/round-table/")
    (stored,) = listed["Contents"]
    aws.type(f"aws s3 cp s3://{bucket}/{stored['Key']} workbook.xlsx")
    opened = openpyxl.load_workbook(aws.folder / "workbook.xlsx")
    heading, *rows = opened.worksheets[-1].iter_rows(values_only=True)
    marks = sorted(row[heading.index("overall")] for row in rows)
    assert marks == sorted(each["answers"]["overall"] for each in deployment.sent)


def test_a_registration_is_confirmed_by_mail(deployment: Deployment) -> None:
    """By the page's own form, without a script."""
    aws = deployment.aws
    page = f"{deployment.address}/e/round-table/registration"
    person = Visitor(aws.port)
    shown = person.get(page)
    assert shown.status == 200
    chance = random.Random(1)  # noqa: S311 -- a made-up person
    answers = main_job.registration(chance, 1)["answers"]
    fields = {
        **dict(re.findall(r'name="(_id|_version|_shown|_started)" value="([^"]*)"', shown.text)),
        **{f"q.{name}": str(answer) for name, answer in answers.items()},
    }
    action = re.search(r'<form id="answers" method="post" action="([^"]*)"', shown.text)
    assert action is not None
    sent = person.submit(page, action[1], fields)
    assert sent.status == 303, sent.text
    thanks = urlsplit(page)._replace(path=sent.headers["location"].partition("?")[0]).geturl()
    code = re.search(r'class="receipt">([0-9A-Z-]{11})<', person.get(thanks).text)
    assert code is not None
    receipt = code[1]
    wait_for(
        lambda: any(receipt in str(mail) for mail in aws.mails()),
        seconds=MAIL_SECONDS,
    )
    (row,) = deployment.read("/events/round-table/registrations")["rows"]
    assert (row["id"], row["receipt"]) == (fields["_id"], receipt)


def test_an_address_without_a_route_is_answered_by_pikir(deployment: Deployment) -> None:
    answer = Visitor(deployment.aws.port).get(f"{deployment.address}/no/such/page")
    assert answer.status == 404
    assert "<html" in answer.text
    assert "strict-transport-security" in answer.headers


def test_dynamodb_is_called_directly_as_in_lambda(deployment: Deployment) -> None:
    """No variable of the emulator's brings botocore's client back, so what is deployed is what is tested."""
    aws = deployment.aws
    served = Counter[str]()
    for group in aws.ask("logs describe-log-groups")["logGroups"]:
        found = aws.ask(f"logs filter-log-events --log-group-name {group['logGroupName']}")
        messages = "\n".join(event["message"] for event in found["events"])
        served.update(re.findall(r'{"dynamodb_client": "(\w+)"}', messages))
    assert set(served) == {"direct"}, served


def test_a_domain_of_ones_own_serves_the_same(deployment: Deployment) -> None:
    before = deployment.rows()
    deployment.type("A domain of your own")
    assert deployment.rows() == before
    shown = Visitor(deployment.aws.port).get(f"{DOMAIN}/e/round-table/impressions")
    assert shown.status == 200
    sign_in(deployment.aws, DOMAIN)


def code_of(aws: Emulator) -> set[str]:
    """Return the checksums of the functions' code."""
    functions: list[dict[str, Any]] = aws.ask("lambda list-functions")["Functions"]
    assert len(functions) == 7
    return {function["CodeSha256"] for function in functions}


def test_an_update_keeps_the_data_and_can_be_rolled_back(deployment: Deployment) -> None:
    aws, before = deployment.aws, deployment.rows()
    code = code_of(aws)
    with (aws.folder / "chalicelib" / "__init__.py").open("a") as source:  # it is in both zips
        source.write('\nRELEASE = "the next one"\n')
    update, roll_back = COMMANDS["Update, and roll back"]
    type_block(aws, update)
    assert code_of(aws).isdisjoint(code)
    assert deployment.rows() == before
    type_block(aws, roll_back)
    assert code_of(aws) == code
    assert deployment.rows() == before


def test_chalices_own_rest_api_serves_the_same_pages(deployment: Deployment) -> None:
    """The template of `chalice package`, with the zips of the release: a stage precedes every path."""
    aws = deployment.aws
    folder = aws.folder / "build" / "pikir"
    (folder / "rest.json").write_text(json.dumps(rest_template(aws.folder)))
    aws.type(
        f"aws cloudformation package --template-file build/pikir/rest.json --s3-bucket {BUCKET} "
        "--use-json --output-template-file build/pikir/rest-packaged.json"
    )
    emulator.adapt(folder / "rest-packaged.json")
    aws.type(
        "aws cloudformation deploy --template-file build/pikir/rest-packaged.json --stack-name rest "
        f"--s3-bucket {BUCKET} --capabilities CAPABILITY_IAM --parameter-overrides "
        "PublicUrl=https://not-yet.invalid FirstOrganiser=you@example.org MailFrom=pikir@example.org"
    )
    address = output(aws, "rest", "EndpointURL").rstrip("/")
    assert address.endswith("/pikir")
    visitor = Visitor(aws.port)
    assert visitor.call("GET", f"{address}/healthz").json()["status"] == "ok"
    page = visitor.get(f"{address}/console/sign-in?lang=kk")
    assert page.status == 200
    assert 'action="/pikir/console/sign-in' in page.text
    assert visitor.cookies == {"__Host-pikir_language": "kk"}


def rest_template(folder: Path) -> dict[str, Any]:
    """Return Chalice's template, for the functions and zips that the release's template names."""
    chalices = folder / "chalice"
    package.run_chalice(chalices)
    template: dict[str, Any] = json.loads((chalices / package.TEMPLATE).read_bytes())
    released = json.loads((folder / "build" / "pikir" / package.TEMPLATE).read_bytes())
    functions = {
        name: released["Resources"][name]
        for name, resource in template["Resources"].items()
        if resource["Type"] == "AWS::Serverless::Function"
    }
    return template | {"Resources": template["Resources"] | functions}


def count_responses(aws: Emulator, table: str) -> int:
    """Count a table's impressions."""
    pk = json.dumps({":pk": {"S": "RESP#round-table#impressions#0"}})
    condition = f"--key-condition-expression 'pk = :pk' --expression-attribute-values '{pk}'"
    answer = aws.ask(f"dynamodb query --table-name {table} {condition} --select COUNT")
    count: int = answer["Count"]
    return count


def test_the_restored_table_takes_over(deployment: Deployment) -> None:
    aws, before = deployment.aws, deployment.rows()
    old = output(aws, "pikir", "TableName")
    deployment.type("Restore the table")
    assert deployment.rows() == before
    chance = random.Random(61)  # noqa: S311 -- a made-up person
    send_twice(aws, deployment.address, [main_job.impression(chance, 61)])
    after = deployment.read("/events/round-table/forms/impressions/summary")
    assert after["responses"] == RESPONSES + 1
    assert count_responses(aws, old) == RESPONSES
    assert count_responses(aws, "pikir-restored") == RESPONSES + 1
    described = aws.ask("dynamodb describe-table --table-name pikir-restored")["Table"]
    assert described["DeletionProtectionEnabled"] is True
    indexes = {each["IndexName"] for each in described["LocalSecondaryIndexes"]}
    assert indexes == {"by_received", "by_receipt"}


def test_the_document_is_what_is_typed() -> None:
    """No heading with commands is left out, except the ways of Chalice's own."""
    typed = {
        "Package",
        "Before the first deployment",
        "Deploy",
        "A domain of your own",
        "Update, and roll back",
        "Restore the table",
    }
    with_commands = {heading for heading, blocks in COMMANDS.items() if blocks}
    assert with_commands == typed | {"With Chalice's own commands"}
