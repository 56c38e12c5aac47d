"""Charts are XML, describe their figures in text, and contain no style or script."""

from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markupsafe import Markup

from chalicelib.charts.bars import Bar, bars
from chalicelib.charts.columns import ChartColumn, Mean, columns
from chalicelib.charts.dots import Axis, Dot, dots
from chalicelib.charts.shares import Share, shares
from chalicelib.charts.svg import label_lines

MARKUP_TEXT = '<script>&"Оқушылар"'


def parse(drawn: Markup | None) -> ET.Element:
    assert drawn is not None
    return ET.fromstring(str(drawn))  # noqa: S314 -- drawn by ourselves, two lines above


def texts(svg: ET.Element) -> list[str]:
    return [element.text or "" for element in svg.iter("text")]


def test_the_length_of_a_bar_is_its_share_of_the_total() -> None:
    rows = [Bar("Pupil", 3, "3 · 75%"), Bar("Teacher", 1, "1 · 25%")]
    svg = parse(bars("q1", "Who", rows, longest=4))
    drawn = [rect.get("width") for rect in svg.iter("rect") if rect.get("class") == "bar"]
    assert drawn == ["75%", "25%"]
    assert texts(svg) == ["Pupil", "3 · 75%", "Teacher", "1 · 25%"]


def test_a_chart_has_a_title_and_a_description() -> None:
    svg = parse(bars("q1", "Who", [Bar("Pupil", 3, "3")], longest=3))
    assert svg.get("role") == "img"
    assert svg.get("aria-labelledby") == "q1-title q1-desc"
    assert [(element.get("id"), element.text) for element in svg.iter("title")] == [
        ("q1-title", "Who")
    ]
    assert [(element.get("id"), element.text) for element in svg.iter("desc")] == [
        ("q1-desc", "Pupil: 3")
    ]


@pytest.mark.parametrize(
    "drawn", [bars("a", "t", [], longest=1), bars("a", "t", [Bar("x", 0, "0")], longest=0)]
)
def test_bars_without_rows_or_with_a_total_of_zero_are_not_drawn(drawn: Markup | None) -> None:
    assert drawn is None


def test_shares_and_columns_of_zero_are_not_drawn() -> None:
    assert shares("a", "t", [Share("x", 0, "0", "bar")]) is None
    assert columns("a", "t", [ChartColumn("1", 0, "0")]) is None


def test_text_is_escaped_and_no_element_has_a_style_or_a_script() -> None:
    drawn = bars("q1", MARKUP_TEXT, [Bar(MARKUP_TEXT, 1, MARKUP_TEXT)], longest=1)
    assert "<script" not in str(drawn)
    for element in parse(drawn).iter():
        assert not {"style", "onload", "href"} & set(element.keys())


def test_the_mean_is_placed_by_its_value_on_the_scale() -> None:
    steps = [ChartColumn(str(step), step, str(step)) for step in range(1, 6)]
    svg = parse(columns("q", "t", steps, mean=Mean(steps=2.0, text="mean 3")))
    assert [pointer.get("x") for pointer in svg.findall("svg")] == ["50%"]
    assert "mean 3" in texts(svg)
    assert "mean 3" in (next(svg.iter("desc")).text or "")


def test_a_bar_that_is_not_shown_is_neither_empty_nor_full() -> None:
    svg = parse(bars("q1", "Who", [Bar("Pupil", 3, "3"), Bar("Guest", None, "–")], longest=4))
    assert [rect.get("class") for rect in svg.iter("rect")] == ["ground", "bar"]
    assert [line.get("class") for line in svg.iter("line")] == ["rule hidden-track"]
    assert texts(svg) == ["Pupil", "3", "Guest", "–"]


def test_a_column_has_its_share_over_its_count() -> None:
    steps = [ChartColumn("1", 3, "3 · 75%", share="75%"), ChartColumn("2", 0, "0", share="0%")]
    svg = parse(columns("q", "t", steps))
    assert texts(svg) == ["1", "3", "75%", "2", "0"]
    assert not any("small" in (text.get("class") or "") for text in svg.iter("text"))
    many = [ChartColumn(str(n), n, str(n), share="9%") for n in range(11)]
    assert any(
        "small" in (text.get("class") or "") for text in parse(columns("q", "t", many)).iter("text")
    )


def test_dots_lie_on_one_scale_with_their_intervals() -> None:
    rows = [Dot("All", "3 (2–4)", 3, (2, 4)), Dot("Pupil", "5", 5)]
    svg = parse(dots("q", "t", rows, Axis(1, 5, "1", "5", 3)))
    assert [dot.get("cx") for dot in svg.iter("circle")] == ["50%", "100%"]
    intervals = [line for line in svg.iter("line") if line.get("class") == "interval"]
    assert [(line.get("x1"), line.get("x2")) for line in intervals] == [("25%", "75%")]
    mean = next(line for line in svg.iter("line") if line.get("class") == "rule hidden-track")
    assert (mean.get("x1"), mean.get("x2")) == ("50%", "50%")
    assert texts(svg) == ["All", "3 (2–4)", "Pupil", "5", "1", "5"]
    assert dots("q", "t", [], Axis(1, 5, "1", "5", 3)) is None
    assert dots("q", "t", rows, Axis(1, 1, "1", "1", 1)) is None


def test_a_value_beyond_the_scale_stands_at_its_end() -> None:
    axis = Axis(0, 10, "0", "10", 5)
    assert [axis.place(value) for value in (-1, 5, 12)] == [0, 50, 100]


def test_shares_fill_the_whole_bar_side_by_side() -> None:
    parts = [
        Share("yes", 1, "1", "bar"),
        Share("none", 0, "0", "pale"),
        Share("no", 3, "3", "warm"),
    ]
    svg = parse(shares("q", "t", parts))
    bar = [(r.get("x"), r.get("width")) for r in svg.iter("rect") if r.get("height") == "28"]
    assert bar == [("0%", "25%"), ("25%", "75%")]


@given(st.text(max_size=200))
def test_a_label_split_into_lines_loses_no_word(label: str) -> None:
    lines = label_lines(label)
    assert lines
    assert "".join("".join(lines).split()) == "".join(label.split())


@given(st.lists(st.tuples(st.text(max_size=40), st.integers(0, 10**6)), min_size=1, max_size=12))
def test_charts_of_any_counts_are_well_formed(rows: list[tuple[str, int]]) -> None:
    clean = [(label.encode("ascii", "ignore").decode(), value) for label, value in rows]
    allowed = [("".join(c for c in label if c.isprintable()), value) for label, value in clean]
    for drawn in (
        bars(
            "a",
            "t",
            [Bar(label, value, str(value)) for label, value in allowed],
            longest=sum(value for _, value in rows),
        ),
        columns("b", "t", [ChartColumn(label, value, str(value)) for label, value in allowed]),
        shares("c", "t", [Share(label, value, str(value), "bar") for label, value in allowed]),
    ):
        assert (drawn is None) == (not any(value for _, value in rows))
        if drawn is not None:
            parse(drawn)
