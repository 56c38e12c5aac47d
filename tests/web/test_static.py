"""Static files: modules import each other under hashed names."""

import re

from chalicelib.web import static


def test_modules_import_each_other_by_hashed_names() -> None:
    served = static.by_hashed_name()
    for asset in static.assets().values():
        if asset.name.endswith(".js"):
            for name in re.findall(r'from "\./([^"]+)"', asset.text):
                assert name in served


def test_a_module_lists_its_direct_and_indirect_imports() -> None:
    form = static.assets()["form.js"]
    assert {"logic.js", "views.js", "choices.js", "expressions.js", "drafts.js"} <= {*form.imports}
