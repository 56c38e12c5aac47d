"""Amounts from the log's lines, times list prices."""

from decimal import Decimal

import pytest
from pydantic import ValidationError

from chalicelib.domain.costs import (
    GATEWAY_LOG_BYTES,
    HEADER_BYTES,
    PLATFORM_LOG_BYTES,
    Deployment,
    Prices,
    RequestLine,
    Usage,
    add_up,
    make_bill,
)

PRICES = Prices.model_validate(
    {"region": "here", "date": "2026-11-30", "http": "1.00", "rest": "3.50", "invocations": "0.20"}
    | {
        "compute": "0.00001",
        "compute_x86": "0.00002",
        "written": "0.6",
        "read": "0.1",
        "stored": "0.4",
        "file_reads": "0.0004",
    }
    | {
        "file_writes": "0.005",
        "letters": "0.10",
        "log": "0.50",
        "traffic": "0.09",
        "searched": "0.005",
    }
)


def test_a_line_of_the_log_is_one_request() -> None:
    line = RequestLine.model_validate_json(
        '{"route": "/e/{event}", "event": "a-b", "status": 200, "ms": 2.5, "bytes_out": 90, "read_units": 0.5, "database_calls": 1}'
    )

    assert line.event == "a-b"
    assert line.usage(170) == Usage(
        requests=Decimal(1),
        milliseconds=Decimal("2.5"),
        bytes_out=Decimal(90),
        log_bytes=Decimal(170 + PLATFORM_LOG_BYTES),
        database_calls=Decimal(1),
        read_units=Decimal("0.5"),
    )


@pytest.mark.parametrize("amount", ["-1", '"NaN"', "true", '"x"', "1e999"])
def test_amounts_are_numbers_from_zero_on(amount: str) -> None:
    with pytest.raises(ValidationError):
        RequestLine.model_validate_json(f'{{"route": "/", "ms": {amount}}}')


def test_a_bill_multiplies_and_adds_without_rounding() -> None:
    usage = Usage(
        requests=Decimal(3),
        milliseconds=Decimal(1500),
        bytes_out=Decimal(300),
        log_bytes=Decimal(1000),
        refused_calls=Decimal(1),
        read_units=Decimal("0.5"),
        write_units=Decimal(2),
        file_reads=Decimal(10),
        file_writes=Decimal(1),
        letters=Decimal(2),
        runs=Decimal(5),
        run_time=Decimal(2000 * 512),
    )

    bill = make_bill(usage, PRICES, Deployment("rest", 512))

    assert [line.amount for line in bill.lines] == [
        Decimal("0.0000105"),
        Decimal("0.0000006"),
        Decimal("0.75") * Decimal("0.00001"),
        Decimal("0.000001"),
        Decimal(1) * Decimal("0.00001"),
        Decimal("0.0000018"),
        Decimal("0.00000005"),
        2 * 1024 * Decimal("0.4") / 1_000_000_000,
        Decimal("0.000005"),
        Decimal("0.000004"),
        Decimal("0.0002"),
        Decimal("0.0000005"),
        (300 + 3 * HEADER_BYTES) * Decimal("0.09") / 1_000_000_000,
    ]
    assert bill.total == sum(line.amount for line in bill.lines)
    by_default = make_bill(usage, PRICES).lines
    assert by_default[0].amount == Decimal("0.000003")
    assert by_default[-2].quantity == 1000 + 3 * GATEWAY_LOG_BYTES
    on_x86 = make_bill(usage, PRICES, Deployment(architecture="x86_64")).lines
    assert (by_default[2].price, on_x86[2].price) == (Decimal("0.00001"), Decimal("0.00002"))


def test_requests_of_no_event_are_shared() -> None:
    one = Usage(requests=Decimal(1))
    found = add_up([("a", one), ("a", one), ("a", one), ("b", one), (None, one), (None, one)])

    assert found.events["a"].requests == 3
    assert found.share_of("a").requests == Decimal("1.5")
    assert found.share_of("b").requests == Decimal("0.5")
    assert found.share_of("none").requests == 0
    assert add_up([(None, one)]).share_of("a") == Usage()
