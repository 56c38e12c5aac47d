"""A submission in JSON imports no module that only pages, organisers or documents need."""

import json
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

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
address = "/api/v1/events/round-table/forms/impressions/responses"
received = Client(app).send_json("POST", address, json.loads(sys.argv[1]))
from chalicelib.domain.events import Event, EventLine
from chalicelib.forms.definition import Choice, Definition, Parameters, Row
built = [each.__name__ for each in (Event, EventLine, Definition, Row, Choice, Parameters) if each.__pydantic_complete__]
sys.stderr.write(json.dumps({"status": received.status, "modules": sorted(sys.modules), "collector": collector, "built": built}))
"""
NOT_NEEDED = {
    "babel",
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

FIRST_STATIC = """
import json, sys
from app import app
from tests.web.client import Client
received = Client(app).get("/robots.txt")
sys.stderr.write(json.dumps({"status": received.status, "modules": sorted(sys.modules)}))
"""
NOT_NEEDED_BY_STATIC = NOT_NEEDED - {"chalicelib.web.static"} | {
    *("annotated_types", "email", "pydantic", "typing_inspection", "zoneinfo"),
    *("chalicelib.domain", "chalicelib.actions.catalogue", "chalicelib.storage.connection"),
}

MOST_OF_OURS = 140
"""Modules of Pikir's own; raise it for a reason alone."""
MOST_FOR_STATIC = 65


@pytest.mark.usefixtures("open_event")
def test_a_json_submission_loads_only_what_it_needs(
    dynoxide_settings: "Settings", environment: dict[str, str]
) -> None:
    variables = environment | {
        "PIKIR_TABLE": dynoxide_settings.table,
        "PIKIR_DYNAMODB_ENDPOINT": dynoxide_settings.dynamodb_endpoint or "",
    }
    process = subprocess.run(
        [sys.executable, "-c", SENDER, json.dumps({"answers": samples.ANSWERS})],
        cwd=ROOT,
        env=variables,
        capture_output=True,
        check=True,
    )

    report = json.loads(process.stderr)
    assert report["status"] == 201
    assert NOT_NEEDED.isdisjoint(report["modules"])
    of_console = [
        name for name in report["modules"] if name.startswith("chalicelib.web.organiser.")
    ]
    assert of_console == []
    assert report["collector"] == [True, True, 50_000]
    assert report["built"] == []
    assert sum(name.startswith("chalicelib") for name in report["modules"]) <= MOST_OF_OURS
    chosen, line = map(json.loads, process.stdout.splitlines())
    assert chosen == {"dynamodb_client": "direct"}
    assert (line["status"], line["code"]) == (201, None)


def test_a_static_file_is_answered_without_models_and_stores(environment: dict[str, str]) -> None:
    process = subprocess.run(
        [sys.executable, "-c", FIRST_STATIC],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        check=True,
    )
    report = json.loads(process.stderr)
    assert report["status"] == 200
    assert NOT_NEEDED_BY_STATIC.isdisjoint(report["modules"])
    assert sum(name.startswith("chalicelib") for name in report["modules"]) <= MOST_FOR_STATIC
