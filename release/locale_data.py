"""Babel's data on languages, with the parts alone from which Pikir writes dates, numbers and places of time zones.

CLDR also names every unit, currency, script and language of the world, which each cold function that shows a page would
read to use none of them.
"""

import pickle
from collections.abc import Mapping
from typing import Any, Final

GLOBAL: Final = "global.dat"
"""The name of the data that belongs to no language."""

_OF_ALL: Final = frozenset(
    {
        "language_aliases",
        "meta_zones",
        "parent_exceptions",
        "territory_zones",
        "zone_aliases",
        "zone_territories",
    }
)
"""What is kept of the data that belongs to no language; Babel asks for further parts, and gets empty ones."""
_OF_A_LANGUAGE: Final = frozenset(
    {
        "character_order",
        "date_formats",
        "datetime_formats",
        "datetime_skeletons",
        "day_period_rules",
        "day_periods",
        "days",
        "decimal_formats",
        "default_numbering_system",
        "eras",
        "list_patterns",
        "locale_id",
        "meta_zones",
        "months",
        "number_symbols",
        "numbering_systems",
        "percent_formats",
        "plural_form",
        "quarters",
        "territories",
        "time_formats",
        "time_zones",
        "week_data",
        "zone_formats",
    }
)
"""What is kept of a language. A test compares what is written of it with what Babel's whole data gives."""


def trim(name: str, packed: bytes) -> bytes:
    """Return a file of Babel's data (``kk.dat``) with the parts that are used; the same for the same."""
    data: Mapping[str, Any] = pickle.loads(packed)  # noqa: S301 -- of a wheel whose hash is locked
    if name == GLOBAL:
        kept = {part: value if part in _OF_ALL else type(value)() for part, value in data.items()}
    else:
        kept = {part: value for part, value in data.items() if part in _OF_A_LANGUAGE}
    return pickle.dumps(kept, protocol=2)
