"""The page of a form's own texts and settings."""

from tests.web.client import HttpResponse
from tests.web.organiser.conftest import Console
from tests.web.organiser.test_form_editor import EDIT, draft
from tests.web.organiser.test_question_conditions import fields

TEXTS = f"{EDIT}/texts"


def save(console: Console, **typed: str) -> HttpResponse:
    return console.send_form(TEXTS, {**fields(console.get(TEXTS).text), **typed})


def test_texts_and_settings_are_saved_and_what_is_not_changed_stays(console: Console) -> None:
    assert f'href="{TEXTS}"' in console.get(EDIT).text
    unchanged = save(console)
    assert (unchanged.status, unchanged.headers["location"]) == (303, EDIT)
    assert console.services.forms.draft("round-table", "impressions") is None
    reply = save(
        console,
        title_ru="Впечатления",
        introduction_kk="Екі минут алады.",
        thanks_kk="Рақмет!",
        default_language="kk",
        style="pages toc",
        check_answers="1",
    )
    assert reply.status == 303
    saved = draft(console)
    assert saved.title == {"kk": "Әсерлер", "ru": "Впечатления"}
    assert (saved.introduction, saved.thanks) == ({"kk": "Екі минут алады."}, {"kk": "Рақмет!"})
    assert (saved.style, saved.check_answers) == ("pages toc", True)
    assert save(console, style="", thanks_kk="").status == 303
    assert (draft(console).style, draft(console).thanks) == (None, None)


def test_a_form_without_a_title_is_refused(console: Console) -> None:
    reply = save(console, title_kk=" ", thanks_kk="Рақмет!")
    assert reply.status == 422
    assert 'href="#title_kk"' in reply.text
    assert "Рақмет!" in reply.text
    assert save(console, style="book").status == 422


def test_a_colleague_s_change_is_told_and_what_was_typed_is_kept(console: Console) -> None:
    old = fields(console.get(TEXTS).text)
    save(console, title_kk="Пікірлер")
    late = console.send_form(TEXTS, {**old, "thanks_kk": "Рақмет!"})
    assert (late.status, "Рақмет!" in late.text) == (409, True)
    assert draft(console).title == {"kk": "Пікірлер"}
