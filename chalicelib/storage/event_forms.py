"""An event with the records of all its forms, read by one request: what its public page shows."""

from dataclasses import field

from chalicelib.domain.events import Event
from chalicelib.domain.forms import FormRecord
from chalicelib.frozen import dataclass
from chalicelib.storage import events, forms, keys
from chalicelib.storage.table import Table, size_of


@dataclass(frozen=True, slots=True)
class StoredForms:
    """An event, its key and the records of its forms by name, published or not, as they were read together.

    ``size`` is that of their items, in bytes.
    """

    event: Event
    key: bytes = field(repr=False)
    records: tuple[FormRecord, ...]
    size: int


class EventFormStore:
    """The events of the table with their forms."""

    def __init__(self, table: Table) -> None:
        self._table = table

    def read(self, event_id: str) -> StoredForms | None:
        """Return the event and its forms as they are now, None if there is no event.

        In the collection the names of the forms' attached files lie between them: they are read along and left out.
        """
        collection, first = keys.event_collection(event_id), keys.event(event_id).sk
        items = list(self._table.query(collection, first=first, last=keys.LAST_FORM))
        if not items or items[0]["sk"]["S"] != first:
            return None
        records = [item for item in items if item["sk"]["S"].startswith(keys.FORMS)]
        return StoredForms(
            event=events.from_item(items[0]),
            key=events.key_from_item(items[0]),
            records=tuple(map(forms.from_item, records)),
            size=size_of(items[0]) + sum(map(size_of, records)),
        )
