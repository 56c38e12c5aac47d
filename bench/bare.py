"""The yardstick: a handler that does the bare minimum, as one would write it in an afternoon.

pydantic checks the body, a boto3 client stores it with a condition, and the answer is 201. There are no
editable forms, languages, refusals or statistics. Answers, table and event are the same as Pikir's.
"""

import json
import os
from datetime import UTC, datetime
from typing import Any, Literal

import boto3
from pydantic import BaseModel, ConfigDict, Field


class Answers(BaseModel):
    """The nine answers to ``bench.sample``'s form, as a hand-written model."""

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
    """The body of the request."""

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
