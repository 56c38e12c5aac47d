"""The floor: a plain handler that signs its request itself and sends it over one kept connection."""

import hashlib
import hmac
import http.client
import json
import os
import ssl
from datetime import UTC, datetime
from functools import cache
from typing import Any
from urllib.parse import urlsplit

from bench.road.model import Submission

_URL = urlsplit(os.environ["PIKIR_DYNAMODB_ENDPOINT"])
_REGION = os.environ["AWS_REGION"]
_SIGNED = "content-type;host;x-amz-date;x-amz-target"
_TARGET = "DynamoDB_20120810.PutItem"
_TYPE = "application/x-amz-json-1.0"


@cache
def _connection() -> http.client.HTTPSConnection:
    context = ssl.create_default_context(cafile=os.environ["AWS_CA_BUNDLE"])
    return http.client.HTTPSConnection(_URL.hostname or "", _URL.port, context=context)


@cache
def _key(day: str) -> bytes:
    key = f"AWS4{os.environ['AWS_SECRET_ACCESS_KEY']}".encode()
    for part in (day, _REGION, "dynamodb", "aws4_request"):
        key = hmac.digest(key, part.encode(), "sha256")
    return key


def _put(item: dict[str, Any]) -> None:
    request = {
        "TableName": os.environ["PIKIR_TABLE"],
        "Item": item,
        "ConditionExpression": "attribute_not_exists(pk)",
    }
    body = json.dumps(request).encode()
    at = datetime.now(UTC).strftime("%Y%m%dT%H%M%SZ")
    scope = f"{at[:8]}/{_REGION}/dynamodb/aws4_request"
    canonical = (
        f"POST\n/\n\ncontent-type:{_TYPE}\nhost:{_URL.netloc}\nx-amz-date:{at}\nx-amz-target:{_TARGET}\n\n"
        f"{_SIGNED}\n{hashlib.sha256(body).hexdigest()}"
    )
    text = f"AWS4-HMAC-SHA256\n{at}\n{scope}\n{hashlib.sha256(canonical.encode()).hexdigest()}"
    signature = hmac.new(_key(at[:8]), text.encode(), "sha256").hexdigest()
    credential = f"{os.environ['AWS_ACCESS_KEY_ID']}/{scope}"
    headers = {
        "Content-Type": _TYPE,
        "X-Amz-Date": at,
        "X-Amz-Target": _TARGET,
        "Authorization": f"AWS4-HMAC-SHA256 Credential={credential}, SignedHeaders={_SIGNED}, Signature={signature}",
    }
    connection = _connection()
    connection.request("POST", "/", body, headers)
    answer = connection.getresponse()
    if json.loads(answer.read()) or answer.status != 200:
        raise RuntimeError(f"refused with {answer.status}")


def handler(event: dict[str, Any], _context: object) -> dict[str, Any]:
    """Answer one event of API Gateway."""
    submission = Submission.model_validate_json(event["body"])
    received_at = datetime.now(UTC).isoformat(timespec="microseconds")
    _put(submission.item(received_at))
    return {
        "statusCode": 201,
        "headers": {"Content-Type": "application/json"},
        "body": json.dumps({"id": submission.id, "received_at": received_at}),
    }
