"""Labels as HTML: the part of Markdown that XLSForm documents, and references to other answers.

Bold, italic, headings and links (https://xlsform.org/en/#markdown-formatting); a line break stays one.
Everything else, HTML included, is shown as text. The caller replaces references ``${name}``.
"""

import re
from collections.abc import Callable

from markupsafe import Markup, escape

Substitute = Callable[[str], str]

_REFERENCE = re.compile(r"\$\{\s*([^{}\s]{1,255})\s*\}")
_LINK = re.compile(r"\[([^\]\[\n]{1,500})\]\((https?://[^\s()<>\"']{1,1000})\)")
_MARKS = (
    (re.compile(r"(?m)^#{1,6} +([^\n]{1,1000})$"), "strong", ' class="heading"'),
    (re.compile(r"(?<![\w*])\*\*(?=\S)([^\n]{1,1000}?)(?<=\S)\*\*(?![\w*])"), "strong", ""),
    (re.compile(r"(?<![\w_])__(?=\S)([^\n]{1,1000}?)(?<=\S)__(?![\w_])"), "strong", ""),
    (re.compile(r"(?<![\w*])\*(?=[^\s*])([^\n*]{1,1000}?)(?<=\S)\*(?![\w*])"), "em", ""),
    (re.compile(r"(?<![\w_])_(?=[^\s_])([^\n_]{1,1000}?)(?<=\S)_(?![\w_])"), "em", ""),
)
_MARKED = re.compile(r"[\x00\n#\[]|(?<!\w)[*_]|\$\{")
"""What every text with markup, a reference or a line break holds; most labels hold none of it."""
_PLACEHOLDER = re.compile("\x00([0-9]+)\x00")


def render_markdown(text: str, substitute: Substitute) -> Markup:
    """Return the text as HTML; ``substitute`` returns the HTML of a reference, or a text to be escaped."""
    if _MARKED.search(text) is None:
        return escape(text)
    pieces: list[Markup] = []

    def set_aside(html: Markup) -> str:
        pieces.append(html)
        return f"\x00{len(pieces) - 1}\x00"

    def link(match: re.Match[str]) -> str:
        opening = Markup('<a href="{}" rel="noopener noreferrer" target="_blank">').format(match[2])
        return f"{set_aside(opening)}{match[1]}{set_aside(Markup('</a>'))}"

    text = _REFERENCE.sub(
        lambda match: set_aside(escape(substitute(match[1]))), text.replace("\x00", "")
    )
    html = str(escape(_LINK.sub(link, text)))
    for pattern, element, attributes in _MARKS:
        html = pattern.sub(rf"<{element}{attributes}>\1</{element}>", html)
    html = html.replace("\n", "<br>")
    return Markup(_PLACEHOLDER.sub(lambda match: str(pieces[int(match[1])]), html))  # noqa: S704 -- escaped above, piece by piece


def strip_markup(text: str, substitute: Substitute) -> str:
    """Return the text without its markup, for titles, menus and lists of errors."""
    if _MARKED.search(text) is None:
        return text
    text = _LINK.sub(r"\1", _REFERENCE.sub(lambda match: substitute(match[1]), text))
    for pattern, _, _ in _MARKS:
        text = pattern.sub(r"\1", text)
    return text.replace("\n", " ")
