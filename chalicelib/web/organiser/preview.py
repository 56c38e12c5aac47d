"""A form as its participants will see it, on pages of the console that send nothing."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from markupsafe import Markup

from chalicelib.web import policy
from chalicelib.web.participant import fields, form_page
from chalicelib.web.render import environment, page, template_functions, translator
from chalicelib.web.urls import Urls

if TYPE_CHECKING:
    from datetime import datetime

    from chalicelib.actions.services import Services
    from chalicelib.domain.events import Event
    from chalicelib.forms.intake import Form
    from chalicelib.locales import Language
    from chalicelib.web.reply import Reply
    from chalicelib.web.request import Request


def preview_page(
    request: Request, services: Services, event: Event, form: Form, *, is_framed: bool = False
) -> Reply:
    """Render the form's own page with its script in the request's language; nothing is sent or kept.

    With ``is_framed`` it stands alone, and may stand in a frame of the editor.
    """
    filled = form_page.Filled(id=services.new_id())
    context = form_page.form_context(
        form_page.FormVisit(request, services, event, form, frozenset(), filled),
        partial(Urls(request.prefix).draft_file, event.id, form.name),
    )
    headers = {policy.HEADER: policy.preview_policy()} if is_framed else {}
    return page(
        "organiser/form_preview.html",
        request,
        headers=headers,
        uploads=None,
        is_framed=is_framed,
        **context,  # type: ignore[arg-type] # the template's own names
    )


def as_participants_see(
    form: Form,
    event: str,
    request: Request,
    language: Language,
    now: datetime,
) -> Markup:
    """The empty form's fields in that language, and what they depend on in words."""
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
    )
    return Markup(html)  # noqa: S704 -- a template's own output
