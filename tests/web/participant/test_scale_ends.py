"""The words at the ends of a scale: the hint's, or Pikir's where there is no hint."""

import re
from html import unescape

import pytest

from chalicelib.forms.scale_ends import read_ends
from tests.forms.definitions import document, row
from tests.web.participant.conftest import Site


@pytest.mark.parametrize(
    ("hint", "ends"),
    [
        ("1 – түсініксіз, 5 – өте түсінікті", ("түсініксіз", "өте түсінікті", "")),
        (
            "Бестен баға қойыңыз: 1 – нашар, 5 – өте жақсы.",
            ("нашар", "өте жақсы", "Бестен баға қойыңыз"),
        ),
        ("Think of today. 1 is hard; 5 is easy", ("hard", "easy", "Think of today.")),
        ("1 = жоқ, 5 = иә", ("жоқ", "иә", "")),
        ("1 – hard, 3 – so so, 5 – easy", None),
        ("5 – hard, 1 – easy", None),
        ("11 – hard, 5 – easy", None),
        ("1–5", None),
        ("1 – a, 5 – " + "b" * 300, None),
        ("", None),
    ],
)
def test_a_hint_names_both_ends_or_stays_a_hint(
    hint: str, ends: tuple[str, str, str] | None
) -> None:
    assert read_ends(hint, "1", "5") == ends


def test_the_ends_are_at_the_scale_and_in_the_names_of_its_buttons(site: Site) -> None:
    five = {"appearance": "rating", "parameters": {"start": 1, "end": 5}}
    named = row("range", "clear", **five, hint={"kk": "1 – түсініксіз, 5 – өте түсінікті"})
    plain = row("range", "overall", **five)
    other = row("range", "held", **five, hint={"kk": "Ұйымдастыру туралы"})
    site.publish(document(named, plain, other, name="scales", title="Scales"))
    page = unescape(site.browser.get("/e/round-table/scales").text)
    page = page.replace("\xa0–\u2060\xa0", " – ")
    assert re.findall(r'<p class="ends[^>]*><span>(.*?)</span><span>(.*?)</span>', page) == [
        ("1 – түсініксіз", "5 – өте түсінікті"),
        ("1 – ең төмен баға", "5 – ең жоғары баға"),
    ]
    assert '<span class="hidden"> – түсініксіз</span>' in page
    assert re.findall('id="q.[a-z]*-hint">([^<]*)<', page) == ["Ұйымдастыру туралы"]
