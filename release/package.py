"""Build the deployment package: what `chalice package` makes, with bytecode, without unread files.

Lambda's code folder is read-only, so every cold start would compile every module again; and botocore ships
the descriptions of four hundred services. The same sources give the same zip: names are sorted, and dates
and hashes do not depend on the machine.
"""

import argparse
import importlib.util
import os
import py_compile
import re
import shutil
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parent.parent
STAGE = "prod"
ZIP = "deployment.zip"
TEMPLATE = "sam.json"

SERVICES = ("dynamodb", "s3", "sesv2", "sqs", "sts")
"""The AWS services that Pikir calls, by botocore's names."""
LANGUAGES = ("root", "kk", "ru", "en")
"""The locales whose dates, numbers and plurals pages and mail use."""

_EXCLUDED = tuple(
    re.compile(pattern)
    for pattern in (
        rf"^(botocore|boto3)/data/(?!({'|'.join(SERVICES)})/)[^/]+/",
        r"^(botocore|boto3)/data/.*/examples-1\.json(\.gz)?$",
        r"^boto3/examples/",
        r"^botocore/docs/bcdoc/.*\.rst$",
        rf"^babel/locale-data/(?!({'|'.join(LANGUAGES)})(_[A-Za-z]+)*\.dat$)",
        r"^babel/messages/",
        r"^chalicelib/cli/",
        r"^dateutil/zoneinfo/.*\.tar\.gz$",
        r"^lark/(__pyinstaller|tools)/",
        r"^olefile/(olefile2\.py|doc/|.*\.(html|rst|txt)$)",
        r"^OleFileIO_PL\.py$",
        r"^pydantic/(mypy\.py$|v1/)",
        r"^pyxform/translators/",
        r"^pyxform/validators/.*\.(jar|json|rst|xml)$",
        r"^pyxform/validators/odk_validate/\.last_check$",
        r"(^|/)tests?/",
        r"\.(pyi|pyx|pxd|c|h|po|pot|pyc)$",
        r"(^|/)py\.typed$",
        r"\.dist-info/(?!METADATA$)",
        r"\.data/",
    )
)


def is_shipped(name: str) -> bool:
    """Return whether a file of Chalice's zip goes into ours."""
    return not any(pattern.search(name) for pattern in _EXCLUDED)


def build(folder: Path) -> None:
    """Replace the folder by one with the zip and the CloudFormation template that deploys it."""
    shutil.rmtree(folder, ignore_errors=True)
    with tempfile.TemporaryDirectory() as name:
        packaged = Path(name) / "packaged"
        _run_chalice(packaged)
        folder.mkdir(parents=True)
        rewrite(packaged / ZIP, folder / ZIP)
        shutil.copy(packaged / TEMPLATE, folder / TEMPLATE)


def _run_chalice(into: Path) -> None:
    """Run `chalice package` on a copy of what belongs in the zip; it makes no request to AWS."""
    with tempfile.TemporaryDirectory() as name:
        project = Path(name)
        for part in ("app.py", "requirements.txt", "chalicelib", ".chalice", "vendor"):
            _copy(ROOT / part, project / part)
        chalice = "import sys; from chalice.cli import main; sys.exit(main())"
        command = [sys.executable, "-c", chalice, "package", "--stage", STAGE]
        merge = [f"--merge-template={project / '.chalice' / 'resources.json'}", str(into)]
        environment = os.environ | {"AWS_DEFAULT_REGION": "eu-central-1"}
        done = subprocess.run(
            [*command, *merge],
            cwd=project,
            env=environment,
            check=False,
            text=True,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
        )
        if done.returncode != 0 or not (into / ZIP).exists():
            raise SystemExit(f"chalice package failed:\n{done.stdout}")


def _copy(source: Path, target: Path) -> None:
    if source.is_dir():
        leave = shutil.ignore_patterns("__pycache__", "*.pyc", "deployed", "deployments", "venv")
        shutil.copytree(source, target, ignore=leave, symlinks=False)
    elif source.exists():
        shutil.copy(source, target)


def rewrite(source: Path, target: Path) -> None:
    """Write our zip from Chalice's: without excluded files, with bytecode beside each source."""
    with tempfile.TemporaryDirectory() as name:
        unpacked = Path(name)
        with zipfile.ZipFile(source) as archive:
            for member in archive.infolist():
                if not member.is_dir() and is_shipped(member.filename):
                    archive.extract(member, unpacked)
        for module in sorted(unpacked.rglob("*.py")):
            _compile(module, unpacked)
        with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
            for file in _files(unpacked):
                _add(archive, file, file.relative_to(unpacked).as_posix())


def _compile(source: Path, root: Path) -> None:
    """Write bytecode that Python uses without comparing dates, which a zip does not keep (PEP 552)."""
    py_compile.compile(
        str(source),
        cfile=importlib.util.cache_from_source(str(source)),
        dfile=source.relative_to(root).as_posix(),
        doraise=True,
        invalidation_mode=py_compile.PycInvalidationMode.UNCHECKED_HASH,
    )


def _files(root: Path) -> Iterator[Path]:
    return iter(sorted(path for path in root.rglob("*") if path.is_file()))


def _add(archive: zipfile.ZipFile, file: Path, name: str) -> None:
    entry = zipfile.ZipInfo(name, date_time=(1980, 1, 1, 0, 0, 0))
    entry.external_attr = 0o100644 << 16
    archive.writestr(entry, file.read_bytes(), zipfile.ZIP_DEFLATED, compresslevel=9)


def main() -> int:
    """Build into the folder of the command line and print the zip's size."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    folder: Path = parser.parse_args().folder
    build(folder)
    size = (folder / ZIP).stat().st_size / 1_000_000
    python = "{}.{}".format(*sys.version_info)
    sys.stdout.write(f"{folder}/{ZIP}: {size:.1f} MB for Python {python}; {folder}/{TEMPLATE}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
