"""The check of generated files, which `make lint` runs, reports a file that is not up to date."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from release import generate
from release.generate import Generator


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "folder" / "page.md"


@pytest.fixture
def generator(file: Path) -> Generator:
    def problems() -> Iterator[str]:
        if b"?" in file.read_bytes():
            yield "page.md: a question is left open"

    return Generator(lambda: {file: b"a page?\n"}, problems)


def test_a_missing_file_is_outdated_until_it_is_written(file: Path, generator: Generator) -> None:
    assert generate.find_outdated(generator) == {file: b"a page?\n"}
    assert list(generate.write(generator)) == ["page.md: a question is left open"]
    assert file.read_bytes() == b"a page?\n"
    assert generate.find_outdated(generator) == {}


def test_a_check_names_a_changed_file_and_leaves_it(file: Path, generator: Generator) -> None:
    list(generate.write(generator))
    file.write_bytes(b"edited by hand\n")
    (line,) = generate.check(generator)
    assert line.endswith("folder/page.md is out of date: run `make generate`")
    assert file.read_bytes() == b"edited by hand\n"


def test_the_command_fails_while_a_problem_is_left(
    monkeypatch: pytest.MonkeyPatch, generator: Generator, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(generate, "generators", lambda: {"page": generator})
    assert generate.main(["page"]) == 1  # written, but a question is left open
    assert "page.md" in capsys.readouterr().out
    assert generate.main(["--check"]) == 1
    assert capsys.readouterr().err == "page.md: a question is left open\n"
    with pytest.raises(SystemExit):
        generate.main(["letters"])
