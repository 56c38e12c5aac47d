"""The zip of the function that makes documents: what it holds, and that it makes one by itself."""

import json
import re
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from chalicelib.actions import documents
from chalicelib.domain.documents import DocumentState
from chalicelib.settings import Settings
from local.resources import ROOT
from release import locks, package
from tests.actions.setting import ORGANISER, Clock, open_event, respond, services_on

pytestmark = pytest.mark.packaging

MAKE = """
import json, sys
sys.path.insert(0, sys.argv[1])
from chalicelib.jobs import make_documents
class Context:
    aws_request_id = "00000000-0000-4000-8000-000000000000"
    memory_limit_in_mb = "1769"
make_documents(json.load(sys.stdin), Context())
print(json.dumps(sorted(
    name for name, module in sys.modules.items()
    if "site-packages" in (getattr(module, "__file__", None) or "")
)))
"""
"""Run by a bare interpreter: no site-packages, only the given environment."""


@pytest.fixture(scope="session")
def documents_archive(package_folder: Path) -> Iterator[zipfile.ZipFile]:
    with zipfile.ZipFile(package_folder / package.DOCUMENTS_ZIP) as archive:
        yield archive


def packages_of(archive: zipfile.ZipFile) -> set[str]:
    """Return the names of the packages in a zip."""
    found = {name.partition("/")[0] for name in archive.namelist() if ".dist-info/" in name}
    return {_normalize(name.rpartition(".")[0].rsplit("-", 1)[0]) for name in found}


def packages_locked_in(lock: str) -> set[str]:
    return {_normalize(pin.partition("==")[0]) for pin in locks.pins(ROOT / lock)}


def _normalize(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def test_each_zip_holds_the_packages_of_its_own_lock(
    archive: zipfile.ZipFile, documents_archive: zipfile.ZipFile
) -> None:
    for plan, zip_file in zip(package.ZIPS, (archive, documents_archive), strict=True):
        held = packages_of(zip_file) - {"chalice"}
        locked = packages_locked_in(plan.lock)
        assert held <= locked
        assert {"botocore", "pydantic", "xlsxwriter"} <= held
    theirs = packages_of(documents_archive) - packages_locked_in("requirements.txt")
    assert not packages_of(archive) & (theirs - {"chalice"})
    assert not {"jinja2", "pyxform", "segno"} & packages_of(documents_archive)


def test_the_zip_of_documents_has_no_pages(documents_archive: zipfile.ZipFile) -> None:
    own = [name for name in documents_archive.namelist() if name.startswith("chalicelib/")]
    assert any(name.startswith("chalicelib/exports/workbook/") for name in own)
    assert not any(name.startswith("chalicelib/web/") for name in own)
    assert "app.py" not in documents_archive.namelist()


def test_only_the_function_of_documents_has_their_zip(template: dict[str, Any]) -> None:
    zips = {
        name: resource["Properties"]["CodeUri"]
        for name, resource in template["Resources"].items()
        if resource["Type"] == "AWS::Serverless::Function"
    }
    assert zips.pop("MakeDocuments") == f"./{package.DOCUMENTS_ZIP}"
    assert set(zips.values()) == {f"./{package.ZIP}"}


def test_the_zip_makes_documents_in_a_bare_interpreter(
    documents_archive: zipfile.ZipFile,
    files_settings: Settings,
    environment: dict[str, str],
    tmp_path: Path,
) -> None:
    documents_archive.extractall(tmp_path)
    services = services_on(files_settings, Clock())
    open_event(services)
    respond(services, why="=1+1")
    asked = documents.request_workbook(
        services, ORGANISER, "round-table", "impressions", language="kk"
    )
    report = documents.request_report(
        services, ORGANISER, "round-table", language="kk", length="full"
    )
    bodies = [json.dumps({"event": "round-table", "id": each.id}) for each in (asked, report)]
    variables = {
        "PIKIR_TABLE": files_settings.table,
        "PIKIR_BUCKET": files_settings.bucket,
        "PIKIR_DYNAMODB_ENDPOINT": files_settings.dynamodb_endpoint or "",
        "PIKIR_AWS_ENDPOINT": files_settings.aws_endpoint or "",
        "AWS_LAMBDA_FUNCTION_NAME": "make-documents",
    }
    result = subprocess.run(
        [sys.executable, "-I", "-S", "-B", "-W", "error", "-c", MAKE, str(tmp_path)],
        input=json.dumps(
            {"Records": [{"body": each, "receiptHandle": "1", "messageId": "1"} for each in bodies]}
        ),
        env=environment | variables,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert result.returncode == 0, result.stderr
    chosen, of_event, rest, modules = map(json.loads, result.stdout.splitlines())
    assert chosen == {"dynamodb_client": "direct"}
    assert modules == []
    assert (of_event["job"], of_event["event"], of_event["memory"]) == (
        "make_documents",
        "round-table",
        1769,
    )
    assert of_event["file_writes"] >= len(bodies)
    assert rest["event"] is None
    for id, beginning in ((asked.id, b"PK"), (report.id, b"%PDF-1.7")):  # noqa: A001 -- its name everywhere
        stored = services.documents.find(asked.event, id)
        assert stored is not None
        assert stored.state is DocumentState.READY
        found = services.bucket.get(stored.object_key)
        assert found is not None
        assert found.content.startswith(beginning)
