"""What `chalice deploy --stage deploy` needs beside Chalice: policies, table, bucket, queues.

IAM takes no ``Fn::GetAtt``, and only CloudFormation makes what `.chalice/resources.json` declares.
``python -m release.stage`` reads the stage's variables in `.chalice/config.json`, refuses what is
not set there, and writes the policies of `prod` with names instead of references, and a template
of the data's resources. Nothing is deployed before: without its policies Chalice does not begin.
"""

import json
import re
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from chalicelib.jobs import MAIL_QUEUE

ROOT = Path(__file__).parent.parent
STAGE = "deploy"
TEMPLATE = Path("build") / "data.json"
TO_SET = "SET ME"
NAMES = {
    "Table": ("TableName", "PIKIR_TABLE"),
    "Bucket": ("BucketName", "PIKIR_BUCKET"),
}
"""How a declared resource gets the name that the functions look for."""
NOT_HERE = "Secret"
"""Chalice cannot resolve it: this stage's secret is one of its variables."""
API_LOG = f"/aws/lambda/pikir-{STAGE}"
"""Chalice makes the logs of the jobs; that of the API it makes under a name that nobody writes to."""

_QUEUE_URL = re.compile(
    rf"https://sqs\.(?P<region>[a-z0-9-]+)\.amazonaws\.com/(?P<account>[0-9]{{12}})/{MAIL_QUEUE}"
)


class NotSet(Exception):
    """Something that only the one who deploys can know; each argument is a line to read."""


@dataclass(frozen=True, slots=True)
class Surroundings:
    """The stage's variables, and where in AWS they say it is."""

    variables: Mapping[str, str]
    region: str
    account: str

    def arn(self, resource: str, function: str) -> str:
        """The address of a declared resource; each function has a log of its own."""
        here = f"{self.region}:{self.account}"
        suffix = "" if function == "api_handler" else f"-{function}"
        return {
            "Table": f"arn:aws:dynamodb:{here}:table/{self.variables['PIKIR_TABLE']}",
            "Bucket": f"arn:aws:s3:::{self.variables['PIKIR_BUCKET']}",
            "MailQueue": f"arn:aws:sqs:{here}:{MAIL_QUEUE}",
            "Logs": f"arn:aws:logs:{here}:log-group:{API_LOG}{suffix}:*",
        }[resource]


def surroundings(config: Mapping[str, Any]) -> Surroundings:
    """What the stage's variables say; raises ``NotSet`` with all that is missing."""
    variables: Mapping[str, str] = config["stages"][STAGE]["environment_variables"]
    wrong = [f"{name} is not set" for name, value in variables.items() if TO_SET in value]
    queue = _QUEUE_URL.fullmatch(variables["PIKIR_MAIL_QUEUE_URL"])
    if queue is None and not wrong:
        shape = f"https://sqs.REGION.amazonaws.com/ACCOUNT/{MAIL_QUEUE}"
        wrong.append(f"PIKIR_MAIL_QUEUE_URL is not of the shape {shape}")
    if wrong or queue is None:
        raise NotSet(*wrong)
    return Surroundings(variables, **queue.groupdict())


def policies(root: Path, config: Mapping[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Name and content of each function's policy: that of `prod`, its references resolved."""
    there = surroundings(config)
    for function, settings in config["stages"]["prod"]["lambda_functions"].items():
        document = json.loads((root / ".chalice" / settings["iam_policy_file"]).read_bytes())
        ours = config["stages"][STAGE]["lambda_functions"][function]["iam_policy_file"]
        yield ours, resolved(document, there, function)


def resolved(value: Any, there: Surroundings, function: str) -> Any:  # noqa: ANN401 -- any JSON
    """The JSON with a plain string wherever CloudFormation would put one."""
    match value:
        case {"Fn::GetAtt": [str(resource), "Arn"]}:
            return there.arn(resource, function)
        case {"Fn::Sub": str(text)}:
            return re.sub(r"\$\{([^}]+)\}", lambda found: _named(found[1], there, function), text)
        case {"Ref": "MailFrom"}:
            return there.variables["PIKIR_MAIL_FROM"]
        case dict():
            return {key: resolved(part, there, function) for key, part in value.items()}
        case list():
            return [resolved(part, there, function) for part in value]
    return value


def _named(reference: str, there: Surroundings, function: str) -> str:
    surrounding = {
        "AWS::Partition": "aws",
        "AWS::Region": there.region,
        "AWS::AccountId": there.account,
    }
    if reference in surrounding:
        return surrounding[reference]
    return there.arn(reference.removesuffix(".Arn"), function)


def template(root: Path, variables: Mapping[str, str]) -> dict[str, Any]:
    """CloudFormation's template of table, bucket, queues and log alone, under the names given."""
    declared = json.loads((root / ".chalice" / "resources.json").read_bytes())
    kept = {
        name: resource
        for name, resource in declared["Resources"].items()
        if "Type" in resource and name != NOT_HERE
    }
    for resource, (key, variable) in NAMES.items():
        kept[resource]["Properties"][key] = variables[variable]
    rules = kept["Bucket"]["Properties"]["CorsConfiguration"]["CorsRules"]
    rules[0]["AllowedOrigins"] = [origin(variables["PIKIR_PUBLIC_URL"])]
    kept["MailQueue"]["Properties"]["QueueName"] = MAIL_QUEUE
    kept["Logs"]["Properties"]["LogGroupName"] = API_LOG
    return {
        "AWSTemplateFormatVersion": declared["AWSTemplateFormatVersion"],
        "Description": "Pikir's table, bucket and mail queue, for functions that Chalice deploys",
        "Resources": kept,
    }


def origin(url: str) -> str:
    """The address without a path, as browsers name where a page comes from."""
    scheme, _, rest = url.partition("://")
    return f"{scheme}://{rest.partition('/')[0]}"


def write(root: Path) -> list[Path]:
    """Write the policies and the template; gives their places."""
    config = json.loads((root / ".chalice" / "config.json").read_bytes())
    files = {root / ".chalice" / name: document for name, document in policies(root, config)}
    files[root / TEMPLATE] = template(root, surroundings(config).variables)
    for file, document in files.items():
        file.parent.mkdir(exist_ok=True)
        file.write_text(json.dumps(document, indent=2) + "\n", encoding="utf-8")
    return list(files)


def main() -> int:
    """Write what the stage needs, or say what is not set."""
    try:
        written = write(ROOT)
    except NotSet as problem:
        where = f".chalice/config.json, stages.{STAGE}.environment_variables"
        sys.stderr.write("\n".join((f"Please edit {where}:", *problem.args, "")))
        return 1
    sys.stdout.write("".join(f"{file.relative_to(ROOT)}\n" for file in written))
    return 0


if __name__ == "__main__":
    sys.exit(main())
