"""The yardstick: a handler that does nothing but the job, as one would write it on an afternoon.

pydantic checks the body, a boto3 client puts it under a condition, 201 is answered. No forms that can
be edited, no languages, no refusals, no statistics. Same nine answers, same table, same event.
"""

import json
import os
from datetime import UTC, datetime
from typing import Any, Literal

import boto3
from pydantic import BaseModel, ConfigDict, Field


class Answers(BaseModel):
    """The nine answers of ``bench.sample``'s form, spelled by hand."""

    model_config = ConfigDict(strict=True, extra="forbid")

    who: Literal["official", "deputy", "psychologist", "pupil"]
    overall: int = Field(ge=1, le=5)
    useful: int = Field(ge=0, le=10)
    topics: list[Literal["law", "health", "school", "family"]]
    clear: int = Field(ge=1, le=5)
    hours: float = Field(ge=0, le=24)
    best: str = Field(max_length=2000)
    missing: str = Field(max_length=2000)
    again: Literal["yes", "no"]


class Submission(BaseModel):
    """What is posted."""

    model_config = ConfigDict(strict=True, extra="forbid")

    id: str = Field(pattern=r"^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$")
    language: Literal["kk", "ru", "en"]
    answers: Answers


client = boto3.client("dynamodb", endpoint_url=os.environ["PIKIR_DYNAMODB_ENDPOINT"])


def handler(event: dict[str, Any], _context: object) -> dict[str, Any]:
    """Answer one API Gateway event."""
    submission = Submission.model_validate_json(event["body"])
    received_at = datetime.now(UTC).isoformat(timespec="microseconds")
    client.put_item(
        TableName=os.environ["PIKIR_TABLE"],
        Item={
            "pk": {"S": "RESP#bare#impressions#0"},
            "sk": {"S": submission.id},
            "received_at": {"S": received_at},
            "language": {"S": submission.language},
            "answers": {"S": submission.answers.model_dump_json()},
        },
        ConditionExpression="attribute_not_exists(pk)",
    )
    return {
        "statusCode": 201,
        "headers": {"Content-Type": "application/json"},
        "body": json.dumps({"id": submission.id, "received_at": received_at}),
    }
