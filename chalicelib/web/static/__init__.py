"""Style sheets, scripts and images of pages, served under names with a hash of their content.

The content of a name never changes, so it may be cached for ever. There are two forms of them:

- The sources, as they lie in this folder. A module that imports another of Pikir's (``from "./words.js"``) is served with
  that module's hashed name in it, and the style sheet without comments and indentation.
- A build of them by ``release.bundles``, beside the sources in `BUILT` (in a deployed zip) or where `serve_build` says (the
  local stack): one minified module by purpose, and every file compressed.
"""

import gzip
import json
import re
from collections.abc import Mapping
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Final
from urllib.parse import quote

from chalicelib.frozen import dataclass

FOLDER: Final = Path(__file__).parent
BUILT: Final = "built"
"""The folder of a build, beside the sources."""
INDEX: Final = "index.json"
"""What a build holds: by plain name, the hashed name."""
TYPES: Final[Mapping[str, str]] = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml; charset=utf-8",
}
BUNDLES: Final[Mapping[str, tuple[str, ...]]] = {
    "form-plain.js": ("plain-form.js", "form.js"),
    "form-logic.js": ("logic-form.js", "form.js"),
    "steps-plain.js": ("plain-form.js", "form.js", "steps.js"),
    "steps-logic.js": ("logic-form.js", "form.js", "steps.js"),
    "devices.js": ("barcode.js", "location.js"),
    "console.js": ("error-summary.js", "send-once.js"),
}
"""The modules that a build joins into one script, because pages run them together; in the order in which they run."""
_COMMENT = re.compile(r"/\*.*?\*/\s*", re.DOTALL)
_INDENTED = re.compile(r"\n\s+")
_IMPORTED = re.compile(r'((?:^|[;}\n])(?:import|export)\b[^;"]*")\./([a-z0-9-]+\.js)(";)')
_HASHED = re.compile(r"(?P<stem>[a-z0-9-]+)\.[0-9a-f]{12}(?P<suffix>\.[a-z]+)")


@dataclass(frozen=True, slots=True)
class Asset:
    """One file as it is served, under its hashed name.

    ``imports`` are the plain names of all modules that it loads, directly or not, so that a page can
    preload them at once; a script of a build loads none. ``source`` is its text, ``built`` the compressed file of a build: one of them is there.
    """

    name: str
    imports: tuple[str, ...] = ()
    source: str = ""
    built: Path | None = None

    @property
    def content_type(self) -> str:
        """The media type, by the name's ending."""
        return TYPES[Path(self.name).suffix]

    @property
    def text(self) -> str:
        """The content."""
        return gzip.decompress(self.built.read_bytes()).decode() if self.built else self.source

    @property
    def compressed(self) -> bytes:
        """The content by gzip; of a build without any work."""
        return self.built.read_bytes() if self.built else gzip.compress(self.source.encode())


_builds = [FOLDER / BUILT]


def serve_build(folder: Path) -> None:
    """Serve the build in a folder from now on, in place of the sources."""
    _builds[:] = [folder]
    assets.cache_clear()


@cache
def assets() -> Mapping[str, Asset]:
    """Return every asset by its plain name (``pikir.css``)."""
    (folder,) = _builds
    index = folder / INDEX
    if not index.exists():
        return hash_files(FOLDER)
    return {
        plain: Asset(name, built=folder / f"{name}.gz")
        for plain, name in json.loads(index.read_bytes()).items()
    }


def scripts(name: str) -> tuple[str, ...]:
    """Return the plain names of what a page runs by that name: the script itself, or without a build the modules of a bundle."""
    return (name,) if name in assets() else BUNDLES[name]


@cache
def icon_address() -> str:
    """Return the icon as a ``data:`` address."""
    return f"data:image/svg+xml,{quote(assets()['favicon.svg'].text.strip(), safe='/:=')}"


def find(hashed_name: str) -> Asset | None:
    """Return the asset of a hashed name; with another hash, the one that has taken its place; None if there is none."""
    match = _HASHED.fullmatch(hashed_name)
    return assets().get(f"{match['stem']}{match['suffix']}") if match else None


def hash_files(folder: Path) -> Mapping[str, Asset]:
    """Return the assets of a folder's files by their plain names."""
    known: dict[str, Asset] = {}
    for path in sorted(folder.iterdir()):
        if path.suffix in TYPES:
            _hash(path, known)
    return known


def _hash(path: Path, known: dict[str, Asset]) -> Asset:
    if path.name in known:
        return known[path.name]
    text = path.read_bytes().decode("utf-8")
    imported: dict[str, Asset] = {}

    def with_hash(match: re.Match[str]) -> str:
        asset = imported.setdefault(match[2], _hash(path.with_name(match[2]), known))
        return f"{match[1]}./{asset.name}{match[3]}"

    if path.suffix == ".css":  # nothing is painted before it has come
        text = _INDENTED.sub("\n", _COMMENT.sub("", text))
    if path.suffix == ".js":
        text = _IMPORTED.sub(with_hash, text)
    digest = sha256(text.encode()).hexdigest()[:12]
    imports = dict.fromkeys(
        name for own, asset in imported.items() for name in (own, *asset.imports)
    )
    known[path.name] = Asset(f"{path.stem}.{digest}{path.suffix}", tuple(imports), text)
    return known[path.name]
