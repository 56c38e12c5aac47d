"""What an event costs, for its owners: counted in Pikir's log, times list prices.

Where Pikir runs locally the log is a file, which is read at once. In Lambda it is a log group: a query counts it for all events
together, and each page fetches the query's rows. Looking at a page starts no query; somebody asks for a count.
"""

import platform
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final, Literal

from chalicelib import errors
from chalicelib.actions.permissions import find_event
from chalicelib.domain.costs import GIGABYTE, Deployment, Gateway
from chalicelib.domain.event_bills import EventBill, make_event_bill
from chalicelib.domain.list_prices import LIST_PRICES
from chalicelib.domain.log_counts import (
    COUNT_DAYS,
    LOG_DAYS,
    CountDays,
    LogCount,
    log_query,
    read_rows,
)
from chalicelib.domain.log_lines import read_log
from chalicelib.log_source import QueryResult, iter_lines

if TYPE_CHECKING:
    from decimal import Decimal

    from chalicelib.actions.downloads import Download
    from chalicelib.actions.services import Services
    from chalicelib.domain.permissions import Actor
    from chalicelib.locales import Language
    from chalicelib.log_source import LogGroup

PAUSES: Final = (0.5,) * 12
"""In seconds, between looks at a count that somebody waits for: six seconds together."""

CountState = Literal["none", "counting", "counted", "failed", "unreadable"]


@dataclass(frozen=True, slots=True)
class EventCosts:
    """The costs of an event as far as they are counted.

    ``bill`` is None unless they are counted, and where the log has no request to the event. ``count`` is what was counted in a log
    group, None in a file. ``search_cost`` is what the query cost, in US dollars. ``is_slow`` says that a count goes on for so long
    that no page waits for it any more.
    """

    state: CountState
    days: CountDays = LOG_DAYS
    bill: EventBill | None = None
    count: LogCount | None = None
    search_cost: "Decimal | None" = None
    may_count: bool = False
    is_slow: bool = False


def show_costs(
    services: "Services",
    actor: "Actor",
    event_id: str,
    *,
    days: CountDays | None = None,
    gateway: Gateway = "http",
) -> EventCosts:
    """Return the costs of an event in the last count of that many days; wait for one that is being made, at most six seconds.

    Without ``days`` it is the last count of all.
    ``gateway`` is what the request came through, which a local Pikir has none of.

    Raises:
        errors.EventNotFound: there is none, or the actor may not see its costs.
        errors.Unavailable: the log did not answer in time.
    """
    find_event(services, actor, event_id, "costs.read")
    group, file = services.log_group, services.settings.log_file
    try:
        if group is not None:
            deployed = _deployment(services, gateway)
            return _of_group(services, group, event_id, days or _last_days(services), deployed)
        if file is not None:
            return _of_file(file, event_id)
    except errors.LogUnreadable:
        return EventCosts("unreadable")
    return EventCosts("unreadable")


def count_costs(services: "Services", actor: "Actor", event_id: str, days: CountDays) -> None:
    """Have the last days counted for all events, unless somebody did so lately.

    Who asks first takes the place of the last count and then starts the query. If that fails the place is free again; if the
    function dies, after a minute.

    Raises:
        errors.EventNotFound: there is none, or the actor may not see its costs.
        errors.LogUnreadable: there is no log group, or Pikir may not search it.
        errors.Unavailable: the log did not answer in time.
    """
    find_event(services, actor, event_id, "costs.read")
    group = services.log_group
    if group is None:
        raise errors.LogUnreadable
    former, result = _look(services, group, days)
    now = services.clock()
    if former is not None and former.is_fresh(now) and result.state not in ("failed", "gone"):
        return
    count = LogCount(services.new_id(), days, now)
    if not services.log_counts.claim(count, former):
        return
    try:
        query = group.start_query(log_query(services.settings.function), count.since, now)
    except errors.Refusal:
        services.log_counts.drop(count)
        raise
    services.log_counts.note_query(replace(count, query=query))


def export_costs(
    services: "Services",
    actor: "Actor",
    event_id: str,
    language: "Language",
    *,
    days: CountDays | None = None,
    gateway: Gateway = "http",
) -> "Download":
    """Return an event's bill as CSV for spreadsheets in that language.

    Raises:
        errors.EventNotFound: there is none, or the actor may not see its costs.
        errors.FileNotFound: its costs are not counted, or the log has no request to it.
        errors.Unavailable: the log or the bucket did not answer in time.
    """
    from chalicelib.actions.downloads import collect
    from chalicelib.exports import costs as rows
    from chalicelib.exports import sheet

    shown = show_costs(services, actor, event_id, days=days, gateway=gateway)
    if shown.bill is None:
        raise errors.FileNotFound
    content = sheet.encode(rows.rows(shown.bill, language), sheet.dialect_of(language))
    return collect(services, f"{event_id}-costs.csv", sheet.CONTENT_TYPE, content)


def _last_days(services: "Services") -> CountDays:
    """Return the range of the last count, the longest if there is none."""
    counts = {days: services.log_counts.find(days) for days in COUNT_DAYS}
    asked = {days: count.asked_at for days, count in counts.items() if count is not None}
    return max(asked, key=lambda days: asked[days], default=LOG_DAYS)


def _deployment(services: "Services", gateway: Gateway) -> Deployment:
    settings = services.settings
    is_arm = platform.machine() in ("aarch64", "arm64")
    return Deployment(gateway, settings.memory, "arm64" if is_arm else "x86_64", settings.region)


def _of_file(file: str, event_id: str) -> EventCosts:
    bill = make_event_bill(event_id, read_log(iter_lines(file)), LIST_PRICES, Deployment())
    return EventCosts("counted", bill=bill)


def _of_group(
    services: "Services", group: "LogGroup", event_id: str, days: CountDays, deployed: Deployment
) -> EventCosts:
    count, result = _await_result(services, group, days)
    now = services.clock()
    if count is None or result.state == "gone":
        return EventCosts("none", days=days, may_count=True)
    if result.state == "running":
        return EventCosts("counting", days=days, count=count, is_slow=not count.is_awaited(now))
    if result.state == "failed":
        return EventCosts("failed", days=days, count=count, may_count=True)
    return EventCosts(
        "counted",
        days=days,
        bill=make_event_bill(event_id, read_rows(result.rows), LIST_PRICES, deployed),
        count=count,
        search_cost=LIST_PRICES.searched * result.searched / GIGABYTE,
        may_count=not count.is_fresh(now),
    )


def _await_result(
    services: "Services", group: "LogGroup", days: int
) -> tuple[LogCount | None, QueryResult]:
    """Return the last count and its result as soon as it is not running; after six seconds as it is."""
    count, result = _look(services, group, days)
    for pause in PAUSES:
        if result.state != "running":
            break
        services.pause(pause)
        count, result = _look(services, group, days)
    return count, result


def _look(
    services: "Services", group: "LogGroup", days: int
) -> tuple[LogCount | None, QueryResult]:
    """Return the last count and its result as they are; one whose query nobody has started in time has failed."""
    count = services.log_counts.find(days)
    if count is None:
        return None, QueryResult("gone")
    if count.query:
        return count, group.fetch_result(count.query)
    return count, QueryResult("running" if count.is_fresh(services.clock()) else "failed")
