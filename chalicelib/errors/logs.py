"""Refusals of what is made from Pikir's log."""

from chalicelib.errors.base import Refusal
from chalicelib.locales import N_


class LogUnreadable(Refusal):
    """The log that costs are counted from is not there, or Pikir may not search it."""

    code = "costs.log_unreadable"
    status = 503
    message = N_("The costs cannot be counted: Pikir has no access to its log.")
    hint = N_("Whoever runs Pikir finds in docs/cost.md what it needs for that.")
