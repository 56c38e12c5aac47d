"""What is left of an event: every key of the table and of the bucket that names it."""

from chalicelib.actions.services import Services
from tests.actions.photos import EVENT
from tests.calls import stored_items


def left_of(services: Services, event: str = EVENT) -> list[str]:
    """Return the keys of items and objects that name the event."""
    items = stored_items(services.settings)
    objects = services.bucket._client.list_objects_v2(Bucket=services.bucket.name)
    keys = [f"{item['pk']['S']} {item['sk']['S']}" for item in items]
    keys += [each["Key"] for each in objects.get("Contents", ())]
    return [key for key in keys if event in key]
