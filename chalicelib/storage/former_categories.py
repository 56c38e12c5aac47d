"""The categories that an event had before a change, until the forms that offer them have a version with the present ones."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from chalicelib.storage import keys
from chalicelib.storage.table import Put, Table, address, string

if TYPE_CHECKING:
    from chalicelib.locales import Language

Offers = Sequence[tuple[str, Mapping["Language", str]]]
"""The name and the label of each category, as a form offers them."""


@dataclass(frozen=True, slots=True)
class FormerCategories:
    """What an event's forms offered before one change; ``key`` is that of the item."""

    offers: Offers
    key: keys.Key


class FormerCategoryStore:
    """The former categories that are noted in the table."""

    def __init__(self, table: Table) -> None:
        self._table = table

    def note(self, event_id: str, revision: int, offers: Offers) -> Put:
        """Make the operation that notes the categories of an event at that revision, for the change's transaction."""
        key = keys.former_categories(event_id, revision)
        return Put({**address(key), "offers": string(json.dumps(offers, ensure_ascii=False))})

    def all(self, event_id: str) -> list[FormerCategories]:
        """Return what is noted of an event, the earliest first."""
        items = self._table.query(keys.event_collection(event_id), begins=keys.FORMER_CATEGORIES)
        return [
            FormerCategories(
                [(name, label) for name, label in json.loads(item["offers"]["S"])],
                keys.Key(item["pk"]["S"], item["sk"]["S"]),
            )
            for item in items
        ]

    def remove(self, former: FormerCategories) -> None:
        """Forget what no form offers any more. Idempotent."""
        self._table.delete(former.key)
