"""The gettext catalogues: every message id of the code, in each language, compiled.

``python -m release.catalogues`` collects the ids anew, keeps the translations and compiles;
``--check`` changes nothing and says what is missing, left over, badly filled or not compiled.
Ids are found by ``_`` and ``N_`` in Python and in the templates; nothing here depends on the day.
"""

import string
import sys
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
"""A template that cannot be read must not pass for one without messages."""
_KEYWORDS: Mapping[str, tuple[int, ...] | None] = {
    "_": None,
    "N_": None,
    "translate_plural": (1, 2),
}
_ANY_DAY = datetime(2026, 1, 1, tzinfo=UTC)


def message_ids() -> set[str]:
    """Every message id that the code and the templates use."""
    found = extract_from_dir(
        ROOT / "chalicelib",
        method_map=_METHODS,
        options_map=_OPTIONS,
        keywords=_KEYWORDS,
        comment_tags=(),
    )
    return {text if isinstance(text, str) else text[0] for _, _, text, _, _ in found}


def po_file(language: str) -> Path:
    """Where a language's catalogue lies."""
    return FOLDER / language / "LC_MESSAGES" / "pikir.po"


def read(language: str) -> Catalog:
    """A language's catalogue; an empty one where there is none yet."""
    path = po_file(language)
    if not path.exists():
        return _catalogue(language)
    with path.open("rb") as file:
        return read_po(file, locale=language)


def compiled(catalogue: Catalog) -> bytes:
    """The catalogue as the ``.mo`` file that gettext reads."""
    written = BytesIO()
    write_mo(written, catalogue)
    return written.getvalue()


def renewed(language: str, ids: Iterable[str]) -> Catalog:
    """A catalogue with exactly these ids, in order, with the translations there were."""
    old, new = read(language), _catalogue(language)
    for message_id in sorted(ids):
        message = old.get(message_id)
        new.add(message_id, message.string if message else "", flags=_flags(message_id))
    return new


def write(catalogue: Catalog, language: str) -> None:
    """Save ``.po`` and ``.mo``."""
    path = po_file(language)
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        write_po(file, catalogue, width=100, no_location=True)
    path.with_suffix(".mo").write_bytes(compiled(catalogue))


def faults() -> Iterator[str]:
    """What is wrong with the catalogues as they lie there."""
    ids = message_ids()
    for language in LANGUAGES:
        catalogue = read(language)
        known = {message.id for message in catalogue if message.id}
        yield from (f"{language}: not in the catalogue: {one}" for one in sorted(ids - known))
        yield from (f"{language}: nothing uses it: {one}" for one in sorted(known - ids))
        if language in TRANSLATED:
            yield from (f"{language}: {fault}" for fault in _badly_said(catalogue))
        lies_there = po_file(language).with_suffix(".mo")
        if not lies_there.exists() or lies_there.read_bytes() != compiled(catalogue):
            yield f"{language}: pikir.mo is not pikir.po compiled"


def _badly_said(catalogue: Catalog) -> Iterator[str]:
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


def main(arguments: list[str]) -> int:
    """Renew the catalogues, or only look at them."""
    if arguments != ["--check"]:
        ids = message_ids()
        for language in LANGUAGES:
            write(renewed(language, ids), language)
    found = list(faults())
    for fault in found:
        sys.stderr.write(f"{fault}\n")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
