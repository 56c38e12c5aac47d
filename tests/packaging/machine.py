"""The runtime that this machine has: what is packaged for it can be run by the tests."""

import platform
import sys

from release.runtime import Runtime


def this_machine() -> Runtime:
    """Return the running Python's version and the machine's processor."""
    arm = platform.machine().lower() in {"arm64", "aarch64"}
    return Runtime("{}.{}".format(*sys.version_info), "arm64" if arm else "x86_64")
