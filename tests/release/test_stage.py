"""The stage that `chalice deploy` deploys has the permissions of `prod` and finds its resources."""

import json
import re
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from chalicelib import settings
from release import stage

ENVIRONMENT = {
    "PIKIR_TABLE": "pikir",
    "PIKIR_BUCKET": "round-tables",
    "PIKIR_MAIL_QUEUE_URL": "https://sqs.eu-central-1.amazonaws.com/111122223333/pikir-mail",
    "PIKIR_DOCUMENT_QUEUE_URL": "https://sqs.eu-central-1.amazonaws.com/111122223333/pikir-documents",
    "PIKIR_PUBLIC_URL": "https://pikir.example",
    "PIKIR_FIRST_ORGANISER": "organiser@pikir.example",
    "PIKIR_MAIL_FROM": "pikir@pikir.example",
}


def _config(folder: Path) -> dict[str, Any]:
    config: dict[str, Any] = json.loads((folder / ".chalice" / "config.json").read_bytes())
    return config


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """Return a folder with a copy of `.chalice/` in which every variable is set."""
    ignore = shutil.ignore_patterns("deployed", "deployments", "policy-deploy-*")
    shutil.copytree(stage.ROOT / ".chalice", tmp_path / ".chalice", ignore=ignore)
    config = _config(stage.ROOT)
    config["stages"]["deploy"]["environment_variables"] = ENVIRONMENT
    (tmp_path / ".chalice" / "config.json").write_text(json.dumps(config))
    return tmp_path


def _permission(statement: Mapping[str, Any]) -> tuple[Any, ...]:
    return (statement["Sid"], statement["Effect"], statement["Action"])


def test_every_function_has_the_permissions_of_prod_and_no_others(project: Path) -> None:
    config = _config(project)
    policies = dict(stage.policies(project, config))
    functions = config["stages"]["prod"]["lambda_functions"]
    assert len(policies) == len(functions) == 7
    for function, ours in config["stages"]["deploy"]["lambda_functions"].items():
        theirs = functions[function]
        assert {**ours, "iam_policy_file": ""} == {**theirs, "iam_policy_file": ""}
        prod = json.loads((project / ".chalice" / theirs["iam_policy_file"]).read_bytes())
        document = policies[ours["iam_policy_file"]]
        assert [_permission(statement) for statement in document["Statement"]] == [
            _permission(statement) for statement in prod["Statement"]
        ]
        for statement, prod_statement in zip(document["Statement"], prod["Statement"], strict=True):
            assert ("Condition" in statement) == ("Condition" in prod_statement)
            assert (
                statement.get("Condition", {}).keys() == prod_statement.get("Condition", {}).keys()
            )


def test_policies_hold_names_where_prod_holds_references(project: Path) -> None:
    policies = dict(stage.policies(project, _config(project)))
    assert not re.search(r"Fn::|\"Ref\"|\$\{|AWS::", json.dumps(policies))
    resources = [
        resource
        for document in policies.values()
        for statement in document["Statement"]
        for resource in (
            [statement["Resource"]]
            if isinstance(statement["Resource"], str)
            else statement["Resource"]
        )
    ]
    owner = "eu-central-1:111122223333"
    assert set(resources) == {
        "*",  # the results of queries, which IAM knows no resource of
        f"arn:aws:dynamodb:{owner}:table/pikir",
        f"arn:aws:dynamodb:{owner}:table/pikir/index/by_received",
        f"arn:aws:dynamodb:{owner}:table/pikir/index/by_receipt",
        "arn:aws:s3:::round-tables",
        "arn:aws:s3:::round-tables/documents/*",
        "arn:aws:s3:::round-tables/exports/*",
        "arn:aws:s3:::round-tables/incoming/*",
        "arn:aws:s3:::round-tables/kept/*",
        "arn:aws:s3:::round-tables/media/*",
        "arn:aws:s3:::round-tables/photos/*",
        f"arn:aws:sqs:{owner}:pikir-mail",
        f"arn:aws:sqs:{owner}:pikir-documents",
        f"arn:aws:ses:{owner}:*",
        f"arn:aws:logs:{owner}:log-group:/aws/lambda/pikir-deploy:*",
        f"arn:aws:logs:{owner}:log-group:/aws/lambda/pikir-deploy-send_mail:*",
        f"arn:aws:logs:{owner}:log-group:/aws/lambda/pikir-deploy-sweep_mail:*",
        f"arn:aws:logs:{owner}:log-group:/aws/lambda/pikir-deploy-sweep_files:*",
        f"arn:aws:logs:{owner}:log-group:/aws/lambda/pikir-deploy-release_places:*",
        f"arn:aws:logs:{owner}:log-group:/aws/lambda/pikir-deploy-advance_checkpoints:*",
        f"arn:aws:logs:{owner}:log-group:/aws/lambda/pikir-deploy-make_documents:*",
    }
    sender = policies["policy-deploy-send-mail.json"]["Statement"][2]
    assert sender["Condition"] == {"StringEquals": {"ses:FromAddress": "pikir@pikir.example"}}


def test_nothing_is_written_until_everything_is_set(project: Path) -> None:
    shutil.copy(stage.ROOT / ".chalice" / "config.json", project / ".chalice")
    with pytest.raises(stage.NotSet) as failure:
        stage.write(project)
    assert failure.value.args == tuple(
        f"{name} is not set" for name in ENVIRONMENT if name[6:] != "TABLE"
    )
    assert list((project / ".chalice").glob("policy-deploy-*")) == []
    assert not (project / stage.TEMPLATE).exists()


@pytest.mark.parametrize(
    ("url", "refusal"),
    [
        (
            "https://sqs.eu-central-1.amazonaws.com/111122223333/letters",
            "PIKIR_MAIL_QUEUE_URL is not of the shape",
        ),
        (
            "https://sqs.eu-west-1.amazonaws.com/111122223333/pikir-mail",
            "PIKIR_MAIL_QUEUE_URL and PIKIR_DOCUMENT_QUEUE_URL are not of one region and account",
        ),
    ],
)
def test_a_queue_of_another_name_or_place_is_refused(project: Path, url: str, refusal: str) -> None:
    config = _config(project)
    variables = ENVIRONMENT | {"PIKIR_MAIL_QUEUE_URL": url}
    config["stages"]["deploy"]["environment_variables"] = variables
    with pytest.raises(stage.NotSet, match=refusal):
        stage.read_target(config)


def test_the_stage_sets_every_variable_that_a_deployment_needs() -> None:
    variables = _config(stage.ROOT)["stages"]["deploy"]["environment_variables"]
    template = json.loads((stage.ROOT / ".chalice" / "resources.json").read_bytes())
    assert set(variables) == set(template["Globals"]["Function"]["Environment"]["Variables"])
    assert settings.read(ENVIRONMENT).mail_queue_url == ENVIRONMENT["PIKIR_MAIL_QUEUE_URL"]


def test_the_template_declares_the_data_alone_under_the_configured_names(
    project: Path,
) -> None:
    files = stage.write(project)
    assert len(files) == 8
    template = json.loads((project / stage.TEMPLATE).read_bytes())
    resources = template["Resources"]
    queues = {"MailQueue", "MailDeadLetterQueue", "DocumentQueue", "DocumentDeadLetterQueue"}
    assert set(resources) == {"Table", "Bucket", "BucketPolicy", "Logs", *queues}
    names = [
        resources["Table"]["Properties"]["TableName"],
        resources["Bucket"]["Properties"]["BucketName"],
    ]
    assert names == ["pikir", "round-tables"]
    assert resources["MailQueue"]["Properties"]["QueueName"] == "pikir-mail"
    assert resources["DocumentQueue"]["Properties"]["QueueName"] == "pikir-documents"
    assert resources["Logs"]["Properties"]["LogGroupName"] == "/aws/lambda/pikir-deploy"
    cfn_lint = Path(sys.executable).parent / "cfn-lint"
    result = subprocess.run(
        [cfn_lint, str(project / stage.TEMPLATE)], capture_output=True, text=True, check=False
    )
    assert (result.returncode, result.stdout) == (0, "")
