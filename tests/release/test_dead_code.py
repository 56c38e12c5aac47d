"""Unreachable code is reported; code reached by its name in a string or a template is not."""

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
ALL_UNUSED = [
    "page.py:3: unused variable 'LIMIT'",
    "page.py:4: unused function 'show'",
    "page.py:5: unused class 'Page'",
    "page.py:6: unused variable 'title'",
    "page.py:7: unused method 'render'",
]


def _find(source: str, *reached: str) -> list[str]:
    return dead_code.find({"page.py": source}, reached, ignore_decorators=["@override"])


def test_unreachable_code_is_reported() -> None:
    assert _find(SOURCE) == ALL_UNUSED


def test_code_reached_by_name_is_not_reported() -> None:
    assert _find(SOURCE, "LIMIT", "show", "Page", "title", "render") == []
    assert _find(SOURCE, "LIMIT", "Page", "title", "render", "for") == [ALL_UNUSED[1]]


def test_code_reached_from_another_file_is_not_reported() -> None:
    sources = {"page.py": "def show(): ...\n", "app.py": "import page\npage.show()\n"}
    assert dead_code.find(sources, ()) == []


def test_an_overriding_method_is_not_reported() -> None:
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
def test_names_are_found_in_strings_that_hold_targets_or_annotations(
    source: str, names: set[str]
) -> None:
    assert set(dead_code.names_in_strings(source)) == names


def test_names_are_found_in_the_code_of_a_template_only() -> None:
    source = "<p class=title>{{ page.title|trim }}{% if show(now) %}render{% endif %}</p>"
    assert {"page", "title", "show", "now"} <= set(dead_code.names_in_template(source))
    assert "render" not in set(dead_code.names_in_template(source))


def test_keys_of_typed_dictionaries_count_as_reached() -> None:
    source = "class Page(TypedDict):\n    title: str\nclass Row:\n    name: str\n"
    assert list(dead_code.names_in_typed_dicts(source)) == ["title"]


def test_fields_of_models_and_members_of_enumerations_count_as_reached() -> None:
    assert {"venue", "ROUND_TABLE"} <= set(dead_code.names_reached_by_value())
