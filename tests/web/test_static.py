"""Static files: modules import each other under hashed names."""

import re
from pathlib import Path

import pytest

from chalicelib.web import static

FOLDER = Path(static.__file__).parent
STYLESHEET = FOLDER / "pikir.css"
CONSOLE = FOLDER / "console.css"
TEMPLATES = FOLDER.parent / "templates"


def test_modules_import_each_other_by_hashed_names() -> None:
    served = {asset.name for asset in static.assets().values()}
    for asset in static.assets().values():
        if asset.name.endswith(".js"):
            for name in re.findall(r'from "\./([^"]+)"', asset.text):
                assert name in served


def test_a_module_lists_its_direct_and_indirect_imports() -> None:
    form = static.assets()["logic-form.js"]
    assert {"logic.js", "views.js", "choices.js", "expressions.js"} <= {*form.imports}


@pytest.mark.parametrize("sheet", [STYLESHEET, CONSOLE], ids=lambda sheet: sheet.name)
def test_every_rule_of_a_style_sheet_is_closed_before_the_next_begins(sheet: Path) -> None:
    depth = 0
    for number, line in enumerate(sheet.read_text("utf-8").splitlines(), 1):
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


def test_pages_of_participants_use_no_class_that_the_console_alone_styles() -> None:
    everywhere, console = (
        {*re.findall(r"\.([a-z][\w-]*)", sheet.read_text("utf-8"))}
        for sheet in (STYLESHEET, CONSOLE)
    )
    pages = [*TEMPLATES.glob("*.html"), *(TEMPLATES / "participant").glob("*.html")]
    for page in pages:
        text = page.read_text("utf-8")
        assert "console.css" not in text
        used = {name for names in re.findall(r'class="([^"{]*)', text) for name in names.split()}
        assert used & (console - everywhere) == set(), page.name


def test_the_fields_of_a_form_are_read_in_one_place() -> None:
    """Elsewhere a file field that is left empty would be sent as “[object File]”."""
    reading = [
        path.name
        for path in FOLDER.glob("*.js")
        if re.search(r"new FormData\([^)]", path.read_text("utf-8"))
    ]
    assert reading == ["drafts.js"]
