"""A browser without a script that goes through the pages of a form: it sends what the shown page holds and one button."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from html import unescape
from html.parser import HTMLParser

from typing_extensions import override

from tests.web.participant.conftest import Site

_BOXES = frozenset({"section", "div", "fieldset", "template"})
_NO_FIELDS = frozenset({"button", "submit", "file"})
Pairs = list[tuple[str, str]]


class _Fields(HTMLParser):
    """The successful controls of the form, as HTML's form submission algorithm collects them, and what is shown."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.pairs: Pairs = []
        self.step = 0
        self.shown: set[str] = set()
        self._boxes: list[bool] = []
        self._in_template = False
        self._name = ""
        self._text: list[str] | None = None

    @override
    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        own = {name: value or "" for name, value in attributes}
        if tag in _BOXES:
            is_hidden = self._is_hidden or "hidden" in own or tag == "template"
            self._boxes.append(is_hidden)
            self._in_template = self._in_template or tag == "template"
        if tag == "section" and "data-step" in own and "hidden" not in own:
            self.step = int(own["data-step"])
        if not self._in_template:
            self._add_control(tag, own)

    @property
    def _is_hidden(self) -> bool:
        return bool(self._boxes) and self._boxes[-1]

    def _add_control(self, tag: str, own: dict[str, str]) -> None:
        name, kind = own.get("name", ""), own.get("type", "")
        if name.startswith("q.") and not self._is_hidden:
            self.shown.add(name)
        if tag == "input" and name and kind not in _NO_FIELDS:
            if kind not in ("radio", "checkbox") or "checked" in own:
                self.pairs.append((name, own.get("value", "")))
        elif tag == "select":
            self.pairs.append((name, ""))
        elif tag == "option" and "selected" in own:
            self.pairs[-1] = (self.pairs[-1][0], own.get("value", ""))
        elif tag == "textarea":
            self._name, self._text = name, []

    @override
    def handle_data(self, data: str) -> None:
        if self._text is not None:
            self._text.append(data)

    @override
    def handle_endtag(self, tag: str) -> None:
        if tag in _BOXES:
            self._boxes.pop()
        if tag == "template":
            self._in_template = False
        if tag == "textarea" and self._text is not None:
            self.pairs.append((self._name, "".join(self._text).removeprefix("\n")))
            self._text = None


@dataclass
class Walker:
    """A person at one form of the site's event, on its page as it came last."""

    site: Site
    form: str
    status: int = 200
    text: str = ""
    location: str = ""
    fields: _Fields = field(default_factory=_Fields)

    def __post_init__(self) -> None:
        self._take(self.site.browser.get(self.address).text)

    @property
    def address(self) -> str:
        return f"/e/round-table/{self.form}"

    @property
    def step(self) -> int:
        return self.fields.step

    @property
    def shown(self) -> set[str]:
        return {name.removeprefix("q.") for name in self.fields.shown}

    def _take(self, text: str) -> None:
        self.text = unescape(text)
        start = text.index('<form id="answers"')
        self.fields = _Fields()
        self.fields.feed(text[start : text.index("</form>", start)])

    def press(
        self,
        button: tuple[str, str] | None = None,
        answers: Mapping[str, Sequence[str]] | None = None,
    ) -> "Walker":
        """Type the answers over what the page holds, press a button, and take the page that comes."""
        typed = {f"q.{name}": texts for name, texts in (answers or {}).items()}
        pairs = [pair for pair in self.fields.pairs if pair[0] not in typed]
        pairs += [(name, text) for name, texts in typed.items() for text in texts]
        reply = self.site.browser.send_form(self.address, [*pairs, *([button] if button else [])])
        self.status, self.location = reply.status, reply.headers.get("location", "")
        if reply.status != 303:
            self._take(reply.text)
        return self

    def go_on(self, **answers: str) -> "Walker":
        return self.press(("_next", "1"), {name: [text] for name, text in answers.items()})

    def go_back(self) -> "Walker":
        return self.press(("_back", "1"))

    def go_to(self, step: int) -> "Walker":
        return self.press(("_page", str(step)))

    def send(self, **answers: str) -> "Walker":
        return self.press(None, {name: [text] for name, text in answers.items()})
