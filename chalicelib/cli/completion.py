"""Shell completion: a script for each shell, which asks the program itself what may come next.

What may come is read from the parser, so a new verb or option needs nothing here.
"""

import argparse
import sys
from collections.abc import Iterator, Sequence

SCRIPTS = {
    "bash": """\
_pikir() {
  local IFS=$'\\n'
  COMPREPLY=($(pikir completion words -- "${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null))
}
complete -o default -F _pikir pikir
""",
    "zsh": """\
#compdef pikir
_pikir() {
  local -a found
  found=(${(f)"$(pikir completion words -- "${(@)words[2,CURRENT]}" 2>/dev/null)"})
  if (( $#found )); then compadd -a found; else _files; fi
}
compdef _pikir pikir
""",
    "fish": """\
function __pikir
  set -l found (pikir completion words -- (commandline -opc)[2..-1] (commandline -ct) 2>/dev/null)
  if set -q found[1]
    printf '%s\\n' $found
  else
    __fish_complete_path (commandline -ct)
  end
end
complete -c pikir -f -a '(__pikir)'
""",
}


def write(parser: argparse.ArgumentParser, options: argparse.Namespace) -> int:
    """Write the script of a shell, or a line for each word that may complete the last of some words."""
    if options.shell == "words":
        sys.stdout.writelines(f"{word}\n" for word in complete(parser, options.words))
    else:
        sys.stdout.write(SCRIPTS[options.shell])
    return 0


def complete(parser: argparse.ArgumentParser, words: Sequence[str]) -> list[str]:
    """Return what may stand in place of the last word; nothing where it is a file or a text of one's own."""
    *given, last = words or [""]
    option: argparse.Action | None = None
    for word in given:
        if option is not None:
            option = None
        elif word.startswith("-"):
            option = _option_with_value(parser, word)
        else:
            parser = _below(parser, word) or parser
    found = _choices(option) if option else _next_words(parser, last)
    return [word for word in found if word.startswith(last)]


def _actions(parser: argparse.ArgumentParser) -> list[argparse.Action]:
    return parser._actions  # noqa: SLF001 -- argparse has no other way to read a parser


def _below(parser: argparse.ArgumentParser, word: str) -> argparse.ArgumentParser | None:
    for action in _actions(parser):
        below = action.choices.get(word) if isinstance(action.choices, dict) else None
        if below is not None:
            return below if isinstance(below, argparse.ArgumentParser) else None
    return None


def _option_with_value(parser: argparse.ArgumentParser, word: str) -> argparse.Action | None:
    for action in _actions(parser):
        if word in action.option_strings and action.nargs != 0:
            return action
    return None


def _next_words(parser: argparse.ArgumentParser, last: str) -> Iterator[str]:
    for action in _actions(parser):
        if action.help == argparse.SUPPRESS:
            continue
        if last.startswith("-"):
            yield from (each for each in action.option_strings if each.startswith("--"))
        elif not action.option_strings:
            yield from _choices(action)


def _choices(action: argparse.Action) -> list[str]:
    return [str(choice) for choice in action.choices or ()]
