"""The zip that `make package` builds holds what it needs and nothing else, and runs on its own."""

import base64
import gzip
import inspect
import json
import marshal
import re
import subprocess
import sys
import uuid
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import chalice.app
import pytest
from botocore import xform_name

from chalicelib.actions import submissions
from chalicelib.web import endpoint, render
from chalicelib.web.api import openapi
from local import resources
from release import package, page_templates, service_models
from tests.packaging.machine import this_machine
from tests.xlsform.workbooks import xls, xlsx

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

    from chalicelib.settings import Settings

pytestmark = pytest.mark.packaging

# Run by a bare interpreter: no site-packages, no working directory, only the given environment.
INVOKE = """
import json, sys
sys.path.insert(0, sys.argv[1])
event = json.load(sys.stdin)
from app import app
class Context:
    aws_request_id = "00000000-0000-4000-8000-000000000000"
    function_name = "pikir"
    memory_limit_in_mb = 1024
    invoked_function_arn = ""
    log_group_name = log_stream_name = ""
answer = app(event, Context())
loaded = sorted({name.partition(".")[0] for name in sys.modules})
outside = sorted(
    name for name, module in sys.modules.items()
    if "site-packages" in (getattr(module, "__file__", None) or "")
)
sys.stderr.write("\\n" + json.dumps({"answer": answer, "loaded": loaded, "outside": outside}))
"""


def _invoke(unpacked_zip: Path, environment: dict[str, str], event: object) -> dict[str, Any]:
    result = subprocess.run(
        [sys.executable, "-I", "-S", "-B", "-W", "error", "-c", INVOKE, str(unpacked_zip)],
        input=json.dumps(event),
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert result.returncode == 0, result.stderr
    report: dict[str, Any] = json.loads(result.stderr.splitlines()[-1])
    return report


def _event(method: str, path: str, route: str, **more: object) -> dict[str, Any]:
    return {
        "resource": route,
        "path": path,
        "httpMethod": method,
        "headers": {"Accept": "*/*"},
        "multiValueHeaders": {"Accept": ["*/*"]},
        "queryStringParameters": None,
        "multiValueQueryStringParameters": None,
        "pathParameters": None,
        "stageVariables": None,
        "requestContext": {
            "resourcePath": route,
            "httpMethod": method,
            "path": f"/pikir{path}",
            "stage": "pikir",
            "requestId": "11111111-1111-4111-8111-111111111111",
            "identity": {"sourceIp": "192.0.2.1"},
        },
        "body": None,
        "isBase64Encoded": False,
    } | more


@pytest.fixture
def environment(
    environment: dict[str, str], dynoxide_endpoint: str, dynoxide_client: "DynamoDBClient"
) -> dict[str, str]:
    name = f"packaged-{uuid.uuid4().hex}"
    resources.create_table(dynoxide_client, name)
    return environment | {"PIKIR_TABLE": name, "PIKIR_DYNAMODB_ENDPOINT": dynoxide_endpoint}


def test_the_zip_is_small(package_folder: Path) -> None:
    assert (package_folder / package.ZIP).stat().st_size <= package.MAX_MEGABYTES * 1_000_000


def test_every_source_has_its_bytecode(archive: zipfile.ZipFile) -> None:
    names = set(archive.namelist())
    sources = {name for name in names if name.endswith(".py")}
    tag = sys.implementation.cache_tag
    compiled = {re.sub(r"([^/]+)\.py$", rf"__pycache__/\1.{tag}.pyc", name) for name in sources}
    assert len(sources) > 300
    assert {name for name in names if name.endswith(".pyc")} == compiled


def _constants(archive: zipfile.ZipFile, module: str) -> tuple[object, ...]:
    folder, name = module.rsplit("/", 1)
    compiled = f"{folder}/__pycache__/{name}.{sys.implementation.cache_tag}.pyc"
    constants: tuple[object, ...] = marshal.loads(archive.read(compiled)[16:]).co_consts  # noqa: S302 -- what we compiled
    return constants


def test_only_what_the_api_describes_keeps_its_docstrings(archive: zipfile.ZipFile) -> None:
    assert submissions.__doc__ in _constants(archive, "chalicelib/actions/submissions")
    assert endpoint.__doc__ not in _constants(archive, "chalicelib/web/endpoint")
    assert chalice.app.__doc__ not in _constants(archive, "chalice/app")


def test_sources_beside_bytecode_are_without_docstrings(archive: zipfile.ZipFile) -> None:
    for described in (submissions.submit_json, endpoint.Endpoint.answer):
        source = archive.read(described.__module__.replace(".", "/") + ".py").decode()
        shown = inspect.getdoc(described)
        assert shown
        assert f"def {described.__name__}(" in source
        assert shown.splitlines()[0] not in source


def test_bytecode_is_valid_without_regard_to_file_dates(archive: zipfile.ZipFile) -> None:
    for name in archive.namelist():
        if name.endswith(".pyc"):
            assert archive.read(name)[4:8] == b"\x01\x00\x00\x00"  # PEP 552: hash, unchecked


@pytest.mark.parametrize(
    "name",
    [
        "app.py",
        "chalice/app.py",
        "chalicelib/web/endpoint.py",
        "chalicelib/locales/kk/LC_MESSAGES/pikir.mo",
        "chalicelib/locales/ru/LC_MESSAGES/pikir.mo",
        "babel/locale-data/kk.dat",
        "babel/locale-data/ru.dat",
        "babel/locale-data/en.dat",
        "babel/locale-data/root.dat",
        "tzdata/zones",
        "tzdata/zoneinfo/Asia/Almaty",
        "botocore/data/endpoints.json",
        "botocore/cacert.pem",
    ],
)
def test_the_zip_holds_a_needed_file(archive: zipfile.ZipFile, name: str) -> None:
    assert name in archive.namelist()


@pytest.mark.parametrize(
    "unwanted",
    [
        r"^botocore/data/(ec2|lambda|cognito)",
        r"^babel/locale-data/(de|fr|zh)",
        r"(^|/)tests?/",
        r"^(local|release|bench|schemas|docs)/",
        r"^chalicelib/cli/",
        r"^chalicelib/(exports/workbook|documents/pdf)/",
        r"^chalicelib/actions/document_making",
        r"^(pytest|moto|mypy|ruff|hypothesis|chalice/local|chalice/cli)",
        r"\.(po|pyi|c|jar|tab|zi)$",
        r"^(boto3|s3transfer)",
        r"^(xlwt|lark/tools|pyxform/translators|segno/cli|share)",
        r"^\.",
        r"\.local",
    ],
)
def test_the_zip_does_not_hold_unneeded_files(archive: zipfile.ZipFile, unwanted: str) -> None:
    assert [name for name in archive.namelist() if re.search(unwanted, name)] == []


def test_botocore_describes_only_the_services_in_use(archive: zipfile.ZipFile) -> None:
    folders = {
        name.split("/")[2] for name in archive.namelist() if re.match("botocore/data/.+/", name)
    }
    assert folders == set(package.SERVICES)


def test_botocore_describes_only_the_operations_in_use(archive: zipfile.ZipFile) -> None:
    names = [name for name in archive.namelist() if name.endswith("service-2.json.gz")]
    described = {
        name.split("/")[2]: set(json.loads(gzip.decompress(archive.read(name)))["operations"])
        for name in names
    }
    for service, operations in service_models.OPERATIONS.items():
        assert described[service] == operations


def test_the_code_calls_no_operation_that_is_not_described() -> None:
    named = r'(?:_call|_request|_attempt|get_paginator|presigned_url)\(\s*"(\w+)"'
    calls = re.compile(rf"{named}|self\._client\.(?!generate_|get_paginator)(\w+)\(")
    sources = [*(resources.ROOT / "chalicelib" / "storage").rglob("*.py")]
    sources += (resources.ROOT / "chalicelib" / "mail").rglob("*.py")
    sources += [resources.ROOT / "chalicelib" / name for name in ("queues.py", "log_source.py")]
    matches = (match for source in sources for match in calls.finditer(source.read_text()))
    # The direct client names operations as DynamoDB does, botocore's as methods.
    found = {xform_name(match[1] or match[2]) for match in matches}
    described = {
        xform_name(operation)
        for operations in service_models.OPERATIONS.values()
        for operation in operations
    }
    assert found <= described
    assert described - found == {"create_bucket", "describe_endpoints", "head_bucket"}


def test_the_same_sources_make_the_same_bytes(
    package_folder: Path, unpacked_zip: Path, tmp_path: Path
) -> None:
    """All but the bytecode that holds docstrings, which the zip's sources are without."""
    package.write_zip(unpacked_zip, tmp_path / "again.zip", this_machine())
    first, again = (
        _entries(path) for path in (package_folder / package.ZIP, tmp_path / "again.zip")
    )
    assert list(first) == list(again)
    differ = [name for name in first if first[name] != again[name]]
    sources = [re.sub(r"__pycache__/([^/.]+)\.[^/]+\.pyc$", r"\1.py", name) for name in differ]
    assert all(name.startswith(package.DESCRIBED) for name in sources)
    assert set(sources).isdisjoint(differ)


def _entries(path: Path) -> dict[str, tuple[bytes, int, tuple[int, ...]]]:
    """Return the entries in their order: their bytes, their mode and their date."""
    with zipfile.ZipFile(path) as archive:
        return {
            each.filename: (archive.read(each), each.external_attr, each.date_time)
            for each in archive.infolist()
        }


def test_it_holds_the_licence_of_everything_that_it_carries(archive: zipfile.ZipFile) -> None:
    """Pikir's own, one text for each package, and that of the data in Babel."""
    names = archive.namelist()
    assert archive.read("LICENSE") == (resources.ROOT / "LICENSE").read_bytes()
    assert "babel/locale-data/LICENSE.unicode" in names
    carried = {name.partition("/")[0] for name in names if ".dist-info/" in name}
    texts = {
        name.partition(".dist-info/")[0] + ".dist-info"
        for name in names
        if re.search(r"\.dist-info/(licenses/)?(licen[cs]e|copying)", name, re.IGNORECASE)
    }
    assert texts == carried
    assert {name.split("-")[0] for name in carried} >= {"chalice", "pydantic_core", "pyxform"}


def test_a_package_without_a_licence_text_is_not_built(tmp_path: Path) -> None:
    (tmp_path / "free-1.0.dist-info").mkdir()
    (tmp_path / "free-1.0.dist-info" / "METADATA").touch()
    with pytest.raises(SystemExit, match=r"no licence text in free-1\.0"):
        package.add_licences(tmp_path)


def test_the_zip_answers_in_a_bare_interpreter(
    unpacked_zip: Path, environment: dict[str, str]
) -> None:
    path = "/api/v1/events/no-such-event"
    event = _event("GET", path, "/api/v1/events/{event}", pathParameters={"event": "no-such-event"})
    report = _invoke(unpacked_zip, environment, event)
    problem = json.loads(report["answer"]["body"])
    assert (report["answer"]["statusCode"], problem["code"]) == (404, "event.not_found")
    assert report["outside"] == []


def test_a_submission_loads_nothing_that_only_pages_need(
    unpacked_zip: Path, environment: dict[str, str]
) -> None:
    route = "/api/v1/events/{event}/forms/{form}/responses"
    event = _event(
        "POST",
        "/api/v1/events/e-1/forms/f/responses",
        route,
        pathParameters={"event": "e-1", "form": "f"},
        headers={"Content-Type": "application/json"},
        body='{"answers": {}}',
    )
    report = _invoke(unpacked_zip, environment, event)
    assert report["answer"]["statusCode"] == 404
    unneeded = {"jinja2", "babel", "multipart", "sqlite3", "markupsafe"}
    unneeded |= {
        "pyxform",
        "segno",
        "openpyxl",
        "xlrd",
        "xlsxwriter",
        "olefile",
        "lark",
        "defusedxml",
    }
    assert unneeded & set(report["loaded"]) == set()


def test_a_page_is_rendered_from_the_zip_alone(
    unpacked_zip: Path, environment: dict[str, str]
) -> None:
    event = _event("GET", "/no/such/page", "/{proxy+}", pathParameters={"proxy": "no/such/page"})
    report = _invoke(unpacked_zip, environment, event)
    assert report["answer"]["statusCode"] == 404
    assert "<html" in report["answer"]["body"]


FORM_PAGE = """
import json, sys
sys.path.insert(0, sys.argv[1])
from chalicelib.web import render
names = json.load(sys.stdin)
loaded = [render.environment().get_template(name) for name in names]
sys.stdout.write(json.dumps([each.root_render_func.__code__.co_filename for each in loaded]))
"""


def test_templates_of_participants_pages_are_compiled(unpacked_zip: Path) -> None:
    names = [
        name
        for name in render.environment().list_templates()
        if page_templates.is_of_participants(name)
    ]
    assert "participant/form.html" in names
    result = subprocess.run(
        [sys.executable, "-I", "-S", "-B", "-W", "error", "-c", FORM_PAGE, str(unpacked_zip)],
        input=json.dumps(names).encode(),
        capture_output=True,
        check=True,
    )
    files = json.loads(result.stdout)
    assert len(files) == len(names)
    assert {Path(file).parent.name for file in files} == {render.COMPILED.name}


def test_the_zip_describes_the_api_as_the_sources_do(
    unpacked_zip: Path, environment: dict[str, str]
) -> None:
    event = _event("GET", "/api/openapi.json", "/api/openapi.json")
    report = _invoke(unpacked_zip, environment, event)
    described = json.loads(report["answer"]["body"])
    assert described["paths"] == json.loads(json.dumps(openapi.document()["paths"]))
    assert described["components"] == json.loads(json.dumps(openapi.document()["components"]))


MULTIPART = (
    b'--b\r\nContent-Disposition: form-data; name="_id"\r\n\r\nx\r\n'
    b'--b\r\nContent-Disposition: form-data; name="q.photo.file"; filename="a.png"\r\n'
    b"Content-Type: image/png\r\n\r\n" + bytes(range(256)) + b"\r\n--b--\r\n"
)


@pytest.mark.parametrize(("body", "status"), [(MULTIPART, 404), (MULTIPART[:-9], 400)])
def test_a_multipart_body_is_read_as_the_gateway_sends_it(
    unpacked_zip: Path, environment: dict[str, str], body: bytes, status: int
) -> None:
    """The body comes in base64: complete parts for a form that does not exist, or truncated parts."""
    event = _event(
        "POST",
        "/e/no-such-event/photos",
        "/e/{event}/{form}",
        pathParameters={"event": "no-such-event", "form": "photos"},
        headers={"Content-Type": "multipart/form-data; boundary=b"},
        body=base64.b64encode(body).decode(),
        isBase64Encoded=True,
    )
    report = _invoke(unpacked_zip, environment, event)
    assert report["answer"]["statusCode"] == status
    assert "multipart" in report["loaded"]


def test_bytes_survive_both_ways(
    unpacked_zip: Path, environment: dict[str, str], files_settings: "Settings"
) -> None:
    """Attach a picture to a form and read it, through API Gateway's events in both directions."""
    from chalicelib import wiring
    from chalicelib.actions import access, events
    from tests.actions.setting import ORGANISER, as_json, event_document

    services = wiring.make(files_settings)
    events.create_event(services, ORGANISER, as_json(event_document()))
    token = access.create_token(services, ORGANISER, "packaged").token
    files_environment = environment | {
        "PIKIR_TABLE": files_settings.table,
        "PIKIR_BUCKET": files_settings.bucket,
        "PIKIR_AWS_ENDPOINT": files_settings.aws_endpoint or "",
    }
    picture = b"\x89PNG\r\n\x1a\n\0\0\4\0IDAT" + bytes(range(256)) * 4 + bytes(4)
    path = "/api/v1/events/round-table/forms/photos/files/map.png"
    route = "/api/v1/events/{event}/forms/{form}/files/{name}"
    request = {
        "pathParameters": {"event": "round-table", "form": "photos", "name": "map.png"},
        "headers": {"Authorization": f"Bearer {token}", "Content-Type": "image/png"},
    }
    put = _event(
        "PUT",
        path,
        route,
        **request,
        body=base64.b64encode(picture).decode(),
        isBase64Encoded=True,
    )
    assert _invoke(unpacked_zip, files_environment, put)["answer"]["statusCode"] == 200
    answer = _invoke(unpacked_zip, files_environment, _event("GET", path, route, **request))[
        "answer"
    ]
    assert (answer["statusCode"], answer["isBase64Encoded"]) == (200, True)
    assert base64.b64decode(answer["body"]) == picture
    assert answer["headers"]["Content-Type"] == "image/png"


READ_AND_WRITE = """
import sys
sys.path.insert(0, sys.argv[1])
from chalicelib.xlsform import read_xlsform, write_xlsform
from chalicelib.forms.validation import review
result = review(read_xlsform(sys.stdin.buffer.read()))
assert not result.problems, result.problems
sys.stdout.buffer.write(write_xlsform(result.require()))
outside = [
    name for name, module in sys.modules.items()
    if "site-packages" in (getattr(module, "__file__", None) or "")
]
assert not outside, outside
"""


@pytest.mark.parametrize("make", [xlsx, xls])
def test_a_spreadsheet_is_read_and_written_from_the_zip_alone(
    unpacked_zip: Path, make: Callable[[str], bytes]
) -> None:
    result = subprocess.run(
        [sys.executable, "-I", "-S", "-B", "-W", "error", "-c", READ_AND_WRITE, str(unpacked_zip)],
        input=make("| survey |\n| | type | name | label |\n| | text | a | A |"),
        capture_output=True,
        check=False,
        timeout=60,
    )
    assert (result.returncode, result.stderr) == (0, b"")
    assert result.stdout.startswith(b"PK")
