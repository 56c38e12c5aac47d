"""A role's policy, as IAM would apply it to the calls to DynamoDB and S3."""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import Any, Self

from chalicelib.actions.services import Services
from local.resources import ROOT
from tests.calls import watching, watching_client

_TRANSACTION_PARTS = {"Put": "PutItem", "Update": "UpdateItem", "Delete": "DeleteItem"}
_OBJECT_CALLS = {
    "HeadObject": ("GetObject",),
    "CopyObject": ("GetObject", "PutObject"),
    "DeleteObjects": ("DeleteObject",),
    "ListObjectVersions": ("ListBucketVersions",),
    "ListObjectsV2": ("ListBucket",),
}


@dataclass(frozen=True)
class Access:
    """One action on one thing: a collection of the table or of an index, or the bucket's object of that key."""

    action: str
    thing: str
    index: str = ""


class NotPermitted(Exception):
    """No statement of the policy permits an access."""


@dataclass(frozen=True)
class Policy:
    """The statements of a file in ``.chalice``."""

    statements: tuple[dict[str, Any], ...]

    @classmethod
    def of(cls, name: str) -> Self:
        document = json.loads((ROOT / ".chalice" / f"policy-{name}.json").read_text())
        return cls(tuple(document["Statement"]))

    @contextmanager
    def applied_to(self, services: Services) -> Iterator[None]:
        """Let the table and the bucket raise ``NotPermitted`` before a call that the policy does not permit."""
        with (
            watching(services.table, lambda *call: self._check(_of_table(*call))),
            watching_client(services.bucket._client, lambda *call: self._check(_of_bucket(*call))),
        ):
            yield

    def _check(self, accesses: Iterator[Access]) -> None:
        for access in accesses:
            if not any(_permits(each, access) for each in self.statements):
                raise NotPermitted(f"{access.action} {access.thing} {access.index}")


def _permits(statement: dict[str, Any], access: Access) -> bool:
    actions = statement["Action"]
    if access.action not in ([actions] if isinstance(actions, str) else actions):
        return False
    resources = json.dumps(statement["Resource"])
    if access.action.startswith("s3:"):
        patterns = [part.partition('"')[0] for part in resources.split("${Bucket.Arn}/")[1:]]
        return not patterns or any(fnmatchcase(access.thing, each) for each in patterns)
    if access.index and f"index/{access.index}" not in resources:
        return False
    [operator] = statement.get("Condition", {"": {"dynamodb:LeadingKeys": ["*"]}}).values()
    return any(fnmatchcase(access.thing, each) for each in operator["dynamodb:LeadingKeys"])


def _of_table(operation: str, params: Mapping[str, Any]) -> Iterator[Access]:
    match operation:
        case "TransactWriteItems":
            for part in params["TransactItems"]:
                [(kind, content)] = part.items()
                action = _TRANSACTION_PARTS.get(kind, "ConditionCheckItem")
                yield Access(f"dynamodb:{action}", _collection(content))
        case "BatchGetItem":
            for request in params["RequestItems"].values():
                for key in request["Keys"]:
                    yield Access("dynamodb:BatchGetItem", key["pk"]["S"])
        case "Query":
            collection = params["ExpressionAttributeValues"][":pk"]["S"]
            yield Access("dynamodb:Query", collection, params.get("IndexName", ""))
        case _:
            yield Access(f"dynamodb:{operation}", _collection(params))


def _collection(content: Mapping[str, Any]) -> str:
    collection: str = (content.get("Key") or content["Item"])["pk"]["S"]
    return collection


def _of_bucket(operation: str, params: Mapping[str, Any]) -> Iterator[Access]:
    named = [each["Key"] for each in params.get("Delete", {}).get("Objects", ())]
    for action in _OBJECT_CALLS.get(operation, (operation,)):
        for key in named or [params.get("Key", "")]:
            yield Access(f"s3:{action}", key)
