"""The addresses of participants' pages, of static files and of the API's description."""

from typing import TYPE_CHECKING, Final
from urllib.parse import quote, urlencode

from chalicelib.frozen import dataclass

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from chalicelib.web.static import Asset


def quote_part(text: str) -> str:
    """Write a part of a path."""
    return quote(text, safe="")


KIOSK: Final = "kiosk"
"""The parameter of a form's address on a device that people pass on: ``1`` there."""


def write_query(**parameters: str) -> str:
    """Write those parameters that are not empty."""
    present = {name: value for name, value in parameters.items() if value}
    return f"?{urlencode(present)}" if present else ""


@dataclass(frozen=True, slots=True)
class PublicUrls:
    """Local addresses under ``prefix``, which is empty or begins with a slash and ends without."""

    prefix: str = ""

    def home(self) -> str:
        """The list of open events."""
        return f"{self.prefix}/"

    def event(self, event: str) -> str:
        """An event's own page."""
        return f"{self.prefix}/e/{quote_part(event)}"

    def openapi(self) -> str:
        """The API's description for programs."""
        return f"{self.prefix}/api/openapi.json"

    def api_reference(self) -> str:
        """The API's description for people."""
        return f"{self.prefix}/api/docs"

    def form(self, event: str, form: str) -> str:
        """A form to fill in."""
        return f"{self.event(event)}/{quote_part(form)}"

    def kiosk(self, event: str, form: str, language: str = "") -> str:
        """The same on a device that people pass on."""
        return f"{self.form(event, form)}{write_query(**{KIOSK: '1'}, lang=language)}"

    def next_person(self, event: str, form: str, language: str) -> str:
        """Where such a device asks for the next person."""
        return f"{self.form(event, form)}/next{write_query(lang=language)}"

    def material(self, event: str, name: str) -> str:
        """An uploaded material of an event."""
        return f"{self.prefix}/materials/{quote_part(event)}/{quote_part(name)}"

    def calendar(self, event: str, language: str) -> str:
        """An event as a file for a calendar, in that language."""
        return f"{self.prefix}/calendar/{quote_part(event)}{write_query(lang=language)}"

    def short_address(self, code: str, *, kiosk: bool = False) -> str:
        """An event or a form, by the code that posters and messages carry."""
        return f"{self.prefix}/s/{quote_part(code)}{write_query(**{KIOSK: '1' if kiosk else ''})}"

    def thanks(self, event: str, form: str, submission: str) -> str:
        """The receipt of one submission."""
        return f"{self.form(event, form)}/thanks/{quote_part(submission)}"

    def confirmation(self, event: str, form: str, submission: str, token: str) -> str:
        """Where a place is confirmed: the page that a letter leads to, and its button (POST)."""
        return f"{self.form(event, form)}/confirm/{quote_part(submission)}/{quote_part(token)}"

    def form_file(self, event: str, form: str, name: str, *, version: int) -> str:
        """A picture, a recording or a film that a version of a form shows."""
        return f"{self.form(event, form)}/files/{quote_part(name)}?version={version}"

    def uploads(self, event: str, form: str) -> str:
        """Where a page asks how it may send a file (POST)."""
        return f"{self.prefix}/api/v1/events/{quote_part(event)}/forms/{quote_part(form)}/uploads"

    def static(self, name: str) -> str:
        """An asset by its plain name; raises ``KeyError`` for one that does not exist."""
        return f"{self.prefix}/static/{_assets()[name].name}"

    def icon(self) -> str:
        """The icon, which is its own address: so it takes no request."""
        return _icon()

    def scripts(self, name: str) -> list[str]:
        """What a page runs by that name: one script of a build, or the modules that it is built from."""
        return [self.static(each) for each in _scripts(name)]

    def preloads(self, name: str) -> list[str]:
        """What those load; nothing of a build."""
        run = _scripts(name)
        loaded = dict.fromkeys(each for script in run for each in _assets()[script].imports)
        return [self.static(each) for each in loaded if each not in run]


def _assets() -> "Mapping[str, Asset]":
    from chalicelib.web import static  # an answer sent as JSON links no script

    return static.assets()


def _icon() -> str:
    from chalicelib.web import static

    return static.icon_address()


def _scripts(name: str) -> "Sequence[str]":
    from chalicelib.web import static

    return static.scripts(name)
