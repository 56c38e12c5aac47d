"""Build what browsers load: one minified module by purpose, minified style sheets, every file hashed and compressed.

A page names its scripts; each of those becomes one module with all that it imports. Only a script that others import from
(``form.js``: the form of the page, of which there is one) stays a module of its own. esbuild does it, which npm installs; what
it makes is never committed.
"""

import gzip
import json
import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterable
from pathlib import Path

from chalicelib.web import static

ROOT = Path(__file__).parent.parent
ESBUILD = ROOT / "node_modules" / ".bin" / "esbuild"
TEMPLATES = static.FOLDER.parent / "templates"
MAPS = "maps"
"""The folder of source maps within a build: the local stack serves them to developers, no zip has them."""

_NAMED = re.compile(r"""urls\.(?:static|modules)\(["']([a-z0-9-]+\.js)["']\)""")
_EXPORT = re.compile(r"(?m)^export ")
_OPTIONS = (
    *("--bundle", "--minify", "--format=esm", "--target=es2022", "--charset=utf8"),
    *("--sourcemap", "--log-level=warning"),
)


def is_possible() -> bool:
    """Return whether npm has installed esbuild here."""
    return ESBUILD.exists()


def entries() -> list[str]:
    """Return the scripts that pages name."""
    pages = (page.read_text("utf-8") for page in sorted(TEMPLATES.rglob("*.html")))
    return sorted({name for page in pages for name in _NAMED.findall(page)})


def build(folder: Path) -> None:
    """Replace the folder by a build of the static files.

    Raises:
        SystemExit: esbuild refused a file; it has said why.
    """
    names = entries()
    with tempfile.TemporaryDirectory() as made:
        bundled = Path(made)
        sheets = sorted(static.FOLDER.glob("*.css"))
        _run_esbuild([static.FOLDER / name for name in names], bundled, _list_shared(names))
        _run_esbuild(sheets, bundled, ())
        for image in static.FOLDER.glob("*.svg"):
            shutil.copy(image, bundled)
        shutil.rmtree(folder, ignore_errors=True)
        (folder / MAPS).mkdir(parents=True)
        assets = static.hash_files(bundled)
        for asset in assets.values():
            (folder / f"{asset.name}.gz").write_bytes(
                gzip.compress(asset.text.encode(), 9, mtime=0)
            )
        for source_map in bundled.glob("*.map"):
            shutil.copy(source_map, folder / MAPS)
    index = {
        plain: {"name": asset.name, "imports": asset.imports} for plain, asset in assets.items()
    }
    (folder / static.INDEX).write_text(json.dumps(index, indent=1) + "\n", "utf-8")


def replace_sources(folder: Path) -> bool:
    """Put a build into a copy of the folder of static files, in place of the sources; return False without esbuild."""
    if not is_possible():
        return False
    build(folder / static.BUILT)
    shutil.rmtree(folder / static.BUILT / MAPS)
    for path in folder.iterdir():
        if path.suffix in static.TYPES:
            path.unlink()
    return True


def _list_shared(names: Iterable[str]) -> list[str]:
    """Return the scripts of pages that export something and that another script imports: one instance serves both."""
    texts = {path.name: path.read_text("utf-8") for path in static.FOLDER.glob("*.js")}
    return [
        name
        for name in names
        if _EXPORT.search(texts[name])
        and any(f'from "./{name}"' in text for text in texts.values())
    ]


def _run_esbuild(sources: Iterable[Path], into: Path, shared: Iterable[str]) -> None:
    external = [f"--external:./{name}" for name in shared]
    done = subprocess.run(
        [str(ESBUILD), *map(str, sources), f"--outdir={into}", *_OPTIONS, *external],
        check=False,
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )
    if done.returncode != 0:
        raise SystemExit(f"esbuild failed:\n{done.stdout}")
