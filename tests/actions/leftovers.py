"""What is left of an event: every key of the table and of the bucket that names it."""

from typing import Any

from chalicelib.actions.services import Services
from tests.actions.photos import EVENT


def left_of(services: Services, event: str = EVENT) -> list[str]:
    """Return the keys of items and objects that name the event."""
    client: Any = services.table._client
    items = client.scan(TableName=services.settings.table)["Items"]
    objects = services.bucket._client.list_objects_v2(Bucket=services.bucket.name)
    keys = [f"{item['pk']['S']} {item['sk']['S']}" for item in items]
    keys += [each["Key"] for each in objects.get("Contents", ())]
    return [key for key in keys if event in key]
