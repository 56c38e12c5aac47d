"""The places of the installation: districts, villages and schools that papers name, one item each."""

from chalicelib.domain.records.places import NamedPlace, Place
from chalicelib.forms.text import STORED
from chalicelib.storage import keys
from chalicelib.storage.table import Item, Table, address, iter_readable, string


class PlaceStore:
    """The places of the table."""

    def __init__(self, table: Table) -> None:
        self._table = table

    def all(self) -> list[NamedPlace]:
        """Return all places, by their ids."""
        return list(iter_readable(self._table.query(keys.PLACES), from_item))

    def put(self, place: NamedPlace) -> None:
        """Store a place, in the stead of the one of its id."""
        self._table.put(to_item(place))

    def remove(self, id: str) -> None:  # noqa: A002 -- its name everywhere
        """Remove a place if there is one of that id."""
        self._table.delete(keys.place(id))


def to_item(place: NamedPlace) -> Item:
    """Write a place as an item."""
    return {
        **address(keys.place(place.id)),
        "place": string(place.place.model_dump_json(exclude_none=True)),
    }


def from_item(item: Item) -> NamedPlace:
    """Read a place from its item."""
    place = Place.model_validate_json(item["place"]["S"], context=STORED)
    return NamedPlace(id=item["sk"]["S"], place=place)
