"""The yardstick: FastAPI and boto3 behind Mangum, as their documentations begin."""

import os
from datetime import UTC, datetime

import boto3
from fastapi import FastAPI  # type: ignore[import-not-found] # only in the yardstick's own folder
from mangum import Mangum  # type: ignore[import-not-found] # as above

from bench.road.model import Submission

app = FastAPI()
client = boto3.client("dynamodb", endpoint_url=os.environ["PIKIR_DYNAMODB_ENDPOINT"])


async def accept(event: str, form: str, submission: Submission) -> dict[str, str]:  # noqa: ARG001 -- FastAPI reads the names
    """Check and store a response; in the loop itself, which is quicker than a thread where requests come one by one."""
    received_at = datetime.now(UTC).isoformat(timespec="microseconds")
    client.put_item(
        TableName=os.environ["PIKIR_TABLE"],
        Item=submission.item(received_at),
        ConditionExpression="attribute_not_exists(pk)",
    )
    return {"id": submission.id, "received_at": received_at}


app.post("/api/v1/events/{event}/forms/{form}/responses", status_code=201)(accept)
handler = Mangum(app, lifespan="off")
