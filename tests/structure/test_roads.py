"""The roads in docs/architecture.md name functions that exist, and go down the layers only."""

import re
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import pytest

PAGE = Path(__file__).parents[2] / "docs" / "architecture.md"
LAYERS = (
    ("web",),
    ("actions",),
    ("storage", "documents"),
    ("domain",),
    ("xlsform",),
    ("forms",),
    ("xpath",),
)
"""From the top; the packages of one level never import each other."""


def read_roads(page: str) -> Iterator[list[str]]:
    """Yield the names in the first column of each table of hops."""
    road: list[str] = []
    for line in page.splitlines():
        if hop := re.match(r"\| `([\w.]+)` \|", line):
            road.append(hop[1])
        elif road and not line.startswith("|"):
            if len(road) > 1:
                yield road
            road = []


def resolve(name: str) -> object:
    """Return what a dotted name below chalicelib stands for."""
    parts = name.split(".")
    for cut in range(len(parts), 0, -1):
        try:
            target: object = import_module(".".join(["chalicelib", *parts[:cut]]))
        except ModuleNotFoundError:
            continue
        for attribute in parts[cut:]:
            target = getattr(target, attribute)
        return target
    raise AttributeError(name)


def level_of(name: str) -> int:
    """Return the number of a name's layer, 0 at the top."""
    package = name.split(".", maxsplit=1)[0]
    return next(level for level, packages in enumerate(LAYERS) if package in packages)


ROADS = [
    road
    for road in read_roads(PAGE.read_text("utf-8"))
    if road[0].split(".")[0] in {"web", "actions"}
]


def test_the_page_shows_each_road() -> None:
    starts = [road[0] for road in ROADS]
    assert starts == [
        "web.endpoint.Endpoint",
        "actions.submissions.submit_fields",
        "web.organiser.spreadsheets.add",
        "web.api.summaries.show",
        "web.organiser.reports.show",
    ]


@pytest.mark.parametrize("road", ROADS, ids=lambda road: road[0])
def test_every_hop_exists(road: list[str]) -> None:
    for hop in road:
        assert callable(resolve(hop)), hop


@pytest.mark.parametrize("road", ROADS, ids=lambda road: road[0])
def test_no_hop_goes_up(road: list[str]) -> None:
    levels = [level_of(hop) for hop in road]
    assert levels == sorted(levels)


def test_every_function_that_the_page_names_exists() -> None:
    text = PAGE.read_text("utf-8")
    for name in set(
        re.findall(r"`((?:web|actions|storage|domain|xlsform|forms|xpath)\.[\w.]+)`", text)
    ):
        resolve(name)


def test_a_missing_function_and_a_hop_up_are_noticed() -> None:
    with pytest.raises(AttributeError):
        resolve("actions.submissions.no_such_function")
    assert level_of("storage.table.Table.put") < level_of("domain.summaries.summarise")
    page = "| hop |\n|---|\n| `domain.a` | x |\n| `storage.b` | y |\n\n"
    (road,) = read_roads(page)
    levels = [level_of(hop) for hop in road]
    assert levels != sorted(levels)
