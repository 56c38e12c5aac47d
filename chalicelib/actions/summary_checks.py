"""Compare a form's summary with the rows that it sums up, and fold anew where they differ.

*summary == fold of what is stored* holds by construction, as long as the clocks of all functions agree within
``SKEW``. This is the check that it did: a clock may be wrong in a way that nobody foresaw. It costs a second reading
of the lines, so it runs where a form is folded for good, and while the form is small also at the last fold of what came in
within five minutes.
"""

import json
import logging
from typing import TYPE_CHECKING, Final

from chalicelib.domain.forms import Availability, availability

if TYPE_CHECKING:
    from collections.abc import Callable

    from chalicelib.actions.services import Services
    from chalicelib.domain.events import Event
    from chalicelib.domain.forms import FormRecord
    from chalicelib.domain.stat_folds import FoldState

CHEAP: Final = 1_000
"""How many rows are counted of a form that is still open: 13 read units."""

_log = logging.getLogger("pikir.summaries")


def fold_and_compare(
    services: "Services",
    event: "Event",
    record: "FormRecord",
    fold: "Callable[[], FoldState]",
) -> None:
    """Fold a form; where the fold counts other than the stored rows, fold it anew and log that.

    Rows that come or go meanwhile are no difference: the fold must lie between a count before and one after.
    """
    state = fold()
    is_over = availability(event, record, services.clock()) is Availability.CLOSED
    if not is_over and state.responses > CHEAP:
        return
    counts = [_count(services, record)]
    if state.responses != counts[0]:
        state = fold()
        counts.append(_count(services, record))
    if min(counts) <= state.responses <= max(counts):
        return
    about = {
        "summary_mended": record.name,
        "event": record.event,
        "was": state.responses,
        "rows": counts[-1],
    }
    _log.error("%s", json.dumps(about))
    services.checkpoints.invalidate(record.event, record.name)
    fold()


def _count(services: "Services", record: "FormRecord") -> int:
    return services.checkpoints.count_rows(record.event, record.name, record.shards)
