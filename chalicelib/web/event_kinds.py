"""The names of the kinds of event, and of items of a programme, as pages show them."""

from collections.abc import Mapping
from typing import Final

from chalicelib.locales import N_

KINDS: Final[Mapping[str, str]] = {
    "round_table": N_("Round table"),
    "training": N_("Training"),
    "meeting": N_("Meeting"),
    "action": N_("Action"),
}
ITEM_KINDS: Final[Mapping[str, str]] = {
    "opening": N_("Opening"),
    "speech": N_("Speech"),
    "report": N_("Report"),
    "discussion": N_("Discussion"),
    "practice": N_("Practice"),
    "break": N_("Break"),
    "closing": N_("Closing"),
}
