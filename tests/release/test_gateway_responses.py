"""The gateway's own refusals: a page in three languages, and problem details with a stable code."""

import json
import re

import pytest

from release import gateway_responses

RESPONSES = gateway_responses.responses()


@pytest.mark.parametrize("name", RESPONSES)
def test_a_browser_gets_a_page_in_three_languages(name: str) -> None:
    page = RESPONSES[name]["responseTemplates"]["text/html"]
    assert re.findall(r'<section lang="(\w+)"><h\d>[^<]+</h\d>', page) == ["kk", "ru", "en"]
    assert page.startswith("<!doctype html>")
    assert "$context.requestId" in page
    assert "<script" not in page


@pytest.mark.parametrize("name", RESPONSES)
def test_a_program_gets_problem_details(name: str) -> None:
    templates = RESPONSES[name]["responseTemplates"]
    assert templates["application/json"] == templates["application/problem+json"]
    problem = json.loads(templates["application/json"])
    assert problem["type"] == f"urn:pikir:problem:{problem['code']}"
    assert str(problem.get("status")) == RESPONSES[name].get("statusCode", "None")


@pytest.mark.parametrize(
    ("name", "status", "code", "retry_after"),
    [
        ("THROTTLED", "429", "service.unavailable", "'2'"),
        ("INTEGRATION_TIMEOUT", "504", "service.unavailable", "'2'"),
        ("DEFAULT_5XX", "503", "service.unavailable", "'2'"),
        ("REQUEST_TOO_LARGE", "413", "body.too_large", None),
        ("ACCESS_DENIED", "403", "gateway.forbidden", None),
        ("MISSING_AUTHENTICATION_TOKEN", "404", "route.not_found", None),
        ("DEFAULT_4XX", None, "gateway.refused", None),
    ],
)
def test_each_refusal_has_its_status_code_and_wait(
    name: str, status: str | None, code: str, retry_after: str | None
) -> None:
    response = RESPONSES[name]
    assert response.get("statusCode") == status
    assert json.loads(response["responseTemplates"]["application/json"])["code"] == code
    headers = response["responseParameters"]
    assert headers.get("gatewayresponse.header.Retry-After") == retry_after
    assert headers["gatewayresponse.header.Cache-Control"] == "'no-store'"
    assert "gatewayresponse.header.Content-Type" not in headers  # the template's own
