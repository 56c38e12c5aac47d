"""Requests that schemathesis generates from the OpenAPI document, valid and not, cause no server error.

In two of three cases the generated names of the event and the form are replaced by existing ones.

Beside them schemathesis makes cases of each limit of each key, over a thousand of a large body: only `make explore` sends those,
because to make them takes longer than to send what `make test` does.
"""

from collections.abc import Callable, Iterable, Iterator
from itertools import count
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, settings
from schemathesis import checks

from chalicelib.web.api import openapi
from chalicelib.web.routes import ATTACHED, MATERIALS, WORKBOOKS
from tests.profiles import examples
from tests.web.client import Client
from tests.xlsform.workbooks import xlsx

KNOWN = {"event": "round-table", "form": "impressions"}
CHECKS = [
    checks.not_a_server_error,
    schemathesis.checks.status_code_conformance,
    schemathesis.checks.content_type_conformance,
    schemathesis.checks.response_schema_conformance,
    schemathesis.checks.response_headers_conformance,
]


class WsgiClient:
    """The client as a WSGI application, which schemathesis can call in this process."""

    client: Client

    def __call__(
        self, environ: dict[str, Any], start_response: Callable[..., object]
    ) -> Iterable[bytes]:
        headers = {
            name[5:].replace("_", "-"): value
            for name, value in environ.items()
            if name.startswith("HTTP_")
        }
        if "CONTENT_TYPE" in environ:
            headers["Content-Type"] = environ["CONTENT_TYPE"]
        response = self.client.request(
            environ["REQUEST_METHOD"],
            environ["REQUEST_URI"],
            body=environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0)),
            headers=headers,
        )
        start_response(f"{response.status} -", list(response.headers.items()))
        return [response.body]


application = WsgiClient()


@schemathesis.serializer(*WORKBOOKS)
def serialize_workbook(_: object, value: object) -> bytes:
    """Put a generated value into a cell of a workbook, or send it as it is."""
    text = repr(value)
    sheets = {"survey": [["type", "name", "label"], ["text", "q", text[:1000]]]}
    return xlsx(sheets) if len(text) % 2 else text.encode("utf-8", "replace")


@schemathesis.serializer(*{*ATTACHED, *MATERIALS})
def serialize_file(_: object, value: object) -> bytes:
    """Send a generated value as a file, whose content may not be of the type that its name says."""
    return value if isinstance(value, bytes) else repr(value).encode("utf-8", "replace")


schema = schemathesis.openapi.from_dict(openapi.document())
schema.app = application
schema.config.generation.update(with_security_parameters=False)
schema.config.phases.coverage.enabled = examples(1) > 1


@pytest.fixture
def turns() -> Iterator[int]:
    """Count the cases of one operation."""
    return count()


@pytest.mark.uncovered
@pytest.mark.usefixtures("open_event")
@schema.parametrize()
@settings(
    max_examples=examples(4),
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
def test_no_generated_request_causes_a_server_error(
    case: schemathesis.Case[Any], organiser: Client, turns: Iterator[int]
) -> None:
    application.client = organiser
    if next(turns) % 3:
        case.path_parameters.update(
            {name: KNOWN[name] for name in case.path_parameters if name in KNOWN}
        )
    response = case.call_and_validate(checks=CHECKS)
    if response.status_code >= 400 and response.status_code != 405:
        documented = case.operation.definition.raw["responses"][str(response.status_code)]
        assert response.json()["code"] in documented[openapi.CODES]
