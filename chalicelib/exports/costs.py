"""The bill of an event as rows of a sheet."""

from collections.abc import Iterator, Sequence
from decimal import Decimal

from chalicelib.domain.event_bills import LINE_LABELS, EventBill
from chalicelib.exports.sheet import localize_number
from chalicelib.locales import N_, Language, translate

_COLUMNS = (N_("What for"), N_("Amount"), N_("Price, US dollars"), N_("Price for"), N_("US cents"))


def rows(made: EventBill, language: Language) -> Iterator[Sequence[str]]:
    """Yield the heading, a row for each line of the bill, and the total."""
    yield [translate(label, language) for label in _COLUMNS]
    for line in made.bill.lines:
        numbers = (line.quantity, line.price, line.per, line.amount * 100)
        yield [
            translate(LINE_LABELS[line.kind], language),
            *(_number(each, language) for each in numbers),
        ]
    total = _number(made.bill.total * 100, language)
    yield [translate(N_("Total"), language), "", "", "", total]


def _number(value: Decimal, language: Language) -> str:
    return localize_number(f"{value.normalize():f}", language)
