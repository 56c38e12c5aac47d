"""What schemathesis makes up from the OpenAPI document, right and wrong: never a server error.

Two of three cases are about an event and a form that exist, whatever they were made up about.
"""

from collections.abc import Callable, Iterable, Iterator
from itertools import count
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, settings
from schemathesis import checks

from chalicelib.web.api import openapi
from chalicelib.web.routes import ATTACHED, WORKBOOKS
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


class Door:
    """The client as a WSGI application, which is what schemathesis can ask in process."""

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


door = Door()


@schemathesis.serializer(*WORKBOOKS)
def workbook(_: object, value: object) -> bytes:
    """Whatever is made up, in a cell of a workbook or as it is."""
    text = repr(value)
    sheets = {"survey": [["type", "name", "label"], ["text", "q", text[:1000]]]}
    return xlsx(sheets) if len(text) % 2 else text.encode("utf-8", "replace")


@schemathesis.serializer(*ATTACHED)
def attached(_: object, value: object) -> bytes:
    """Whatever is made up, as a file of a form: it is what it is named, or not."""
    return value if isinstance(value, bytes) else repr(value).encode("utf-8", "replace")


schema = schemathesis.openapi.from_dict(openapi.document())
schema.app = door
schema.config.generation.update(with_security_parameters=False)


@pytest.fixture
def turns() -> Iterator[int]:
    return count()


@pytest.mark.usefixtures("open_event")
@schema.parametrize()
@settings(
    max_examples=examples(5),
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
def test_whatever_is_sent_no_answer_is_a_server_error(
    case: schemathesis.Case[Any], organiser: Client, turns: Iterator[int]
) -> None:
    door.client = organiser
    if next(turns) % 3:
        case.path_parameters.update(
            {name: KNOWN[name] for name in case.path_parameters if name in KNOWN}
        )
    case.call_and_validate(checks=CHECKS)
