"""Labels as HTML: the part of Markdown that XLSForm documents, and the places of other answers.

Bold, italic, headings and links (https://xlsform.org/en/#markdown-formatting); a line break stays one. Whatever
else is written, HTML too, is shown as it is written. ``${name}`` becomes whatever the caller makes of the name.
"""

import re
from collections.abc import Callable

from markupsafe import Markup, escape

Named = Callable[[str], str]

_NAMED = re.compile(r"\$\{\s*([^{}\s]{1,255})\s*\}")
_LINK = re.compile(r"\[([^\]\[\n]{1,500})\]\((https?://[^\s()<>\"']{1,1000})\)")
_MARKS = (
    (re.compile(r"(?m)^#{1,6} +([^\n]{1,1000})$"), "strong", ' class="heading"'),
    (re.compile(r"(?<![\w*])\*\*(?=\S)([^\n]{1,1000}?)(?<=\S)\*\*(?![\w*])"), "strong", ""),
    (re.compile(r"(?<![\w_])__(?=\S)([^\n]{1,1000}?)(?<=\S)__(?![\w_])"), "strong", ""),
    (re.compile(r"(?<![\w*])\*(?=[^\s*])([^\n*]{1,1000}?)(?<=\S)\*(?![\w*])"), "em", ""),
    (re.compile(r"(?<![\w_])_(?=[^\s_])([^\n_]{1,1000}?)(?<=\S)_(?![\w_])"), "em", ""),
)
_KEPT = re.compile("\x00([0-9]+)\x00")


def marked_up(text: str, named: Named) -> Markup:
    """The text as HTML; ``named`` gives the HTML (or the text, then escaped) of each name."""
    kept: list[Markup] = []

    def keep(html: Markup) -> str:
        kept.append(html)
        return f"\x00{len(kept) - 1}\x00"

    def link(found: re.Match[str]) -> str:
        opening = Markup('<a href="{}" rel="noopener noreferrer" target="_blank">').format(found[2])
        return f"{keep(opening)}{found[1]}{keep(Markup('</a>'))}"

    text = _NAMED.sub(lambda found: keep(escape(named(found[1]))), text.replace("\x00", ""))
    html = str(escape(_LINK.sub(link, text)))
    for pattern, element, attributes in _MARKS:
        html = pattern.sub(rf"<{element}{attributes}>\1</{element}>", html)
    html = html.replace("\n", "<br>")
    return Markup(_KEPT.sub(lambda found: str(kept[int(found[1])]), html))  # noqa: S704 -- escaped above, piece by piece


def unmarked(text: str, named: Named) -> str:
    """The text without its marks, for titles, menus and lists of errors."""
    text = _LINK.sub(r"\1", _NAMED.sub(lambda found: named(found[1]), text))
    for pattern, _, _ in _MARKS:
        text = pattern.sub(r"\1", text)
    return text.replace("\n", " ")
