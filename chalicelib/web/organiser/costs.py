"""What an event costs: its bill in US cents, counted in the log, with every assumption."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from babel.numbers import format_decimal

from chalicelib import errors
from chalicelib.actions import costs, events
from chalicelib.domain.event_bills import LINE_LABELS, PRICE_UNITS
from chalicelib.domain.log_counts import COUNT_DAYS, LOG_DAYS, CountDays
from chalicelib.locales import N_
from chalicelib.web import dates
from chalicelib.web.downloads import reply_of
from chalicelib.web.organiser import session
from chalicelib.web.render import translator
from chalicelib.web.reply import redirect
from chalicelib.web.routes import handler
from chalicelib.web.urls import Urls

if TYPE_CHECKING:
    from collections.abc import Iterator

    from chalicelib.actions.costs import EventCosts
    from chalicelib.actions.services import Services
    from chalicelib.domain.costs import Gateway
    from chalicelib.domain.event_bills import EventBill
    from chalicelib.locales import Language
    from chalicelib.web.organiser.session import ConsoleSession
    from chalicelib.web.reply import Reply
    from chalicelib.web.request import Request

_LARGE: Final = 1000


@dataclass(frozen=True, slots=True)
class CostRow:
    """A line of the bill as the page lists it."""

    label: str
    amount: str
    price: str
    cents: str


@dataclass(frozen=True, slots=True)
class CostTexts:
    """A bill in words and figures."""

    total: str
    for_thousand_views: str
    rows: tuple[CostRow, ...]
    total_cents: str
    amounts: tuple[tuple[str, str], ...]
    assumptions: tuple[str, ...]


@handler
def show(request: Request, services: Services, *, event: str) -> Reply:
    """Show the costs in the last count of some days; wait for one that is being made, at most six seconds.

    A page that still waits loads itself again, which waits again, for five minutes.
    """
    console = session.enter(request, services)
    days, gateway = _read_days(request.one("days")), _gateway_of(request)
    shown = costs.show_costs(services, console.actor, event, days=days, gateway=gateway)
    return _page(request, services, console, event, shown)


@handler
def request_count(request: Request, services: Services, *, event: str) -> Reply:
    """Have some days counted, and go to the page that waits for it."""
    console, fields = session.act(request, services)
    days = _read_days(fields.get("days")) or LOG_DAYS
    try:
        costs.count_costs(services, console.actor, event, days)
    except errors.LogUnreadable:
        return _page(request, services, console, event, costs.EventCosts("unreadable"))
    return redirect(Urls(request.prefix).costs(event, days))


@handler
def download(request: Request, services: Services, *, event: str) -> Reply:
    """Download the bill as CSV."""
    console = session.enter(request, services)
    return reply_of(
        costs.export_costs(
            services,
            console.actor,
            event,
            request.language,
            days=_read_days(request.one("days")),
            gateway=_gateway_of(request),
        )
    )


def _page(
    request: Request,
    services: Services,
    console: ConsoleSession,
    event_id: str,
    shown: EventCosts,
) -> Reply:
    event = events.read_event_as_member(services, console.actor, event_id)
    writer, count = _BillWriter(request.language), shown.count
    return console.event_page(
        "organiser/costs.html",
        request,
        event,
        tab="overview",
        status=errors.LogUnreadable.status if shown.state == "unreadable" else 200,
        costs=shown,
        days=shown.days,
        ranges=COUNT_DAYS,
        log_days=LOG_DAYS,
        texts=writer.write(shown.bill) if shown.bill else None,
        search_cost="" if shown.search_cost is None else writer.money(shown.search_cost),
        since=dates.moment(count.since, event.time_zone, request.language) if count else "",
        until=dates.moment(count.asked_at, event.time_zone, request.language) if count else "",
    )


def _read_days(text: str | None) -> CountDays | None:
    """Return the range that was chosen, None if none was."""
    days = next((each for each in COUNT_DAYS if str(each) == text), None)
    if days is None and text is not None:
        raise errors.BadParameter(name="days")
    return days


def _gateway_of(request: Request) -> Gateway:
    """Return the kind of the gateway: an HTTP API leaves compression to Pikir, a REST API does not."""
    return "http" if request.compresses else "rest"


class _BillWriter:
    """Puts bills into the words and figures of a language."""

    def __init__(self, language: Language) -> None:
        self._language = language
        self._translate = translator(language)

    def write(self, made: EventBill) -> CostTexts:
        """Return the texts of a bill."""
        views = made.for_thousand_views
        return CostTexts(
            total=self.money(made.bill.total),
            for_thousand_views=self.money(views) if views is not None else "",
            rows=tuple(self._rows(made)),
            total_cents=self._cents(made.bill.total),
            amounts=tuple(self._amounts(made)),
            assumptions=tuple(self._assumptions(made)),
        )

    def money(self, dollars: Decimal) -> str:
        """Format an amount in cents, from a dollar on in dollars. Both have decimals, which no noun's number depends on."""
        if dollars >= 1:
            amount = format_decimal(dollars, format="#,##0.00", locale=self._language)
            return self._translate(N_("{amount} US dollars"), amount=amount)
        return self._translate(N_("{amount} US cents"), amount=self._cents(dollars))

    def _cents(self, dollars: Decimal) -> str:
        return format_decimal(dollars * 100, format="#,##0.00##", locale=self._language)

    def _number(self, value: Decimal) -> str:
        """Format a number; a part of what is shared has decimals, which large ones do without."""
        return dates.number(float(value), self._language, digits=1 if value < _LARGE else 0)

    def _rows(self, made: EventBill) -> Iterator[CostRow]:
        for line in made.bill.lines:
            if not line.quantity:
                continue
            price = format_decimal(line.price, format="0.00########", locale=self._language)
            yield CostRow(
                label=self._translate(LINE_LABELS[line.kind]),
                amount=self._number(line.quantity),
                price=self._translate(PRICE_UNITS[line.kind], price=price),
                cents=format_decimal(line.amount * 100, format="#,##0.0000", locale=self._language),
            )

    def _amounts(self, made: EventBill) -> Iterator[tuple[str, str]]:
        usage = made.bill.usage
        figures = (
            (N_("Requests"), usage.requests),
            (N_("Openings of the pages of the event and its forms"), made.own.views),
            (N_("Computing time, milliseconds"), usage.milliseconds),
            (N_("Answers, bytes"), usage.bytes_out),
            (N_("Calls of the database"), usage.database_calls),
            (N_("Read units"), usage.read_units),
            (N_("Written units"), usage.write_units),
        )
        for label, value in figures:
            yield self._translate(label), self._number(value)

    def _assumptions(self, made: EventBill) -> Iterator[str]:
        for each in made.assumptions():
            values = {
                name: self._number(value) if isinstance(value, Decimal) else value
                for name, value in each.values.items()
            }
            yield self._translate(each.message, **values)
