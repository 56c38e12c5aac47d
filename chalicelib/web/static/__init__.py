"""What pages load beside their HTML, served under names that hold a hash of the content.

A name never changes its meaning, so it may be kept for ever; a changed file is a new name.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from pathlib import Path

_FOLDER = Path(__file__).parent
_TYPES = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml; charset=utf-8",
}


@dataclass(frozen=True, slots=True)
class Asset:
    """One file as it is served: its hashed name, its content type, its text."""

    name: str
    content_type: str
    text: str


@cache
def assets() -> Mapping[str, Asset]:
    """Every asset by its plain name (``pikir.css``)."""
    return {path.name: _asset(path) for path in sorted(_FOLDER.iterdir()) if path.suffix in _TYPES}


@cache
def hashed() -> Mapping[str, Asset]:
    """Every asset by its hashed name (``pikir.0123456789ab.css``)."""
    return {asset.name: asset for asset in assets().values()}


def _asset(path: Path) -> Asset:
    content = path.read_bytes()
    digest = sha256(content).hexdigest()[:12]
    return Asset(
        name=f"{path.stem}.{digest}{path.suffix}",
        content_type=_TYPES[path.suffix],
        text=content.decode("utf-8"),
    )
