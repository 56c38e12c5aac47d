from typing import TYPE_CHECKING

from local import resources

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

ITEM = {
    "pk": {"S": "RESP#e#f#0"},
    "sk": {"S": "1"},
    "received_at": {"S": "2026-06-13T05:00:00.123456Z"},
    "stat_line": {"S": "1|1|pupil|5"},
    "answers": {"S": "{}"},
}


def test_the_local_table_is_created_as_declared(dynoxide_client: "DynamoDBClient") -> None:
    resources.create_table(dynoxide_client, "declared")
    resources.create_table(dynoxide_client, "declared")  # a second start finds it
    dynoxide_client.put_item(TableName="declared", Item=ITEM)
    answer = dynoxide_client.query(
        TableName="declared",
        IndexName="by_received",
        ConsistentRead=True,
        KeyConditionExpression="pk = :pk",
        ExpressionAttributeValues={":pk": ITEM["pk"]},
    )
    # The index projects the stat line and no answers.
    assert answer["Items"] == [{key: ITEM[key] for key in ("pk", "sk", "received_at", "stat_line")}]
    ttl = dynoxide_client.describe_time_to_live(TableName="declared")
    assert ttl["TimeToLiveDescription"]["AttributeName"] == "expires_at"
    dynoxide_client.delete_table(TableName="declared")
