"""Static files: modules import each other under hashed names."""

import re
from pathlib import Path

from chalicelib.web import static

STYLESHEET = Path(static.__file__).parent / "pikir.css"


def test_modules_import_each_other_by_hashed_names() -> None:
    served = static.by_hashed_name()
    for asset in static.assets().values():
        if asset.name.endswith(".js"):
            for name in re.findall(r'from "\./([^"]+)"', asset.text):
                assert name in served


def test_a_module_lists_its_direct_and_indirect_imports() -> None:
    form = static.assets()["form.js"]
    assert {"logic.js", "views.js", "choices.js", "expressions.js", "drafts.js"} <= {*form.imports}


def test_every_rule_of_the_stylesheet_is_closed_before_the_next_begins() -> None:
    depth = 0
    for number, line in enumerate(STYLESHEET.read_text("utf-8").splitlines(), 1):
        indent, text = len(line) - len(line.lstrip()), line.strip()
        if text.startswith(("}", "@")) or text.endswith(("{", ",")):
            assert indent >= 2 * (depth - text.startswith("}")), f"line {number}: {text}"
        depth += text.count("{") - text.count("}")
    assert depth == 0


def test_the_style_sheet_is_served_without_comments_and_indentation() -> None:
    source = STYLESHEET.read_text(encoding="utf-8")
    served = static.assets()["pikir.css"].text
    assert "/*" in source
    assert "/*" not in served
    assert "\n " not in served
    rules = re.sub(r"/\*.*?\*/", "", source, flags=re.DOTALL)
    assert served.split() == rules.split()
