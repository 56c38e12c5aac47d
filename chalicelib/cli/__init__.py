"""The `pikir` program: a client of the HTTP API that needs nothing but a token.

It never reaches into storage: whatever it can do, any other client of the API can do too. Forms in files
(`pikir form …`) are checked, read and written locally.
"""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from typing_extensions import override

from chalicelib.locales import LANGUAGES

RUN_FILE = Path(".local/run.json")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the program; return 0 on success, 1 on a refusal, 2 on a wrong command line."""
    options = _parser().parse_args(arguments)
    status: int = options.run(options)
    return status


class _Version(argparse.Action):
    """Print the version that is installed, which pyproject.toml alone spells, and exit."""

    @override
    def __call__(self, parser: argparse.ArgumentParser, *_: object) -> None:
        from importlib import metadata

        sys.stdout.write(f"{parser.prog} {metadata.version(parser.prog)}\n")
        parser.exit()


def _import_event(options: argparse.Namespace) -> int:
    from chalicelib.cli import api, importing

    try:
        client = api.Api.with_defaults(options.url, options.token, RUN_FILE)
        for line in importing.import_event(client, importing.read_file(options.file)):
            sys.stdout.write(f"{line}\n")
    except (api.Refused, api.Unreachable, importing.Unreadable) as problem:
        sys.stderr.write(f"pikir: {problem}\n")
        return 1
    return 0


def _check_form(options: argparse.Namespace) -> int:
    from chalicelib.cli import forms

    return forms.check(options.file, options.files, options.language)


def _import_form(options: argparse.Namespace) -> int:
    from chalicelib.cli import forms

    return forms.import_form(options.file, options.files, options.language)


def _export_form(options: argparse.Namespace) -> int:
    from chalicelib.cli import forms

    return forms.export(options.file, options.files, options.language, options.output)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="pikir", description="Pikir from the command line")
    parser.add_argument("--version", action=_Version, nargs=0, help="print the version and exit")
    nouns = parser.add_subparsers(required=True, metavar="NOUN")
    verbs = nouns.add_parser("event", help="events").add_subparsers(required=True, metavar="VERB")
    verb = verbs.add_parser(
        "import", help="create or change an event and its forms from a JSON file"
    )
    verb.add_argument("file", type=Path, help="the event's JSON, with its list of `forms`")
    verb.add_argument(
        "--url", help=f"Pikir's address; by default from {RUN_FILE}, which `make run` writes"
    )
    verb.add_argument("--token", help=f"an organiser's API token; by default from {RUN_FILE}")
    verb.set_defaults(run=_import_event)
    _add_form(nouns.add_parser("form", help="forms as files; nothing is sent anywhere"))
    return parser


def _add_form(noun: argparse.ArgumentParser) -> None:
    verbs = noun.add_subparsers(required=True, metavar="VERB")
    for name, run, words in (
        ("check", _check_form, "report every problem of a form (.xlsx, .xls, .json)"),
        ("import", _import_form, "write a spreadsheet's definition as JSON to standard output"),
        ("export", _export_form, "write a form (.json, .xlsx, .xls) as an XLSForm (.xlsx)"),
    ):
        verb = verbs.add_parser(name, help=words)
        verb.add_argument("file", type=Path, metavar="FILE")
        verb.add_argument(
            "--file",
            dest="files",
            type=Path,
            action="append",
            metavar="CSV",
            help="a file of choices; may be repeated (default: all CSV files beside FILE)",
        )
        verb.add_argument("--language", choices=LANGUAGES, default="en", help="of the messages")
        if name == "export":
            verb.add_argument("-o", "--output", type=Path, help="the .xlsx to write")
        verb.set_defaults(run=run)
