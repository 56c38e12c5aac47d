"""What nothing reaches is found, and what is reached by name is not taken for it."""

import pytest

from release import dead_code

SOURCE = """
from typing import Protocol
LIMIT = 3
def show(): ...
class Page:
    title: str = ""
    def render(self): ...
"""
EVERYTHING = [
    "page.py:3: unused variable 'LIMIT'",
    "page.py:4: unused function 'show'",
    "page.py:5: unused class 'Page'",
    "page.py:6: unused variable 'title'",
    "page.py:7: unused method 'render'",
]


def _find(source: str, *reached: str) -> list[str]:
    return dead_code.find({"page.py": source}, reached, ignore_decorators=["@override"])


def test_what_nothing_reaches_is_found() -> None:
    assert _find(SOURCE) == EVERYTHING


def test_what_is_reached_by_name_is_not() -> None:
    assert _find(SOURCE, "LIMIT", "show", "Page", "title", "render") == []
    assert _find(SOURCE, "LIMIT", "Page", "title", "render", "for") == [EVERYTHING[1]]


def test_another_file_may_reach_it() -> None:
    sources = {"page.py": "def show(): ...\n", "app.py": "import page\npage.show()\n"}
    assert dead_code.find(sources, ()) == []


def test_an_overriding_method_is_called_by_those_who_know_its_base() -> None:
    source = "class Page(Base):\n    @override\n    def show(self): ...\nPage()\n"
    assert _find(source) == []
    assert _find(source.replace("@override", "@cached")) == ["page.py:2: unused method 'show'"]


@pytest.mark.parametrize(
    ("source", "names"),
    [
        ('ROUTE = "pages.forms:show"', {"show"}),
        ('ROUTE = "forms:show"', {"show"}),
        ('TEXT = "Note: show it"', set()),
        ('TEXT = "forms.show"', set()),
        ('def f(a: "Page") -> "dict[str, Row]": ...', {"Page", "dict", "str", "Row"}),
        ('a: Callable[["Page"], None]', {"Page"}),
        ("def f(a: Page) -> None: ...", set()),
    ],
)
def test_names_in_strings(source: str, names: set[str]) -> None:
    assert set(dead_code.names_in_strings(source)) == names


def test_names_in_a_template_are_those_of_its_code() -> None:
    source = "<p class=title>{{ page.title|trim }}{% if show(now) %}render{% endif %}</p>"
    assert {"page", "title", "show", "now"} <= set(dead_code.names_in_template(source))
    assert "render" not in set(dead_code.names_in_template(source))


def test_keys_of_typed_dictionaries_are_reached_by_value() -> None:
    source = "class Page(TypedDict):\n    title: str\nclass Row:\n    name: str\n"
    assert list(dead_code.names_in_typed_dicts(source)) == ["title"]


def test_fields_of_models_and_members_of_enumerations_are_reached_by_value() -> None:
    assert {"venue", "ROUND_TABLE"} <= set(dead_code.names_reached_by_value())
