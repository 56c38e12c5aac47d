"""A form as its participants will see it, on a page of the console from which nothing can be sent."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from markupsafe import Markup

from chalicelib.web.participant import fields
from chalicelib.web.participant.working import Worked
from chalicelib.web.render import environment, translator, words
from chalicelib.web.urls import Urls

if TYPE_CHECKING:
    from chalicelib.forms.compiled import Form
    from chalicelib.forms.text import Language
    from chalicelib.web.request import Request


def as_participants_see(form: Form, event: str, request: Request, language: Language) -> Markup:
    """The empty form's fields in that language."""
    urls = Urls(request.prefix)
    parts = fields.parts_of(
        fields.Page(
            form=form,
            typed={},
            messages={},
            full=frozenset(),
            say=translator(language),
            language=language,
            worked=Worked(form),
            address=partial(urls.draft_file, event, form.name),
        )
    )
    template = environment().get_template("organiser/as_participants_see.html")
    shown = template.render(
        **words(language), urls=urls, form=form.definition, parts=parts, shown_in=language
    )
    return Markup(shown)  # noqa: S704 -- a template's own output
