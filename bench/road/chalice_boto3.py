"""The yardstick: Chalice and boto3, as their documentations begin."""

import os
from datetime import UTC, datetime

import boto3
from chalice.app import Chalice, Response

from bench.road.model import Registration, Submission

app = Chalice(app_name="yardstick")
client = boto3.client("dynamodb", endpoint_url=os.environ["PIKIR_DYNAMODB_ENDPOINT"])


@app.route("/api/v1/events/{event}/forms/{form}/responses", methods=["POST"])
def accept(event: str, form: str) -> Response:
    """Check and store a response."""
    if form == "registration":
        return _register(event)
    submission = Submission.model_validate_json(_body())
    received_at = datetime.now(UTC).isoformat(timespec="microseconds")
    client.put_item(
        TableName=os.environ["PIKIR_TABLE"],
        Item=submission.item(received_at),
        ConditionExpression="attribute_not_exists(pk)",
    )
    return Response({"id": submission.id, "received_at": received_at}, status_code=201)


def _body() -> str | bytes:
    if app.current_request is None:
        raise RuntimeError("no request is being answered")
    return app.current_request.raw_body


def _register(event: str) -> Response:
    """Check and store a registration, and count it in the same transaction."""
    registration = Registration.model_validate_json(_body())
    received_at = datetime.now(UTC).isoformat(timespec="microseconds")
    item = {
        "pk": {"S": f"REG#{event}"},
        "sk": {"S": registration.id},
        "received_at": {"S": received_at},
        "answers": {"S": registration.answers.model_dump_json()},
    }
    count = {
        "TableName": os.environ["PIKIR_TABLE"],
        "Key": {"pk": {"S": f"EVENT#{event}"}, "sk": {"S": "SEATS"}},
        "UpdateExpression": "ADD taken :one",
        "ConditionExpression": "attribute_not_exists(taken) OR taken < :capacity",
        "ExpressionAttributeValues": {":one": {"N": "1"}, ":capacity": {"N": "1000000"}},
    }
    put = {
        "TableName": os.environ["PIKIR_TABLE"],
        "Item": item,
        "ConditionExpression": "attribute_not_exists(pk)",
    }
    client.transact_write_items(TransactItems=[{"Put": put}, {"Update": count}])
    return Response({"id": registration.id, "received_at": received_at}, status_code=201)
