"""The gettext catalogues: every message id of the code and the templates, in each language, compiled.

Ids are found by ``_`` and ``N_`` in Python and in the templates. Generating collects the ids anew, keeps
the translations that are there and compiles them; a message without a translation is a problem that a
person must solve in the ``.po`` file. Nothing here depends on the day.
"""

import string
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).parent.parent
FOLDER = ROOT / "chalicelib" / "locales"
TRANSLATED = ("kk", "ru")
LANGUAGES = (*TRANSLATED, "en")
"""English message ids are the English texts; its catalogue stays empty."""

_TEMPLATES = "web/templates/**.html"
_METHODS = [("**.py", "python"), (_TEMPLATES, "jinja2")]
_OPTIONS = {_TEMPLATES: {"silent": "false"}}
"""A template that cannot be parsed is an error, not a template without messages."""
_KEYWORDS: Mapping[str, tuple[int, ...] | None] = {
    "_": None,
    "N_": None,
}
_ANY_DAY = datetime(2026, 1, 1, tzinfo=UTC)


def message_ids() -> set[str]:
    """Return every message id that the code and the templates use."""
    messages = extract_from_dir(
        ROOT / "chalicelib",
        method_map=_METHODS,
        options_map=_OPTIONS,
        keywords=_KEYWORDS,
        comment_tags=(),
    )
    return {text if isinstance(text, str) else text[0] for _, _, text, _, _ in messages}


def po_file(language: str) -> Path:
    """Return the path of a language's catalogue."""
    return FOLDER / language / "LC_MESSAGES" / "pikir.po"


def read(language: str) -> Catalog:
    """Read a language's catalogue; an empty one if there is none yet."""
    path = po_file(language)
    if not path.exists():
        return _catalogue(language)
    with path.open("rb") as file:
        return read_po(file, locale=language)


def renew(language: str, ids: Iterable[str]) -> Catalog:
    """Make a catalogue of exactly these ids, in order, with the translations that are there."""
    old, new = read(language), _catalogue(language)
    for message_id in sorted(ids):
        message = old.get(message_id)
        new.add(message_id, message.string if message else "", flags=_flags(message_id))
    return new


def files() -> dict[Path, bytes]:
    """Return the content of each language's ``.po`` and ``.mo``."""
    ids = message_ids()
    contents = {}
    for language in LANGUAGES:
        catalogue = renew(language, ids)
        source, compiled = BytesIO(), BytesIO()
        write_po(source, catalogue, width=100, no_location=True)
        write_mo(compiled, catalogue)
        contents[po_file(language)] = source.getvalue()
        contents[po_file(language).with_suffix(".mo")] = compiled.getvalue()
    return contents


def problems() -> Iterator[str]:
    """Yield what is wrong with the translations."""
    for language in TRANSLATED:
        yield from (f"{language}: {problem}" for problem in check_translations(read(language)))


def check_translations(catalogue: Catalog) -> Iterator[str]:
    """Yield each message that has no checked translation, or one with other parameters."""
    for message in catalogue:
        if not message.id:
            continue
        if not message.string:
            yield f"not translated: {message.id}"
        elif message.fuzzy:
            yield f"not checked (fuzzy): {message.id}"
        elif _fields(message.id) != _fields(message.string):
            yield f"other parameters than in English: {message.id}"


def _fields(text: Message | object) -> set[str]:
    return {field for _, field, _, _ in string.Formatter().parse(str(text)) if field}


def _flags(message_id: str) -> tuple[str, ...]:
    return ("python-brace-format",) if _fields(message_id) else ()


def _catalogue(language: str) -> Catalog:
    return Catalog(
        locale=language,
        project="Pikir",
        version="1",
        header_comment=f"# Pikir's words, {language}. The id is the English text.",
        creation_date=_ANY_DAY,
        revision_date=_ANY_DAY,
        last_translator="Pikir",
        language_team=language,
        fuzzy=False,
    )
