"""The CloudFormation template passes cfn-lint, and each function has a narrow role of its own."""

import copy
import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from local import resources
from release import package

pytestmark = pytest.mark.packaging

FUNCTIONS = {
    "APIHandler",
    "SendMail",
    "SweepMail",
    "SweepFiles",
    "ReleasePlaces",
    "AdvanceCheckpoints",
    "MakeDocuments",
}


def _of_type(template: dict[str, Any], kind: str) -> dict[str, Any]:
    return {
        name: resource["Properties"]
        for name, resource in template["Resources"].items()
        if resource["Type"] == kind
    }


def _statements(role: dict[str, Any]) -> Iterator[Any]:
    for policy in role["Policies"]:
        yield from policy["PolicyDocument"]["Statement"]


def test_cfn_lint_reports_nothing(package_folder: Path) -> None:
    program = Path(sys.executable).parent / "cfn-lint"
    result = subprocess.run(
        [program, str(package_folder / package.TEMPLATE)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (result.returncode, result.stdout) == (0, "")


def test_every_function_has_a_role_of_its_own(template: dict[str, Any]) -> None:
    functions = _of_type(template, "AWS::Serverless::Function")
    assert set(functions) == FUNCTIONS
    roles = [each["Role"]["Fn::GetAtt"][0] for each in functions.values()]
    assert len(set(roles)) == len(roles)
    assert set(roles) == set(_of_type(template, "AWS::IAM::Role"))


WITHOUT_RESOURCE = frozenset({"logs:GetQueryResults"})
"""Actions for which IAM knows no resource: https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazoncloudwatchlogs.html"""


def test_no_role_has_a_wildcard(template: dict[str, Any]) -> None:
    for role in _of_type(template, "AWS::IAM::Role").values():
        for statement in _statements(role):
            actions = statement["Action"]
            for action in [actions] if isinstance(actions, str) else actions:
                assert "*" not in action
            assert (statement["Resource"] == "*") == (str(actions) in WITHOUT_RESOURCE)


def _reach(role: dict[str, Any]) -> list[list[str]]:
    """Return the collections that each statement about the table is for."""
    return [
        each["Condition"]["ForAllValues:StringEquals"]["dynamodb:LeadingKeys"]
        for each in _statements(role)
        if "dynamodb" in str(each["Action"]) and "StringEquals" in str(each["Condition"])
    ]


def test_functions_that_send_mail_reach_only_the_outbox(template: dict[str, Any]) -> None:
    roles = _of_type(template, "AWS::IAM::Role")
    assert _reach(roles["SendMailRole"]) == [["OUTBOX"]]
    assert _reach(roles["SweepMailRole"]) == [["OUTBOX"], ["RUNS"]]


def test_every_schedule_may_record_its_run(template: dict[str, Any]) -> None:
    roles = _of_type(template, "AWS::IAM::Role")
    names = ("SweepMail", "SweepFiles", "ReleasePlaces", "AdvanceCheckpoints")
    for name in names:
        assert ["RUNS"] in _reach(roles[f"{name}Role"])


def _references(value: object, *, conditional: bool = False) -> Iterator[bool]:
    """Yield for each reference to the stack's own table whether a restored one can replace it."""
    match value:
        case {"Fn::GetAtt": ["Table", "Arn"]} | {"Ref": "Table"}:
            yield conditional
        case {"Fn::If": ["TableIsRestored", restored, own]}:
            assert "RestoredTable" in str(restored)
            yield from _references(own, conditional=True)
        case {"Fn::Sub": str(text)} if "${Table." in text:
            yield conditional
        case dict():
            for part in value.values():
                yield from _references(part, conditional=conditional)
        case list():
            for part in value:
                yield from _references(part, conditional=conditional)


def test_a_restored_table_replaces_the_stacks_own_everywhere(template: dict[str, Any]) -> None:
    """In the functions' setting, in every role's policy, and in the output."""
    references = list(_references(template))
    assert len(references) >= 9
    assert all(references)


def test_data_is_retained_restorable_and_encrypted(template: dict[str, Any]) -> None:
    table = template["Resources"]["Table"]
    assert table["DeletionPolicy"] == "Retain"
    assert table["Properties"] == resources.resources()["Table"]["Properties"]
    assert table["Properties"]["PointInTimeRecoverySpecification"] == {
        "PointInTimeRecoveryEnabled": True
    }
    assert table["Properties"]["SSESpecification"] == {"SSEEnabled": True}
    assert table["Properties"]["TimeToLiveSpecification"]["Enabled"] is True
    for bucket in _of_type(template, "AWS::S3::Bucket").values():
        assert set(bucket["PublicAccessBlockConfiguration"].values()) == {True}
    for queue in _of_type(template, "AWS::SQS::Queue").values():
        assert queue["SqsManagedSseEnabled"] is True


def test_the_mail_queue_hides_a_message_for_longer_than_its_function_runs(
    template: dict[str, Any],
) -> None:
    """AWS advises six times the function's timeout, so that no message is processed twice."""
    function = template["Resources"]["SendMail"]["Properties"]
    queue = template["Resources"]["MailQueue"]["Properties"]
    assert queue["VisibilityTimeout"] >= 6 * function["Timeout"]
    source = function["Events"]["SendMailSqsEventSource"]["Properties"]
    assert source["Queue"] == {"Fn::Sub": "${MailQueue.Arn}"}


def test_the_queue_of_documents_hides_a_message_while_its_function_runs(
    template: dict[str, Any],
) -> None:
    """One message at a time: what is processed twice all the same, the document's lease prevents."""
    function = template["Resources"]["MakeDocuments"]["Properties"]
    queue = template["Resources"]["DocumentQueue"]["Properties"]
    assert queue["VisibilityTimeout"] > function["Timeout"]
    source = function["Events"]["MakeDocumentsSqsEventSource"]["Properties"]
    assert source["Queue"] == {"Fn::Sub": "${DocumentQueue.Arn}"}
    assert source["BatchSize"] == 1


def test_one_route_of_an_http_api_passes_every_request_on(template: dict[str, Any]) -> None:
    """With the throttle that a REST API has, a log with an end, and nobody else's right to call the function."""
    assert "RestAPI" not in json.dumps(template)
    (route,) = _of_type(template, "AWS::ApiGatewayV2::Route").values()
    assert route["RouteKey"] == "$default"
    (integration,) = _of_type(template, "AWS::ApiGatewayV2::Integration").values()
    assert integration["PayloadFormatVersion"] == "2.0"
    assert integration["IntegrationUri"] == {"Fn::GetAtt": ["APIHandler", "Arn"]}
    (stage,) = _of_type(template, "AWS::ApiGatewayV2::Stage").values()
    assert (stage["StageName"], stage["AutoDeploy"]) == ("$default", True)
    (rest,) = resources.resources()["RestAPI"]["Properties"]["MethodSettings"]
    assert stage["DefaultRouteSettings"].items() <= rest.items()
    assert set(stage["DefaultRouteSettings"]) == {"ThrottlingBurstLimit", "ThrottlingRateLimit"}
    (permission,) = _of_type(template, "AWS::Lambda::Permission").values()
    assert "${HttpApi}/" in permission["SourceArn"]["Fn::Sub"]
    for logs in _of_type(template, "AWS::Logs::LogGroup").values():
        assert logs["RetentionInDays"] == 30


def test_the_access_log_is_json_without_personal_data(template: dict[str, Any]) -> None:
    """No address of a client, and no path: links of mails are paths."""
    (stage,) = _of_type(template, "AWS::ApiGatewayV2::Stage").values()
    line = json.loads(stage["AccessLogSettings"]["Format"])
    assert line["status"] == "$context.status"
    for personal in ("identity", "path", "routeKey", "authorizer", "header", "domain"):
        assert personal not in str(line)


def test_the_template_needs_no_bucket(package_folder: Path, template: dict[str, Any]) -> None:
    """As it is, and as `aws cloudformation package` writes it: in YAML, with the zips' addresses."""
    assert (package_folder / package.TEMPLATE).stat().st_size <= package.MAX_TEMPLATE
    packaged = copy.deepcopy(template)
    for function in _of_type(packaged, "AWS::Serverless::Function").values():
        function["CodeUri"] = f"s3://{'b' * 63}/{'0' * 64}"
    assert len(yaml.safe_dump(packaged).encode()) <= package.MAX_TEMPLATE
