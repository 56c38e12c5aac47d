"""Style sheets, scripts and images of pages, served under names with a hash of their content.

The content of a name never changes, so it may be cached for ever. A module that imports another of
Pikir's (``from "./words.js"``) is served with that module's hashed name in it. The style sheet is served without comments
and indentation: a page waits for it before it shows anything.
"""

import re
from collections.abc import Mapping
from functools import cache
from hashlib import sha256
from pathlib import Path

from chalicelib.frozen import dataclass

_FOLDER = Path(__file__).parent
_TYPES = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml; charset=utf-8",
}
_COMMENT = re.compile(r"/\*.*?\*/\s*", re.DOTALL)
_INDENTED = re.compile(r"\n\s+")
_IMPORTED = re.compile(r'(?m)(^(?:import|export)\b[^;"]*")\./([a-z0-9-]+\.js)(";)')


@dataclass(frozen=True, slots=True)
class Asset:
    """One file as it is served, under its hashed name.

    ``imports`` are the plain names of all modules that it loads, directly or not, so that a page can
    preload them at once.
    """

    name: str
    content_type: str
    text: str
    imports: tuple[str, ...] = ()


@cache
def assets() -> Mapping[str, Asset]:
    """Return every asset by its plain name (``pikir.css``)."""
    return {path.name: _asset(path) for path in sorted(_FOLDER.iterdir()) if path.suffix in _TYPES}


@cache
def by_hashed_name() -> Mapping[str, Asset]:
    """Return every asset by its hashed name (``pikir.0123456789ab.css``)."""
    return {asset.name: asset for asset in assets().values()}


@cache
def _asset(path: Path) -> Asset:
    text = path.read_bytes().decode("utf-8")
    imported: dict[str, Asset] = {}

    def with_hash(match: re.Match[str]) -> str:
        asset = imported.setdefault(match[2], _asset(path.with_name(match[2])))
        return f"{match[1]}./{asset.name}{match[3]}"

    if path.suffix == ".css":  # nothing is painted before it has come
        text = _INDENTED.sub("\n", _COMMENT.sub("", text))
    if path.suffix == ".js":
        text = _IMPORTED.sub(with_hash, text)
    digest = sha256(text.encode()).hexdigest()[:12]
    return Asset(
        name=f"{path.stem}.{digest}{path.suffix}",
        content_type=_TYPES[path.suffix],
        text=text,
        imports=tuple(
            dict.fromkeys(name for own, asset in imported.items() for name in (own, *asset.imports))
        ),
    )
