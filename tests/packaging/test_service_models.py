"""The zip's own botocore knows every operation that Pikir calls, with its parameters."""

import json
import subprocess
import sys
from pathlib import Path

import botocore
import pytest
from botocore.regions import EndpointResolver
from botocore.session import get_session

from release import package, service_models

pytestmark = pytest.mark.packaging

CALL_ALL = """
import sys
sys.path.insert(0, sys.argv[1])
from botocore.session import get_session
from botocore.stub import Stubber
key = {"pk": {"S": "a"}, "sk": {"S": "b"}}
table, bucket = {"TableName": "pikir"}, {"Bucket": "pikir"}
letter = {"Subject": {"Data": "x"}, "Body": {"Text": {"Data": "x"}, "Html": {"Data": "x"}}}
letter |= {"Headers": [{"Name": "Auto-Submitted", "Value": "auto-generated"}]}
calls = {
    "dynamodb": {
        "get_item": {**table, "Key": key, "ConsistentRead": True},
        "put_item": {**table, "Item": key, "ConditionExpression": "attribute_exists(pk)"},
        "update_item": {**table, "Key": key, "UpdateExpression": "SET a = :a"},
        "delete_item": {**table, "Key": key},
        "query": {**table, "KeyConditionExpression": "pk = :a", "ScanIndexForward": False},
        "batch_get_item": {"RequestItems": {"pikir": {"Keys": [key]}}},
        "transact_write_items": {"TransactItems": [{"Put": {**table, "Item": key}}]},
    },
    "s3": {
        "put_object": {**bucket, "Key": "k", "Body": b"x", "Metadata": {"a": "b"}},
        "get_object": {**bucket, "Key": "k", "Range": "bytes=0-1", "VersionId": "1"},
        "head_object": {**bucket, "Key": "k"},
        "copy_object": {**bucket, "Key": "k", "CopySource": {**bucket, "Key": "z"}},
        "list_object_versions": {**bucket, "Prefix": "x"},
        "delete_objects": {**bucket, "Delete": {"Objects": [{"Key": "a", "VersionId": "1"}]}},
    },
    "logs": {
        "start_query": {
            "logGroupName": "pikir",
            "queryString": "limit 1",
            "startTime": 1,
            "endTime": 2,
        },
        "get_query_results": {"queryId": "q"},
    },
    "sesv2": {
        "send_email": {
            "FromEmailAddress": "a@pikir.example",
            "Destination": {"ToAddresses": ["b@pikir.example"]},
            "Content": {"Simple": letter},
        }
    },
    "sqs": {"send_message": {"QueueUrl": "https://sqs.example/1/q", "MessageBody": "sweep"}},
}
session = get_session()
session.set_credentials("testing", "testing")
for service, operations in calls.items():
    client = session.create_client(service, region_name="eu-central-1")
    for operation, parameters in operations.items():
        with Stubber(client) as stubber:
            stubber.add_response(operation, {})
            getattr(client, operation)(**parameters)
    if service == "s3":
        client.generate_presigned_url("get_object", Params={**bucket, "Key": "k"})
        client.generate_presigned_post(Bucket="pikir", Key="k")
        client.get_paginator("list_object_versions")
"""


def test_endpoints_are_where_the_whole_list_has_them() -> None:
    document = (Path(botocore.__file__).parent / "data" / "endpoints.json").read_bytes()
    trimmed = service_models.trim_endpoints(document)
    assert len(trimmed) < len(document) / 20
    whole, kept = (EndpointResolver(json.loads(each)) for each in (document, trimmed))
    models = [get_session().get_service_model(name) for name in package.SERVICES]
    assert {each.endpoint_prefix for each in models} == service_models.ENDPOINTS
    regions = {
        region
        for partition in json.loads(document)["partitions"]
        for region in (*partition["regions"], f"{next(iter(partition['regions']))[:3]}new-9")
    }
    for service in service_models.ENDPOINTS:
        for region in sorted(regions):
            expected = whole.construct_endpoint(service, region)
            assert kept.construct_endpoint(service, region) == expected


def test_every_operation_is_described(unpacked_zip: Path) -> None:
    result = subprocess.run(
        [sys.executable, "-I", "-S", "-B", "-c", CALL_ALL, str(unpacked_zip)],
        env={},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert (result.returncode, result.stderr) == (0, "")
