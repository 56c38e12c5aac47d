"""Create what `.chalice/resources.json` declares: the table and the bucket, locally as in AWS.

That file is the only description of the table; a second one would disagree with it sooner or later.
"""

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient
    from mypy_boto3_s3 import S3Client

ROOT = Path(__file__).parent.parent

# The properties that CreateTable takes; TTL, recovery and protection need calls of their own.
_CREATE_TABLE = (
    "BillingMode",
    "AttributeDefinitions",
    "KeySchema",
    "LocalSecondaryIndexes",
    "GlobalSecondaryIndexes",
)


@cache
def resources(root: Path = ROOT) -> Mapping[str, Mapping[str, Any]]:
    """Return the declared resources by logical id, each with its ``Type`` and ``Properties``.

    ``root`` is the checkout that declares them.
    """
    document: Any = json.loads((root / ".chalice" / "resources.json").read_bytes())
    declared: Mapping[str, Mapping[str, Any]] = document["Resources"]
    return declared


def table_definition(name: str, root: Path = ROOT) -> dict[str, Any]:
    """Return the arguments of DynamoDB's CreateTable for the declared table under a name."""
    declared = resources(root)["Table"]["Properties"]
    return {"TableName": name} | {key: declared[key] for key in _CREATE_TABLE if key in declared}


def create_bucket(client: "S3Client", name: str, *, region: Any, origin: str) -> None:  # noqa: ANN401 -- its stubs list all regions there are
    """Create the declared bucket; pages from ``origin`` may send files to it."""
    declared = resources()["Bucket"]["Properties"]
    client.create_bucket(Bucket=name, CreateBucketConfiguration={"LocationConstraint": region})
    client.put_bucket_versioning(
        Bucket=name, VersioningConfiguration=declared["VersioningConfiguration"]
    )
    rule = declared["CorsConfiguration"]["CorsRules"][0]
    allowed: Any = {
        "AllowedOrigins": [origin],
        "AllowedMethods": rule["AllowedMethods"],
        "AllowedHeaders": rule["AllowedHeaders"],
        "MaxAgeSeconds": rule["MaxAge"],
    }
    client.put_bucket_cors(Bucket=name, CORSConfiguration={"CORSRules": [allowed]})


def create_table(client: "DynamoDBClient", name: str, root: Path = ROOT) -> None:
    """Create the declared table with its TTL attribute, unless it exists."""
    if name in client.list_tables()["TableNames"]:
        return
    client.create_table(**table_definition(name, root))
    client.update_time_to_live(
        TableName=name,
        TimeToLiveSpecification=resources(root)["Table"]["Properties"]["TimeToLiveSpecification"],
    )
