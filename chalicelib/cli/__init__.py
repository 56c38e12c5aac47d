"""The `pikir` program: what an organiser's computer does over the HTTP API, with nothing but a token.

It never reaches into storage; anything it can do, any other client of the API can do too.
"""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

RUN_FILE = Path(".local/run.json")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the program; 0 when done, 1 when refused, 2 when asked wrongly."""
    from chalicelib.cli import api, importing

    asked = _parser().parse_args(arguments)
    try:
        speaker = api.Api.found(asked.url, asked.token, RUN_FILE)
        for line in importing.bring(speaker, importing.read_file(asked.file)):
            sys.stdout.write(f"{line}\n")
    except (api.Refused, api.Unreachable, importing.Unreadable) as problem:
        sys.stderr.write(f"pikir: {problem}\n")
        return 1
    return 0


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
    return parser
