"""The `pikir` program: a client of the HTTP API that needs nothing but a token.

It never reaches into storage: whatever it can do, any other client of the API can do too. Forms in files
(`pikir form …`) are checked, read and written locally, and only `pikir form publish` sends one.
"""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from chalicelib.locales import LANGUAGES
from chalicelib.override import override

STATES = ("draft", "open", "closed", "cancelled", "archived")
KINDS = ("round_table", "training", "meeting", "action")
STARTS = ("round_table", "training", "meeting", "action", "empty")
GATEWAYS = ("http", "rest")
ARCHITECTURES = ("arm64", "x86_64")
LENGTHS = ("page", "full", "facts")
"""Spelled again, so that the program starts without the domain; a test compares."""


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


def _check_form(options: argparse.Namespace) -> int:
    from chalicelib.cli import forms

    return forms.check(options.file, options.files, options.language)


def _import_form(options: argparse.Namespace) -> int:
    from chalicelib.cli import forms

    return forms.import_form(options.file, options.files, options.language)


def _export_form(options: argparse.Namespace) -> int:
    from chalicelib.cli import forms

    return forms.export(options.file, options.files, options.language, options.output)


def _print_cost(options: argparse.Namespace) -> int:
    from chalicelib.cli import costs

    return costs.run(options)


def _publish_form(options: argparse.Namespace) -> int:
    from chalicelib.cli import publishing

    return publishing.publish(options)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="pikir", description="Pikir from the command line")
    parser.add_argument("--version", action=_Version, nargs=0, help="print the version and exit")
    nouns = parser.add_subparsers(required=True, metavar="NOUN")
    _add_event(nouns.add_parser("event", help="events of a running Pikir"))
    _add_form(nouns.add_parser("form", help="forms as files; only `publish` sends anything"))
    _add_report(nouns.add_parser("report", help="reports' files against a running Pikir"))
    _add_cost(nouns.add_parser("cost", help="what an event cost, from Pikir's log"))
    _add_completion(parser, nouns.add_parser("completion", help="completion for a shell"))
    return parser


def _add_event(noun: argparse.ArgumentParser) -> None:
    from chalicelib.cli import events

    verbs = noun.add_subparsers(required=True, metavar="VERB")

    def add(name: str, run: events.Verb, words: str) -> argparse.ArgumentParser:
        verb = verbs.add_parser(name, help=words, description=words)
        _add_address(verb)
        verb.set_defaults(run=lambda options: events.run(run, options))
        return verb

    verb = add("list", events.list_all, "list the events, the latest first")
    verb.add_argument("--state", choices=STATES, help="only those in this state")
    verb.add_argument("--kind", choices=KINDS, help="only those of this kind")
    verb.add_argument("--series", metavar="ID", help="only those of this series")
    verb.add_argument("--json", action="store_true", help="one JSON object a line")
    _add_new(
        add("new", events.make, "create an event, as a draft, from a starting point or a file")
    )
    verb = add("copy", events.copy, "copy an event with its forms, as a draft, to another time")
    verb.add_argument("event", metavar="EVENT", help="the id of the event to copy")
    verb.add_argument("new", metavar="NEW", help="the id of the copy")
    _add_times(verb, required=True)
    verb = add("import", events.import_one, "create or change an event and its forms from a file")
    verb.add_argument("file", type=Path, metavar="FILE", help="its JSON, with its list of `forms`")
    for name, state, words in (
        ("open", "open", "open events: registrations and answers are taken"),
        ("close", "closed", "close events: no more registrations and answers"),
    ):
        verb = add(name, events.move, words)
        verb.add_argument("event", nargs="+", metavar="EVENT", help="an event's id")
        verb.set_defaults(state=state, without=[])
        if state == "open":
            verb.add_argument(
                "--without",
                action="append",
                choices=LANGUAGES,
                help="a language in which texts may be missing; can be given twice",
            )


def _add_report(noun: argparse.ArgumentParser) -> None:
    from chalicelib.cli import reports

    verbs = noun.add_subparsers(required=True, metavar="VERB")

    def add(name: str, run: reports.Verb, words: str) -> argparse.ArgumentParser:
        verb = verbs.add_parser(name, help=words, description=words)
        _add_address(verb)
        verb.set_defaults(run=lambda options: reports.run(run, options))
        return verb

    verb = add("write", reports.write, "write an event's report into a file")
    verb.add_argument("event", metavar="EVENT", help="an event's id")
    verb.add_argument("file", type=_report_file, metavar="FILE", help="a .docx, .pdf or .html")
    verb.add_argument("--language", choices=LANGUAGES, default="kk", help="of the report (kk)")
    verb.add_argument("--length", choices=LENGTHS, default="full", help="of the report (full)")
    words = "name each fact of a report's file that was typed over, removed or has changed since"
    verb = add("verify", reports.verify, words)
    verb.add_argument("file", type=Path, metavar="FILE", help="a .docx, .pdf or .html")


def _add_cost(noun: argparse.ArgumentParser) -> None:
    noun.description = (
        "Count requests, units, bytes and milliseconds of an event in the log, and print cents."
    )
    noun.add_argument("event", metavar="EVENT", help="an event's id")
    noun.add_argument(
        "--log",
        action="append",
        metavar="FILE",
        help="lines of the log, - for standard input; can be repeated (default: `make run`'s)",
    )
    noun.add_argument(
        "--gateway", choices=GATEWAYS, default="http", help="API Gateway's kind (http)"
    )
    noun.add_argument(
        "--memory", type=int, default=1024, metavar="MB", help="the function's memory (1024)"
    )
    noun.add_argument(
        "--architecture", choices=ARCHITECTURES, default="arm64", help="the function's (arm64)"
    )
    noun.add_argument("--prices", type=Path, metavar="FILE", help="another list of prices, as JSON")
    noun.add_argument("--json", action="store_true", help="one JSON object")
    noun.set_defaults(run=_print_cost)


def _report_file(name: str) -> Path:
    file = Path(name)
    if file.suffix.lower() not in (".docx", ".pdf", ".html"):
        raise argparse.ArgumentTypeError("a report is a .docx, a .pdf or an .html")
    return file


def _add_address(verb: argparse.ArgumentParser) -> None:
    verb.add_argument("--url", help="Pikir's address (default: PIKIR_URL, else `make run`'s)")
    verb.add_argument("--token", help="an API token (default: PIKIR_TOKEN, else `make run`'s)")


def _add_new(verb: argparse.ArgumentParser) -> None:
    verb.add_argument(
        "file", nargs="?", type=Path, metavar="FILE", help="the event's JSON, without forms"
    )
    verb.add_argument("--from", dest="start", choices=STARTS, help="with its forms and categories")
    verb.add_argument("--title", help="in --language")
    _add_times(verb, required=False)
    verb.add_argument("--venue", help="in --language")
    verb.add_argument("--series", metavar="ID", help="a series that exists")
    verb.add_argument("--language", choices=LANGUAGES, default="kk", help="of the texts (kk)")


def _add_times(verb: argparse.ArgumentParser, *, required: bool) -> None:
    for name in ("starts", "ends"):
        verb.add_argument(
            f"--{name}", required=required, metavar="TIME", help="as 2026-06-13T10:00+05:00"
        )


def _add_completion(program: argparse.ArgumentParser, noun: argparse.ArgumentParser) -> None:
    from chalicelib.cli import completion

    shells = tuple(completion.SCRIPTS)
    noun.description = f"Write the completion script of a shell: {', '.join(shells)}."
    noun.add_argument(
        "shell", choices=(*shells, "words"), metavar="SHELL", help=" or ".join(shells)
    )
    noun.add_argument("words", nargs="*", help=argparse.SUPPRESS)
    noun.set_defaults(run=lambda options: completion.write(program, options))


def _add_form(noun: argparse.ArgumentParser) -> None:
    verbs = noun.add_subparsers(required=True, metavar="VERB")
    for name, run, words in (
        (
            "check",
            _check_form,
            "report every problem of a form (.xlsx, .xls, .json), or of all in a folder",
        ),
        ("import", _import_form, "write a spreadsheet's definition as JSON to standard output"),
        ("export", _export_form, "write a form (.json, .xlsx, .xls) as an XLSForm (.xlsx)"),
        ("publish", _publish_form, "save a form in a running Pikir and publish it"),
    ):
        verb = verbs.add_parser(name, help=words)
        if name == "publish":
            verb.add_argument("event", metavar="EVENT", help="the id of the form's event")
        verb.add_argument("file", type=Path, metavar="FILE")
        verb.add_argument(
            "--file",
            dest="files",
            type=Path,
            action="append",
            metavar="LIST",
            help="a file of choices (.csv, .xml, .geojson); can be repeated (default: those beside FILE)",
        )
        verb.add_argument("--language", choices=LANGUAGES, default="en", help="of the messages")
        if name == "export":
            verb.add_argument("-o", "--output", type=Path, help="the .xlsx to write")
        if name == "publish":
            verb.add_argument(
                "--accept-warnings",
                action="store_true",
                help="publish with the warnings that are shown (default: ask at a terminal)",
            )
            _add_address(verb)
        verb.set_defaults(run=run)
