"""A submission in JSON imports no module that only pages, organisers or documents need; a participant's page none that checks models."""

import json
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlencode
from uuid import uuid4

import pytest

from tests.web.api import samples

if TYPE_CHECKING:
    from chalicelib.settings import Settings

ROOT = Path(__file__).parents[2]
SENDER = """
import gc, json, sys
from app import app
collector = (gc.isenabled(), gc.get_freeze_count() > 10_000, gc.get_threshold()[0])
from tests.web.client import Client
client, modules = Client(app), []
for form, answers in json.loads(sys.argv[1]):
    address = f"/api/v1/events/round-table/forms/{form}/responses"
    status = client.send_json("POST", address, {"answers": answers}).status
    modules.append([status, sorted(sys.modules)])
sys.stderr.write(json.dumps({"modules": modules, "collector": collector}))
"""
VISITOR = """
import json, sys
from app import app
from tests.web.client import Client
client, address, body = Client(app), sys.argv[1], sys.argv[2].encode()
statuses = [client.get(address).status]
if body:
    statuses.append(client.send_form(address, body).status)
sys.stderr.write(json.dumps({"statuses": statuses, "modules": sorted(sys.modules)}))
"""
NOT_NEEDED = {
    "annotated_types",
    "babel",
    "email",
    "pydantic",
    "typing_inspection",
    "boto3",
    "botocore",
    "urllib3",
    "urllib.request",
    "http.client",
    "asyncio",
    "gettext",
    "chalicelib.aws",
    "chalicelib.domain.admission",
    "chalicelib.documents",
    "chalicelib.web.multipart",
    "chalicelib.web.static",
    "chalicelib.web.unsent",
    "chalicelib.web.problem_details",
    "jinja2",
    "markupsafe",
    "multipart",
    "segno",
    "chalicelib.actions.uploads",
    "chalicelib.domain.uploads",
    "chalicelib.storage.bucket",
    "chalicelib.storage.file_tasks",
    "chalicelib.storage.form_files",
    "chalicelib.exports",
    "chalicelib.mail",
    "chalicelib.forms.logic.form_logic",
    "chalicelib.xpath",
    "chalicelib.forms.validation",
    "chalicelib.web.api.models",
    "chalicelib.web.api.openapi",
    "chalicelib.web.render",
}

NOT_NEEDED_BY_PAGES = {
    *("annotated_types", "pydantic", "typing_inspection", "boto3", "botocore", "urllib3"),
    *("multipart", "segno", "chalicelib.aws", "chalicelib.documents", "chalicelib.exports"),
    *("chalicelib.mail", "chalicelib.forms.validation", "chalicelib.web.api.models"),
    *("chalicelib.actions.forms", "chalicelib.actions.events", "chalicelib.actions.uploads"),
    *("chalicelib.domain.uploads", "chalicelib.storage.bucket", "chalicelib.storage.form_files"),
}
FIRST_STATIC = """
import json, sys
from app import app
from tests.web.client import Client
received = Client(app).get("/robots.txt")
sys.stderr.write(json.dumps({"status": received.status, "modules": sorted(sys.modules)}))
"""
NOT_NEEDED_BY_STATIC = NOT_NEEDED - {"chalicelib.web.static"} | {
    "zoneinfo",
    *("chalicelib.domain", "chalicelib.actions.catalogue", "chalicelib.storage.connection"),
}

SENT = (
    ("impressions", samples.ANSWERS),
    ("impressions", {"who": "nobody"}),
    ("registration", {"who": "guest", "name": "Айсұлу", "email": "aisulu@example.kz"}),
)
REFUSAL_NEEDS = frozenset({"gettext", "chalicelib.web.problem_details"})
REGISTRATION_NEEDS = frozenset({"chalicelib.domain.admission"})
MOST_OF_OURS = 140
"""Modules of Pikir's own; raise it for a reason alone."""
MOST_FOR_STATIC = 65


def with_table(environment: dict[str, str], settings: "Settings") -> dict[str, str]:
    return environment | {
        "PIKIR_TABLE": settings.table,
        "PIKIR_DYNAMODB_ENDPOINT": settings.dynamodb_endpoint or "",
    }


def run(
    program: str, *arguments: str, variables: dict[str, str]
) -> "subprocess.CompletedProcess[bytes]":
    process = subprocess.run(
        [sys.executable, "-c", program, *arguments],
        check=False,
        cwd=ROOT,
        env=variables,
        capture_output=True,
    )
    assert process.returncode == 0, process.stderr.decode()
    return process


@pytest.mark.usefixtures("open_event")
@pytest.mark.parametrize(
    ("address", "sent", "statuses"),
    [
        ("/e/round-table", {}, [200]),
        ("/e/round-table/impressions", {"q.who": "guest", "q.overall": "5"}, [200, 303]),
        ("/e/round-table/registration", {"q.who": "guest"}, [200, 422]),
    ],
    ids=["event", "impressions", "registration"],
)
def test_a_participants_page_checks_no_models(
    dynoxide_settings: "Settings",
    environment: dict[str, str],
    address: str,
    sent: dict[str, str],
    statuses: list[int],
) -> None:
    body = urlencode({"_id": str(uuid4()), **sent} if sent else {})
    variables = with_table(environment, dynoxide_settings)
    report = json.loads(run(VISITOR, address, body, variables=variables).stderr)
    assert report["statuses"] == statuses
    assert NOT_NEEDED_BY_PAGES.isdisjoint(report["modules"])
    assert not [name for name in report["modules"] if name.startswith("chalicelib.web.organiser.")]


@pytest.mark.usefixtures("open_event")
def test_a_json_submission_loads_only_what_it_needs(
    dynoxide_settings: "Settings", environment: dict[str, str]
) -> None:
    process = run(SENDER, json.dumps(SENT), variables=with_table(environment, dynoxide_settings))

    report = json.loads(process.stderr)
    assert [status for status, _ in report["modules"]] == [201, 422, 201]
    assert report["collector"] == [True, True, 50_000]
    (_, first), (_, refused), (_, registered) = report["modules"]
    assert NOT_NEEDED.isdisjoint(first)
    assert not [name for name in first if name.startswith("chalicelib.web.organiser.")]
    assert sum(name.startswith("chalicelib") for name in first) <= MOST_OF_OURS
    assert NOT_NEEDED.intersection(refused) <= REFUSAL_NEEDS
    assert NOT_NEEDED.intersection(registered) <= REFUSAL_NEEDS | REGISTRATION_NEEDS
    chosen, *lines = map(json.loads, process.stdout.splitlines())
    assert chosen == {"dynamodb_client": "direct"}
    found = [(line["status"], line["code"]) for line in lines]
    assert found == [(201, None), (422, "answers.refused"), (201, None)]


def test_a_static_file_is_answered_without_models_and_stores(environment: dict[str, str]) -> None:
    process = run(FIRST_STATIC, variables=environment)
    report = json.loads(process.stderr)
    assert report["status"] == 200
    assert NOT_NEEDED_BY_STATIC.isdisjoint(report["modules"])
    assert sum(name.startswith("chalicelib") for name in report["modules"]) <= MOST_FOR_STATIC
