"""What the form's script is given: the form's rules, and the words that it shows by itself."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from functools import lru_cache
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from chalicelib.forms.logic.client_rules import write_client_rules
from chalicelib.forms.problems import ANSWERS
from chalicelib.locales import N_
from chalicelib.web.markdown import strip_markup

if TYPE_CHECKING:
    from chalicelib.forms.intake import Form
    from chalicelib.forms.logic.client_rules import Json
    from chalicelib.locales import Language

_WORDS: Mapping[str, str] = {
    "saved": N_("Kept on this device until you send it."),
    "sending": N_("Sending …"),
    "retrying": N_(
        "Not sent yet. Everything that you filled in is still here and will be sent again by itself. "
        "You may also press the button."
    ),
    "notSent": N_(
        "Not sent yet. Everything that you filled in is still here. "
        "Please press the button again in a while."
    ),
    "offline": N_("No connection just now. You can go on filling in the form."),
    "online": N_("The connection is back."),
    "removeAnswer": N_("Remove my answer"),
    "constraint": ANSWERS["answer.constraint"],
    "incompleteRanking": ANSWERS["answer.incomplete_ranking"],
    "notANumber": ANSWERS["answer.not_a_number"],
    "tooPrecise": ANSWERS["answer.too_precise"],
    "notWhole": ANSWERS["answer.not_whole"],
    "tooSmall": ANSWERS["answer.too_small"],
    "tooLarge": ANSWERS["answer.too_large"],
}


def rules_for_script(
    form: Form, language: Language, translate: Callable[..., str], now: datetime
) -> dict[str, Json]:
    """The form's rules for one page, as JSON.

    ``offset`` is the time zone's offset now: what a ``datetime-local`` field holds is read with it.
    """
    return {
        **_write_rules(form, language)[0],
        "offset": now.astimezone(ZoneInfo(form.time_zone)).isoformat()[-6:],
        "words": {name: translate(text) for name, text in _WORDS.items()},
    }


def name_script(form: Form, language: Language, *, in_steps: bool) -> str:
    """Return the script of the form's page: with what runs logic only where the form has any."""
    has_logic = _write_rules(form, language)[1]
    return f"{'steps' if in_steps else 'form'}-{'logic' if has_logic else 'plain'}.js"


@lru_cache(maxsize=8)
def _write_rules(form: Form, language: Language) -> tuple[dict[str, Json], bool]:
    """Return the rules that every page of a version has, a tenth of a long form's page; and whether there is logic."""
    rules = write_client_rules(form.page_logic, language, form.time_zone, _plain_label)
    return rules.to_json(), any(row.has_logic for row in rules.rows)


def _plain_label(label: str) -> str:
    return strip_markup(label, lambda _: "")
