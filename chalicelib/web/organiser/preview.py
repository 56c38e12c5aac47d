"""A form as its participants will see it, on a page of the console that sends nothing."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from markupsafe import Markup

from chalicelib.web.participant import fields
from chalicelib.web.render import environment, template_functions, translator
from chalicelib.web.urls import Urls

if TYPE_CHECKING:
    from datetime import datetime

    from chalicelib.forms.intake import Form
    from chalicelib.locales import Language
    from chalicelib.web.request import Request


def as_participants_see(
    form: Form,
    event: str,
    request: Request,
    language: Language,
    now: datetime,
    *,
    with_title: bool = True,
) -> Markup:
    """The empty form's fields in that language, and what they depend on in words; ``with_title`` below a heading (h3)."""
    urls = Urls(request.prefix)
    shown = fields.InstanceCounts(())
    parts = fields.build_fields(
        fields.FormPage(
            form=form,
            texts={},
            messages={},
            full_categories=frozenset(),
            translate=translator(language),
            language=language,
            state=form.show_page((), shown, now=now, language=language),
            instance_counts=shown,
            address=partial(urls.draft_file, event, form.name),
        )
    )
    template = environment().get_template("organiser/as_participants_see.html")
    html = template.render(
        **template_functions(language),
        urls=urls,
        form=form.definition,
        parts=parts,
        shown_in=language,
        with_title=with_title,
    )
    return Markup(html)  # noqa: S704 -- a template's own output
