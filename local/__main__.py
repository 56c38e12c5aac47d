"""`make run`: start every part, print the addresses, and stop every part on a signal."""

import os
import signal
import sys
import threading
from pathlib import Path

from local import dynoxide, stack

_LOOK_UP = 0.5
"""In seconds."""


def main() -> int:
    """Run until Ctrl-C or SIGTERM; return 0 then, and 1 if it cannot start or its database keeps ending."""
    stop = threading.Event()
    without_database = threading.Event()

    def give_up() -> None:
        without_database.set()
        stop.set()

    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stop.set())
    folder = Path(os.environ.get("PIKIR_LOCAL") or ".local")
    port = int(os.environ.get("PORT") or 8000)
    empty = os.environ.get("PIKIR_EMPTY", "") not in ("", "0")
    try:
        with stack.running(
            folder, port=port, empty=empty, names=_names(), gave_up=give_up
        ) as links:
            _print_links(links, folder)
            _wait_for(stop)
            sys.stdout.write("\nStopping.\n")
    except stack.AlreadyRunning:
        sys.stderr.write(f"Pikir already runs on {folder}/: stop it first (Ctrl-C).\n")
        return 1
    except stack.DatabaseUnreadable as problem:
        sys.stderr.write(
            f"The database {folder / stack.DATABASE} cannot be read ({problem}): it is damaged, or another program "
            f"holds it. Put a copy of {folder}/ back, or move {folder}/ away and start again without its data.\n"
        )
        return 1
    except stack.OtherFormat:
        sys.stderr.write(
            f"The data in {folder}/ was written by a version of Pikir that stores it differently: "
            f"move {folder}/ away, for example to {folder}.old/, and start again.\n"
        )
        return 1
    except stack.PortTaken as problem:
        sys.stderr.write(f"{problem}. Another port: PORT={port + 1} make run\n")
        return 1
    if without_database.is_set():
        sys.stderr.write(
            "The database, dynoxide, has ended by itself again and again, so Pikir has stopped. Nothing that was "
            f"acknowledged is lost: it is in {folder}/. Is there memory, and room on the disk?\n"
        )
        return 1
    return 0


def _wait_for(stop: threading.Event) -> None:
    """Wait until a signal has come.

    The kernel may give a signal to any thread, Python handles it in the main one, and that would not leave an endless wait.
    """
    while not stop.wait(_LOOK_UP):
        pass


def _names() -> list[str]:
    """Return the names, beside this machine's own, under which Pikir may be asked."""
    names = os.environ.get("PIKIR_LOCAL_NAMES", "").split(",")
    return [name.strip().lower() for name in names if name.strip()]


def _print_links(links: stack.Links, folder: Path) -> None:
    durability = (
        f"Data is kept in {folder}/."
        if dynoxide.binary()
        else "moto stands in for DynamoDB, because npm has not installed dynoxide: data will NOT be kept."
    )
    lines = [
        ("Event", links.event),
        ("Registration", links.registration),
        ("Impressions", links.impressions),
        ("Console, signs in once", links.sign_in),
        ("Mail that was sent", links.mail),
        ("API", f"{links.url}/api/openapi.json"),
        ("API token", links.token),
    ]
    addresses = "".join(f"  {name + ':':<24}{value}\n" for name, value in lines if value)
    sys.stdout.write(
        f"\nPikir runs on {links.url}\n\n{addresses}\n{durability}\nRequests are logged in {folder}/log.jsonl. Ctrl-C stops it.\n\n"
    )
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
