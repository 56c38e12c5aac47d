"""The `pikir` program: what an organiser's computer does over the HTTP API, with nothing but a token.

It never reaches into storage; anything it can do, any other client of the API can do too. Forms as
files (`pikir form …`) are checked, read and written right here.
"""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from chalicelib.locales import LANGUAGES

RUN_FILE = Path(".local/run.json")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the program; 0 when done, 1 when refused, 2 when asked wrongly."""
    asked = _parser().parse_args(arguments)
    done: int = asked.run(asked)
    return done


def _bring_event(asked: argparse.Namespace) -> int:
    from chalicelib.cli import api, importing

    try:
        speaker = api.Api.found(asked.url, asked.token, RUN_FILE)
        for line in importing.bring(speaker, importing.read_file(asked.file)):
            sys.stdout.write(f"{line}\n")
    except (api.Refused, api.Unreachable, importing.Unreadable) as problem:
        sys.stderr.write(f"pikir: {problem}\n")
        return 1
    return 0


def _check_form(asked: argparse.Namespace) -> int:
    from chalicelib.cli import forms

    return forms.check(asked.file, asked.files, asked.language)


def _bring_form(asked: argparse.Namespace) -> int:
    from chalicelib.cli import forms

    return forms.bring(asked.file, asked.files, asked.language)


def _export_form(asked: argparse.Namespace) -> int:
    from chalicelib.cli import forms

    return forms.export(asked.file, asked.files, asked.language, asked.output)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="pikir", description="Pikir from the command line")
    nouns = parser.add_subparsers(required=True, metavar="NOUN")
    verbs = nouns.add_parser("event", help="events").add_subparsers(required=True, metavar="VERB")
    bring = verbs.add_parser(
        "import", help="create or change an event and its forms from a JSON file"
    )
    bring.add_argument("file", type=Path, help="the event's JSON, with its list of `forms`")
    bring.add_argument("--url", help=f"Pikir's address; {RUN_FILE} knows that of `make run`")
    bring.add_argument("--token", help=f"an organiser's API token; {RUN_FILE} knows one")
    bring.set_defaults(run=_bring_event)
    _add_form(nouns.add_parser("form", help="forms as files; nothing is sent anywhere"))
    return parser


def _add_form(noun: argparse.ArgumentParser) -> None:
    verbs = noun.add_subparsers(required=True, metavar="VERB")
    for name, run, words in (
        ("check", _check_form, "say all that is wrong with a form (.xlsx, .xls, .json)"),
        ("import", _bring_form, "write a spreadsheet's definition as JSON to standard output"),
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
            help="a file of choices; may be repeated (those beside FILE where none is given)",
        )
        verb.add_argument("--language", choices=LANGUAGES, default="en", help="of the messages")
        if name == "export":
            verb.add_argument("-o", "--output", type=Path, help="the .xlsx to write")
        verb.set_defaults(run=run)
