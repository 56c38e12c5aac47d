"""What the form's script is given: the form's rules, and the words that it shows by itself."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple
from zoneinfo import ZoneInfo

from chalicelib.forms.logic.client_rules import write_client_rules
from chalicelib.forms.problems import ANSWERS
from chalicelib.locales import N_
from chalicelib.web.markdown import strip_markup
from chalicelib.web.render import environment, translator

if TYPE_CHECKING:
    from markupsafe import Markup

    from chalicelib.forms.intake import Form
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


class ScriptRules(NamedTuple):
    """What a form's page tells its script."""

    html: Markup
    """The rules as JSON in HTML."""
    has_logic: bool

    def name_script(self, *, in_steps: bool) -> str:
        """Return the script of the form's page: with what runs logic only where the form has any."""
        return f"{'steps' if in_steps else 'form'}-{'logic' if self.has_logic else 'plain'}.js"


def rules_for_script(form: Form, language: Language, now: datetime) -> ScriptRules:
    """The form's rules for one page.

    ``offset`` is the time zone's offset now: what a ``datetime-local`` field holds is read with it.
    """
    return _write_rules(form, language, now.astimezone(ZoneInfo(form.time_zone)).isoformat()[-6:])


@lru_cache(maxsize=8)
def _write_rules(form: Form, language: Language, offset: str) -> ScriptRules:
    """Write the rules that all pages of a version have in one language; a long form's take a tenth of its page."""
    translate = translator(language)
    rules = write_client_rules(form.page_logic, language, form.time_zone, _plain_label)
    words = {name: translate(text) for name, text in _WORDS.items()}
    html = environment().call_filter(
        "tojson", {**rules.to_json(), "offset": offset, "words": words}
    )
    return ScriptRules(html, rules.has_logic)


def _plain_label(label: str) -> str:
    return strip_markup(label, lambda _: "")
