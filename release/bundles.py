"""Build what browsers load: one minified module by purpose, minified style sheets, every file hashed and compressed.

A page names its scripts; each of those becomes one module with all that it imports, and each of ``static.BUNDLES`` one module
with all that it joins. esbuild does it, which npm installs; zopfli compresses it once, as small as gzip's format permits. What they
make is never committed.
"""

import json
import re
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import zopfli.gzip

from chalicelib.web import static

ROOT = Path(__file__).parent.parent
ESBUILD = ROOT / "node_modules" / ".bin" / "esbuild"
TEMPLATES = static.FOLDER.parent / "templates"
MAPS = "maps"
"""The folder of source maps within a build: the local stack serves them to developers, no zip has them."""

_NAMED = re.compile(r"""(?:urls\.(?:static|scripts)|pieces\.script)\(["']([a-z0-9-]+\.js)["']\)""")
_OPTIONS = (
    *("--bundle", "--minify", "--format=esm", "--target=es2022", "--charset=utf8"),
    *("--sourcemap", "--log-level=warning", "--entry-names=[name]"),
)


def is_possible() -> bool:
    """Return whether npm has installed esbuild here."""
    return ESBUILD.exists()


def entries() -> list[str]:
    """Return the scripts that pages run."""
    pages = (page.read_text("utf-8") for page in sorted(TEMPLATES.rglob("*.html")))
    return sorted({*static.BUNDLES, *(name for page in pages for name in _NAMED.findall(page))})


def build(folder: Path, compress: Callable[[bytes], bytes] = zopfli.gzip.compress) -> None:
    """Replace the folder by a build of the static files, compressed in gzip's format.

    Raises:
        SystemExit: esbuild refused a file; it has said why.
    """
    with tempfile.TemporaryDirectory() as made, tempfile.TemporaryDirectory() as joined:
        bundled = Path(made)
        sheets = sorted(static.FOLDER.glob("*.css"))
        _run_esbuild([*_scripts(Path(joined)), *sheets], bundled)
        for image in static.FOLDER.glob("*.svg"):
            shutil.copy(image, bundled)
        shutil.rmtree(folder, ignore_errors=True)
        (folder / MAPS).mkdir(parents=True)
        assets = static.hash_files(bundled)
        with ThreadPoolExecutor() as pool:
            texts = [asset.text.encode() for asset in assets.values()]
            for asset, compressed in zip(assets.values(), pool.map(compress, texts), strict=True):
                (folder / f"{asset.name}.gz").write_bytes(compressed)
        for source_map in bundled.glob("*.map"):
            shutil.copy(source_map, folder / MAPS)
    index = {plain: asset.name for plain, asset in assets.items()}
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


def _scripts(joined: Path) -> Iterator[Path]:
    """Yield the scripts to build; a bundle's is written into the folder."""
    for name in entries():
        path = (joined if name in static.BUNDLES else static.FOLDER) / name
        modules = (static.FOLDER / each for each in static.BUNDLES.get(name, ()))
        if name in static.BUNDLES:
            path.write_text("".join(f"import {json.dumps(str(each))};\n" for each in modules))
        yield path


def _run_esbuild(sources: Iterable[Path], into: Path) -> None:
    done = subprocess.run(
        [str(ESBUILD), *map(str, sources), f"--outdir={into}", *_OPTIONS],
        check=False,
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )
    if done.returncode != 0:
        raise SystemExit(f"esbuild failed:\n{done.stdout}")
