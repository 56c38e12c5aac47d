"""Compile the templates of participants' pages to Python, which the package then holds as bytecode.

jinja2 would read, parse and compile them in every fresh process, which takes 200 ms of a cold page. The console's templates are
compiled by its first pages as before: their bytecode would weigh half a megabyte.
"""

from pathlib import Path
from typing import Final

from chalicelib.web import render

_OTHERS: Final = ("organiser/", "api/")


def replace_sources(web: Path) -> None:
    """Put the module of each template, by the name under which jinja2 looks for it, in the place of its source."""
    templates = render.environment()
    templates.compile_templates(
        web / render.COMPILED.name, zip=None, ignore_errors=False, filter_func=is_of_participants
    )
    for name in templates.list_templates(filter_func=is_of_participants):
        (web / render.TEMPLATES.name / name).unlink()


def is_of_participants(template: str) -> bool:
    """Return whether pages outside the console need the template."""
    return not template.startswith(_OTHERS)
