"""Build the deployment package: Chalice's functions, the locked wheels, bytecode, licence texts.

There are two zips: one for the API and the small jobs, and one for the function that makes documents, whose libraries would
triple the first. Each has a lock of its own.

`chalice package` makes the template and a zip of the application alone; the wheels are those of Lambda's runtime
(``release.runtime``). Lambda's code folder is read-only, so without bytecode every cold start would compile every
module again; and botocore ships the descriptions of four hundred services. The same sources give the same zip:
names are sorted, and dates and hashes do not depend on the machine.
"""

import argparse
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path
from typing import Any

from release import (
    bare_sources,
    bundles,
    http_api,
    locale_data,
    page_templates,
    service_models,
)
from release import runtime as runtimes
from release.runtime import Runtime

ROOT = Path(__file__).parent.parent
STAGE = "prod"
ZIP = "deployment.zip"
DOCUMENTS_ZIP = "documents.zip"
DOCUMENTS_FUNCTION = "MakeDocuments"
TEMPLATE = "sam.json"
MAX_TEMPLATE = 51_200
"""In bytes: what CloudFormation takes without a bucket for the template."""
MAX_MEGABYTES = 12
"""What the zip may weigh: Lambda loads it before each cold start."""

SERVICES = ("dynamodb", "logs", "s3", "sesv2", "sqs", "sts")
"""The AWS services that Pikir calls, by botocore's names."""
LANGUAGES = ("root", "kk", "ru", "en")
"""The locales whose dates, numbers and plurals pages and mail use."""

DESCRIBED = (
    *("chalicelib/actions/", "chalicelib/documents/verification/", "chalicelib/domain/"),
    "chalicelib/forms/",
    *("chalicelib/web/api/", "chalicelib/web/problem_details.py"),
)
"""Where the docstrings are that the API's description reads: of use cases and models."""

_LICENCE = r"(licenses/.+|(?i:licen[cs]e|copying|notice)[^/]*)$"
_EXCLUDED = tuple(
    re.compile(pattern)
    for pattern in (
        rf"^botocore/data/(?!({'|'.join(SERVICES)})/)[^/]+/",
        r"^botocore/data/.*/examples-1\.json(\.gz)?$",
        r"^botocore/docs/bcdoc/.*\.rst$",
        rf"^babel/locale-data/(?!(LICENSE\.unicode|({'|'.join(LANGUAGES)})\.dat)$)",
        r"^babel/(messages/|(languages|lists|localtime/_win32|support|units)\.py$)",
        r"^chalicelib/cli/",
        r"^dateutil/(zoneinfo/.*\.tar\.gz|(easter|rrule|tz/win)\.py)$",
        r"^jinja2/(ext|meta|nativetypes|sandbox)\.py$",
        r"^lark/(__pyinstaller|grammars|tools)/",
        r"^lark/(ast_utils|reconstruct|tree_matcher|tree_templates)\.py$",
        r"^olefile/(olefile2\.py|doc/|.*\.(html|rst|txt)$)",
        r"^OleFileIO_PL\.py$",
        r"^pydantic/((color|experimental/pipeline|mypy)\.py$|v1/)",
        r"^pyxform/(translators/|xform2json\.py$)",
        r"^pyxform/validators/.*\.(jar|json|rst|xml)$",
        r"^pyxform/validators/(odk_validate/\.last_check|updater\.py)$",
        r"^tzdata/zoneinfo/(.+\.(tab|zi)|leapseconds)$",
        r"^(segno/(cli|helpers)\.py$|share/man/)",
        r"^urllib3/contrib/(emscripten/|(pyopenssl|socks)\.py$)",
        r"(^|/)tests?/",
        r"\.(pyi|pyx|pxd|c|h|po|pot|pyc)$",
        r"(^|/)py\.typed$",
        rf"\.dist-info/(?!METADATA$|{_LICENCE})",
        r"\.data/",
    )
)


@dataclass(frozen=True, slots=True)
class ZipPlan:
    """One zip: its name, the lock of its wheels, and which files of Pikir's own it does without."""

    name: str
    lock: str
    without: re.Pattern[str]

    def is_shipped(self, name: str) -> bool:
        """Return whether a file goes into the zip."""
        return is_shipped(name) and self.without.match(name) is None


ZIPS = (
    ZipPlan(
        ZIP,
        "requirements.txt",
        re.compile(r"chalicelib/(documents/pdf/|exports/workbook/|actions/document_making\.py$)"),
    ),
    ZipPlan(DOCUMENTS_ZIP, "requirements-documents.txt", re.compile(r"app\.py$|chalicelib/web/")),
)


def is_shipped(name: str) -> bool:
    """Return whether a file of Chalice's zip, or of a wheel, goes into a zip of ours."""
    return not any(pattern.search(name) for pattern in _EXCLUDED)


def build(folder: Path, runtime: Runtime) -> str | None:
    """Replace the folder by one with the zips and the CloudFormation template that deploys them.

    Returns the interpreter that wrote the bytecode, None if the zips hold none.
    """
    shutil.rmtree(folder, ignore_errors=True)
    interpreter = None
    with tempfile.TemporaryDirectory() as name:
        packaged = Path(name)
        run_chalice(packaged)
        folder.mkdir(parents=True)
        for plan in ZIPS:
            interpreter = build_zip(plan, packaged / ZIP, folder, runtime)
        template = aim(json.loads((packaged / TEMPLATE).read_bytes()), runtime)
        template = http_api.replace_rest(template)
        (folder / TEMPLATE).write_text(json.dumps(template, indent=1) + "\n", encoding="utf-8")
    return interpreter


def build_zip(plan: ZipPlan, application: Path, folder: Path, runtime: Runtime) -> str | None:
    """Write one zip into the folder, from Chalice's zip of the application and the wheels of the plan's lock.

    Returns the interpreter that wrote the bytecode, None if the zip holds none.
    """
    with tempfile.TemporaryDirectory() as name:
        content = Path(name) / "content"
        runtimes.install_wheels(ROOT / plan.lock, content, runtime)
        with zipfile.ZipFile(application) as archive:
            archive.extractall(content)
        add_licences(content)
        return write_zip(content, folder / plan.name, runtime, plan)


def run_chalice(into: Path) -> None:
    """Run `chalice package` on a copy of the application; it makes no request to AWS."""
    with tempfile.TemporaryDirectory() as name:
        project = Path(name)
        for part in ("app.py", "chalicelib", ".chalice", "vendor"):
            _copy(ROOT / part, project / part)
        if not bundles.replace_sources(project / "chalicelib" / "web" / "static"):
            sys.stdout.write(NO_BUNDLES)
        page_templates.replace_sources(project / "chalicelib" / "web")
        (project / "requirements.txt").touch()
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


def aim(template: dict[str, Any], runtime: Runtime) -> dict[str, Any]:
    """Return the template with the runtime's name and architecture in every function, and each function's zip."""
    functions = {
        name: resource
        | {
            "Properties": resource["Properties"]
            | {"Runtime": runtime.name, "Architectures": [runtime.architecture]}
            | {"CodeUri": f"./{DOCUMENTS_ZIP if name == DOCUMENTS_FUNCTION else ZIP}"}
        }
        for name, resource in template["Resources"].items()
        if resource["Type"] == "AWS::Serverless::Function"
    }
    return template | {"Resources": template["Resources"] | functions}


def add_licences(content: Path) -> None:
    """Add Pikir's own licence and that of Chalice's runtime, which is no wheel of the lock.

    Raises:
        SystemExit: A package that the zip carries has no licence text.
    """
    shutil.copy(ROOT / "LICENSE", content / "LICENSE")
    for file in metadata.files("chalice") or ():
        name = file.as_posix()
        if ".dist-info/" in name and is_shipped(name):
            (content / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(str(file.locate()), content / name)
    bare = [
        folder.name
        for folder in sorted(content.glob("*.dist-info"))
        if not any(
            re.search(rf"\.dist-info/{_LICENCE}", path.as_posix()) for path in folder.rglob("*")
        )
    ]
    if bare:
        raise SystemExit(f"no licence text in {', '.join(bare)}")


def _copy(source: Path, target: Path) -> None:
    if source.is_dir():
        leave = shutil.ignore_patterns("__pycache__", "*.pyc", "deployed", "deployments", "venv")
        shutil.copytree(source, target, ignore=leave, symlinks=False)
    elif source.exists():
        shutil.copy(source, target)


def write_zip(
    content: Path, zip_file: Path, runtime: Runtime, plan: ZipPlan = ZIPS[0]
) -> str | None:
    """Write the zip: what is shipped of the content, with bytecode beside each source if possible.

    Returns the interpreter that wrote the bytecode, None if the machine has none of the runtime's version.
    """
    interpreter = runtimes.find_interpreter(runtime.python)
    with tempfile.TemporaryDirectory() as name:
        shipped = Path(name)
        for file in _files(content):
            relative = file.relative_to(content)
            if plan.is_shipped(relative.as_posix()):
                (shipped / relative).parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(file, shipped / relative)
        _trim(shipped)
        if interpreter:
            runtimes.compile_all(shipped, interpreter, DESCRIBED)
            _bare(shipped, DESCRIBED)
        with zipfile.ZipFile(zip_file, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
            for file in _files(shipped):
                _add(archive, file, file.relative_to(shipped).as_posix())
    return interpreter


def _trim(shipped: Path) -> None:
    """Leave out, within the files, what nothing reads in Lambda."""
    _bare(shipped, ("",), but=DESCRIBED)
    for description in sorted(shipped.glob("botocore/data/*/*/service-2.json.gz")):
        service = description.parent.parent.name
        description.write_bytes(service_models.trim(service, description.read_bytes()))
    for endpoints in shipped.glob("botocore/data/endpoints.json"):
        endpoints.write_bytes(service_models.trim_endpoints(endpoints.read_bytes()))
    for data in sorted(shipped.glob("babel/**/*.dat")):
        data.write_bytes(locale_data.trim(data.name, data.read_bytes()))
    for described in sorted(shipped.glob("*.dist-info/METADATA")):
        header, *_ = described.read_bytes().partition(b"\n\n")
        described.write_bytes(header.rstrip(b"\n") + b"\n")


def _bare(shipped: Path, parts: tuple[str, ...], but: tuple[str, ...] = ()) -> None:
    """Leave docstrings and comments out of the sources whose names begin with one of the parts."""
    for source in _files(shipped):
        name = source.relative_to(shipped).as_posix()
        if source.suffix == ".py" and name.startswith(parts) and not name.startswith(but):
            source.write_bytes(bare_sources.leave_out(source.read_bytes()))


def _files(root: Path) -> Iterator[Path]:
    return iter(sorted(path for path in root.rglob("*") if path.is_file()))


def _add(archive: zipfile.ZipFile, file: Path, name: str) -> None:
    entry = zipfile.ZipInfo(name, date_time=(1980, 1, 1, 0, 0, 0))
    entry.external_attr = 0o100644 << 16
    archive.writestr(entry, file.read_bytes(), zipfile.ZIP_DEFLATED, compresslevel=9)


NO_BYTECODE = """\
There is no Python {python} on this machine (on the path, or in pyenv's folder of versions), so the zips hold no
bytecode: they work, and every cold start takes more than twice the processor time (docs/deploying.md).
"""


NO_BUNDLES = """\
npm has not installed esbuild here (`npm ci`), so the zip holds the pages' modules as they are: they work, and a first
visit of a form takes three times the requests (docs/deploying.md).
"""


def main() -> int:
    """Build into the folder of the command line; print the zips' sizes and what they are for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--python", choices=runtimes.PYTHONS, default=runtimes.DEFAULT_PYTHON)
    parser.add_argument(
        "--architecture", choices=runtimes.ARCHITECTURES, default=runtimes.DEFAULT_ARCHITECTURE
    )
    arguments = parser.parse_args()
    folder: Path = arguments.folder
    runtime = Runtime(arguments.python, arguments.architecture)
    interpreter = build(folder, runtime)
    built_for = f"Python {runtime.python} on {runtime.architecture}"
    for plan in ZIPS:
        sys.stdout.write(f"{folder}/{plan.name}: {_megabytes(folder / plan.name):.1f} MB\n")
    weight = (folder / TEMPLATE).stat().st_size
    sys.stdout.write(
        f"{folder}/{TEMPLATE}: {weight:,} bytes of {MAX_TEMPLATE:,}, for {built_for}\n"
    )
    if interpreter is None:
        sys.stdout.write(NO_BYTECODE.format(python=runtime.python))
    is_large = _megabytes(folder / ZIP) > MAX_MEGABYTES
    if is_large:
        sys.stderr.write(f"{ZIP} is larger than {MAX_MEGABYTES} MB\n")
    return int(is_large)


def _megabytes(file: Path) -> float:
    return file.stat().st_size / 1_000_000


if __name__ == "__main__":
    sys.exit(main())
