"""GitHub's workflow does what `.ci/run` does, on every Python that Pikir supports."""

import re
import tomllib

from local.resources import ROOT

WORKFLOW = (ROOT / ".github" / "workflows" / "ci.yml").read_text()


def test_the_workflow_runs_the_same_commands_as_any_machine() -> None:
    assert re.findall(r"- run: (.*)", WORKFLOW) == [".ci/run", "make test"]


def test_every_supported_python_is_tested() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    oldest, next_one = re.fullmatch(r">=3\.(\d+),<3\.(\d+)", project["requires-python"]).groups()  # type: ignore[union-attr]
    tested = {int(minor) for minor in re.findall(r"\b3\.(\d+)\b", WORKFLOW)}
    assert tested == set(range(int(oldest), int(next_one)))


def test_actions_are_github_s_own_and_pinned_by_major_version() -> None:
    actions = re.findall(r"uses: (.*)", WORKFLOW)
    assert actions
    assert all(re.fullmatch(r"actions/[a-z-]+@v\d+", action) for action in actions)
