"""botocore's descriptions of services, with the operations alone that Pikir calls, and without documentation.

S3's describes a hundred operations in a megabyte of JSON, which each cold function would read to use seven of them. Another
megabyte says where the endpoints of all services are.
"""

import gzip
import json
from collections.abc import Iterator, Mapping
from typing import Any, Final

OPERATIONS: Final[Mapping[str, frozenset[str]]] = {
    "dynamodb": frozenset(
        {
            "BatchGetItem",
            "DeleteItem",
            "DescribeEndpoints",  # botocore looks for it
            "GetItem",
            "PutItem",
            "Query",
            "TransactWriteItems",
            "UpdateItem",
        }
    ),
    "logs": frozenset({"GetQueryResults", "StartQuery"}),
    "s3": frozenset(
        {
            "CopyObject",
            "CreateBucket",  # botocore's own, for the address of a presigned POST
            "DeleteObjects",
            "GetObject",
            "HeadBucket",  # botocore's own, where a bucket turns out to be in another region
            "HeadObject",
            "ListObjectVersions",
            "PutObject",
        }
    ),
    "sesv2": frozenset({"SendEmail"}),
    "sqs": frozenset({"SendMessage"}),
}
"""By service. A test compares them with the calls in the code."""

ENDPOINTS: Final = frozenset({"dynamodb", "email", "logs", "s3", "sqs", "sts"})
"""The services whose endpoints are kept, as botocore prefixes them: SES is `email`."""


def trim(service: str, packed: bytes) -> bytes:
    """Return a packed description (``service-2.json.gz``) with the service's operations alone; the same for the same."""
    model = json.loads(gzip.decompress(packed))
    kept = OPERATIONS.get(service, frozenset(model["operations"]))
    model["operations"] = {name: each for name, each in model["operations"].items() if name in kept}
    reached: set[str] = set()
    waiting = list(_references(model["operations"]))
    while waiting:
        name = waiting.pop()
        if name not in reached:
            reached.add(name)
            waiting += _references(model["shapes"][name])
    model["shapes"] = {name: each for name, each in model["shapes"].items() if name in reached}
    for part in ("operations", "shapes"):  # botocore reads the documentation of other parts
        model[part] = _without_documentation(model[part])
    bare = json.dumps(model, separators=(",", ":"), ensure_ascii=False)
    return gzip.compress(bare.encode(), compresslevel=9, mtime=0)


def trim_endpoints(document: bytes) -> bytes:
    """Return the list of endpoints (``endpoints.json``) with those of the services that are called, in every region."""
    listed = json.loads(document)
    for partition in listed["partitions"]:
        services = partition["services"]
        partition["services"] = {name: services[name] for name in services if name in ENDPOINTS}
    return json.dumps(listed, separators=(",", ":"), ensure_ascii=False).encode()


def _references(part: object) -> Iterator[str]:
    """Yield the names of the shapes that a part of a description refers to."""
    if isinstance(part, list):
        for each in part:
            yield from _references(each)
    elif isinstance(part, dict):
        for name, each in part.items():
            if name == "shape" and isinstance(each, str):
                yield each
            else:
                yield from _references(each)


def _without_documentation(part: Any) -> Any:  # noqa: ANN401 -- JSON is anything
    if isinstance(part, list):
        return [_without_documentation(each) for each in part]
    if isinstance(part, dict):
        return {
            name: _without_documentation(each)
            for name, each in part.items()
            if not (name == "documentation" and isinstance(each, str))
        }
    return part
