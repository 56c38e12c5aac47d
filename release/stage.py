"""Write what `chalice deploy --stage deploy` needs beside Chalice: policies, table, bucket, queues.

IAM resolves no ``Fn::GetAtt``, and only CloudFormation creates what `.chalice/resources.json` declares.
``python -m release.stage`` reads the stage's variables in `.chalice/config.json`, names those that are not
set, and writes the policies of `prod` with names instead of references and a template of the data's
resources. Chalice does not start without the policies, so nothing can be deployed before.
"""

import json
import re
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from chalicelib.jobs import DOCUMENT_QUEUE, MAIL_QUEUE

ROOT = Path(__file__).parent.parent
STAGE = "deploy"
TEMPLATE = Path("build") / "data.json"
TO_SET = "SET ME"
NAMES = {
    "Table": ("TableName", "PIKIR_TABLE"),
    "Bucket": ("BucketName", "PIKIR_BUCKET"),
}
"""For each declared resource: the property that names it, and the variable that holds the name."""
API_LOG = f"/aws/lambda/pikir-{STAGE}"
"""Chalice creates the log groups of the jobs; the one of the API gets a name that nothing writes to."""

_QUEUES = {"PIKIR_MAIL_QUEUE_URL": MAIL_QUEUE, "PIKIR_DOCUMENT_QUEUE_URL": DOCUMENT_QUEUE}
_QUEUE_URL = re.compile(
    r"https://sqs\.(?P<region>[a-z0-9-]+)\.amazonaws\.com/(?P<account>[0-9]{12})/(?P<name>.+)"
)


class NotSet(Exception):
    """Variables that only the person who deploys can know are missing; each argument is a line."""


@dataclass(frozen=True, slots=True)
class Target:
    """Where the stage is deployed: its variables, and the region and account that they name."""

    variables: Mapping[str, str]
    region: str
    account: str

    def arn(self, resource: str, function: str) -> str:
        """Return the ARN of a declared resource; each function has a log group of its own."""
        owner = f"{self.region}:{self.account}"
        suffix = "" if function == "api_handler" else f"-{function}"
        return {
            "Table": f"arn:aws:dynamodb:{owner}:table/{self.variables['PIKIR_TABLE']}",
            "Bucket": f"arn:aws:s3:::{self.variables['PIKIR_BUCKET']}",
            "MailQueue": f"arn:aws:sqs:{owner}:{MAIL_QUEUE}",
            "DocumentQueue": f"arn:aws:sqs:{owner}:{DOCUMENT_QUEUE}",
            "Logs": f"arn:aws:logs:{owner}:log-group:{API_LOG}{suffix}:*",
        }[resource]


def read_target(config: Mapping[str, Any]) -> Target:
    """Read the stage's variables; raise ``NotSet`` with everything that is missing."""
    variables: Mapping[str, str] = config["stages"][STAGE]["environment_variables"]
    wrong = [f"{name} is not set" for name, value in variables.items() if TO_SET in value]
    places = set()
    for variable, name in () if wrong else _QUEUES.items():
        queue = _QUEUE_URL.fullmatch(variables[variable])
        if queue is None or queue["name"] != name:
            shape = f"https://sqs.REGION.amazonaws.com/ACCOUNT/{name}"
            wrong.append(f"{variable} is not of the shape {shape}")
        else:
            places.add((queue["region"], queue["account"]))
    if len(places) > 1:
        wrong.append(f"{' and '.join(_QUEUES)} are not of one region and account")
    if wrong:
        raise NotSet(*wrong)
    ((region, account),) = places
    return Target(variables, region, account)


def policies(root: Path, config: Mapping[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield file name and content of each function's policy: that of `prod` without references."""
    target = read_target(config)
    for function, settings in config["stages"]["prod"]["lambda_functions"].items():
        document = json.loads((root / ".chalice" / settings["iam_policy_file"]).read_bytes())
        ours = config["stages"][STAGE]["lambda_functions"][function]["iam_policy_file"]
        yield ours, resolve(document, target, function)


def resolve(value: Any, target: Target, function: str) -> Any:  # noqa: ANN401 -- any JSON
    """Replace each of CloudFormation's intrinsic functions in the JSON by the string it stands for."""
    match value:
        case {"Fn::If": ["TableIsRestored", _, of_the_stack]}:
            value = of_the_stack
    match value:
        case {"Fn::GetAtt": [str(resource), "Arn"]}:
            return target.arn(resource, function)
        case {"Fn::Sub": str(text)}:
            return re.sub(
                r"\$\{([^}]+)\}", lambda match: _resolve_name(match[1], target, function), text
            )
        case {"Ref": "MailFrom"}:
            return target.variables["PIKIR_MAIL_FROM"]
        case dict():
            return {key: resolve(part, target, function) for key, part in value.items()}
        case list():
            return [resolve(part, target, function) for part in value]
    return value


def _resolve_name(reference: str, target: Target, function: str) -> str:
    pseudo_parameters = {
        "AWS::Partition": "aws",
        "AWS::Region": target.region,
        "AWS::AccountId": target.account,
    }
    if reference in pseudo_parameters:
        return pseudo_parameters[reference]
    return target.arn(reference.removesuffix(".Arn"), function)


def template(root: Path, variables: Mapping[str, str]) -> dict[str, Any]:
    """Make the CloudFormation template of table, bucket, queues and log, named by the variables."""
    declared = json.loads((root / ".chalice" / "resources.json").read_bytes())
    resources = declared["Resources"].items()
    data = {name: resource for name, resource in resources if "Type" in resource}
    for resource, (key, variable) in NAMES.items():
        data[resource]["Properties"][key] = variables[variable]
    rules = data["Bucket"]["Properties"]["CorsConfiguration"]["CorsRules"]
    rules[0]["AllowedOrigins"] = [origin(variables["PIKIR_PUBLIC_URL"])]
    data["MailQueue"]["Properties"]["QueueName"] = MAIL_QUEUE
    data["DocumentQueue"]["Properties"]["QueueName"] = DOCUMENT_QUEUE
    data["Logs"]["Properties"]["LogGroupName"] = API_LOG
    return {
        "AWSTemplateFormatVersion": declared["AWSTemplateFormatVersion"],
        "Description": "Pikir's table, bucket and queues, for functions that Chalice deploys",
        "Resources": data,
    }


def origin(url: str) -> str:
    """Return a URL's origin: scheme, host and port."""
    scheme, _, rest = url.partition("://")
    return f"{scheme}://{rest.partition('/')[0]}"


def write(root: Path) -> list[Path]:
    """Write the policies and the template; return their paths."""
    config = json.loads((root / ".chalice" / "config.json").read_bytes())
    files = {root / ".chalice" / name: document for name, document in policies(root, config)}
    files[root / TEMPLATE] = template(root, read_target(config).variables)
    for file, document in files.items():
        file.parent.mkdir(exist_ok=True)
        file.write_text(json.dumps(document, indent=2) + "\n", encoding="utf-8")
    return list(files)


def main() -> int:
    """Write what the stage needs, or print what is not set and return 1."""
    try:
        files = write(ROOT)
    except NotSet as problem:
        variables = f".chalice/config.json, stages.{STAGE}.environment_variables"
        sys.stderr.write("\n".join((f"Please edit {variables}:", *problem.args, "")))
        return 1
    sys.stdout.write("".join(f"{file.relative_to(ROOT)}\n" for file in files))
    return 0


if __name__ == "__main__":
    sys.exit(main())
