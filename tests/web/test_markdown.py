"""Markdown in labels: its marks become HTML, and everything else stays text."""

import pytest

from chalicelib.web.markdown import render_markdown, strip_markup


def show_reference(name: str) -> str:
    """Stand in for the value of a referenced question."""
    return f"<{name}>"


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("plain", "plain"),
        ("**bold** and __bold__", "<strong>bold</strong> and <strong>bold</strong>"),
        ("*leaning* and _leaning_", "<em>leaning</em> and <em>leaning</em>"),
        ("**bold *and leaning* too**", "<strong>bold <em>and leaning</em> too</strong>"),
        ("# Heading\nWords", '<strong class="heading">Heading</strong><br>Words'),
        ("one\ntwo", "one<br>two"),
        ("2 * 3 * 4", "2 * 3 * 4"),
        ("snake_case_name", "snake_case_name"),
        ("Атыңыз *", "Атыңыз *"),
        ("**not closed", "**not closed"),
        ('<b>no</b> & "quotes"', "&lt;b&gt;no&lt;/b&gt; &amp; &#34;quotes&#34;"),
        ("${first_name}, ${_a_}!", "&lt;first_name&gt;, &lt;_a_&gt;!"),
        ("**${name}**", "<strong>&lt;name&gt;</strong>"),
        (
            "[the _site_](https://pikir.example/a_b_c?x=1&y=2)",
            (
                '<a href="https://pikir.example/a_b_c?x=1&amp;y=2" rel="noopener noreferrer" '
                'target="_blank">the <em>site</em></a>'
            ),
        ),
        ("[x](javascript:alert(1))", "[x](javascript:alert(1))"),
        ("[x](javascript://a%0aalert`1`)", "[x](javascript://a%0aalert`1`)"),
        ("[x](data:text/html,hello)", "[x](data:text/html,hello)"),
        ("[x](ftp://a.example/b)", "[x](ftp://a.example/b)"),
        ("[x](xhttps://a.example)", "[x](xhttps://a.example)"),
        ("[x](//a.example)", "[x](//a.example)"),
        ('[x](https://a.example/"onclick="b)', "[x](https://a.example/&#34;onclick=&#34;b)"),
        ("\x000\x00", "0"),
    ],
)
def test_marks_become_html_and_the_rest_is_escaped(text: str, html: str) -> None:
    assert str(render_markdown(text, show_reference)) == html


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("**Bold** _and_ [a link](https://pikir.example)", "Bold and a link"),
        ("Hello, ${name}\nand all", "Hello, <name> and all"),
        ("2 * 3", "2 * 3"),
        ("[x](ftp://a.example/b)", "[x](ftp://a.example/b)"),
    ],
)
def test_marks_are_stripped_for_titles_and_menus(text: str, plain: str) -> None:
    assert strip_markup(text, show_reference) == plain
