"""Claims on people: one item for each contact of somebody who has a place, so that nobody takes two.

A claim's key holds an HMAC of the contact, its item the registration that it belongs to.
"""

from collections.abc import Sequence
from typing import NamedTuple

from chalicelib.storage import keys
from chalicelib.storage.table import ABSENT, Condition, Delete, Item, Put, address, string


class ClaimHolder(NamedTuple):
    """The registration that a claim belongs to: its form's name and its id."""

    form: str
    id: str


class PersonTaken(Exception):
    """This person has a seat already; ``holders`` are the registrations, one or two, that their contacts belong to."""

    def __init__(self, holders: Sequence[ClaimHolder] = ()) -> None:
        self.holders = tuple(holders)
        super().__init__("the person is registered")


def put_claim(event: str, claim: str, holder: ClaimHolder) -> Put:
    """Make the operation that claims a person; its condition fails if somebody holds the claim."""
    return Put(to_item(event, claim, holder), ABSENT)


def release_claim(event: str, claim: str, holder: ClaimHolder) -> Delete:
    """Make the operation that releases the holder's claim, and no other's."""
    own = Condition("holder = :id", values={":id": string(holder.id)})
    return Delete(keys.claim(event, claim), own)


def to_item(event: str, claim: str, holder: ClaimHolder) -> Item:
    """Write a claim as an item."""
    return {
        **address(keys.claim(event, claim)),
        "form": string(holder.form),
        "holder": string(holder.id),
    }


def from_item(item: Item) -> ClaimHolder:
    """Read whose claim an item is."""
    return ClaimHolder(item["form"]["S"], item["holder"]["S"])
