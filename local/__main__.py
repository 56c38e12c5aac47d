"""`make run`: start everything, say where it is, end everything when told to stop."""

import os
import signal
import sys
import threading
from pathlib import Path

from local import dynoxide, stack


def main() -> int:
    """Run until Ctrl-C or SIGTERM; 0 then, 1 when it could not start."""
    told_to_stop = threading.Event()
    for sign in (signal.SIGINT, signal.SIGTERM):
        signal.signal(sign, lambda *_: told_to_stop.set())
    folder = Path(os.environ.get("PIKIR_LOCAL") or ".local")
    port = int(os.environ.get("PORT") or 8000)
    empty = os.environ.get("PIKIR_EMPTY", "") not in ("", "0")
    try:
        with stack.running(folder, port=port, empty=empty) as links:
            _say(links, folder)
            told_to_stop.wait()
            sys.stdout.write("\nStopping.\n")
    except stack.AlreadyRunning:
        sys.stderr.write(f"Pikir already runs on {folder}/: stop it first (Ctrl-C).\n")
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
    return 0


def _say(links: stack.Links, folder: Path) -> None:
    kept = (
        f"Data is kept in {folder}/."
        if dynoxide.binary()
        else "DynamoDB is played by moto, because npm has not brought dynoxide: data will NOT be kept."
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
    shown = "".join(f"  {name + ':':<24}{value}\n" for name, value in lines if value)
    sys.stdout.write(
        f"\nPikir runs on {links.url}\n\n{shown}\n{kept}\nRequests are logged in {folder}/log.jsonl. Ctrl-C stops it.\n\n"
    )
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
