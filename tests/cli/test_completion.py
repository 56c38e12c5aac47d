"""Shell completion: what may come next, and the scripts that ask for it."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from chalicelib import cli
from chalicelib.cli import completion

PROGRAMS = Path(sys.executable).parent


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("", {"event", "form", "report", "cost", "completion"}),
        ("ev", {"event"}),
        ("event o", {"open"}),
        ("event list --s", {"--state", "--series"}),
        ("event list --state ", {"draft", "open", "closed", "cancelled", "archived"}),
        ("event list --state open --k", {"--kind"}),
        ("form check --language r", {"ru"}),
        ("form check ", set()),
        ("event list --url ", set()),
        ("completion ", {"bash", "zsh", "fish", "words"}),
        ("nonsense ", {"event", "form", "report", "cost", "completion"}),
    ],
)
def test_the_next_word_is_read_from_the_parser(
    words: str, found: set[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(["completion", "words", "--", *words.split(" ")]) == 0
    assert set(capsys.readouterr().out.splitlines()) == found


def test_an_option_that_there_is_none_of_takes_no_value(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["completion", "words", "--", "event", "list", "--nothing", "--st"]) == 0
    assert capsys.readouterr().out.split() == ["--state"]


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_the_script_of_a_shell_is_printed(shell: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["completion", shell]) == 0
    assert capsys.readouterr().out == completion.SCRIPTS[shell]


def _run(shell: str, script: str) -> list[str]:
    if shutil.which(shell) is None:
        pytest.skip(f"{shell} is not installed")
    environment = {**os.environ, "PATH": f"{PROGRAMS}:{os.environ['PATH']}"}
    process = subprocess.run(
        [shell, "-c", script], env=environment, capture_output=True, text=True, check=True
    )
    return process.stdout.split()


def test_bash_completes_by_the_script() -> None:
    ask = 'COMP_WORDS=(pikir event l); COMP_CWORD=2; _pikir; echo "${COMPREPLY[@]}"'
    assert _run("bash", completion.SCRIPTS["bash"] + ask) == ["list"]


def test_fish_completes_by_the_script() -> None:
    assert _run("fish", completion.SCRIPTS["fish"] + 'complete -C "pikir event l"') == ["list"]


def test_zsh_completes_by_the_script() -> None:
    stubs = 'compdef() { : }; compadd() { print -- "${(@P)2}" }\n'
    ask = "words=(pikir event l); CURRENT=3; _pikir"
    assert _run("zsh", stubs + completion.SCRIPTS["zsh"] + ask) == ["list"]
