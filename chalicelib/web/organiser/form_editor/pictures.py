"""Pictures beside a question and its choices: each is one of the images that are attached to the form."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from chalicelib.forms.types import find_type
from chalicelib.locales import N_
from chalicelib.web.organiser.controls import Control, MenuOption
from chalicelib.web.organiser.form_editor.asked_questions import plain_label
from chalicelib.web.organiser.form_editor.kinds import has_own_choices

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from chalicelib.forms.definition import Choice, Row
    from chalicelib.forms.definition_types import Media
    from chalicelib.locales import Language
    from chalicelib.web.organiser.form_editor.fields import Decoded

MOST: Final = 30
"""So many choices have a menu of pictures; longer lists are no lists of pictures."""


def picture_values(row: Row, choices: Sequence[Choice]) -> dict[str, str]:
    """Return what the menus hold: ``picture`` of the question, ``picture_0`` and so on of the choices."""
    values = {"picture": _picture(row.media)}
    for number, choice in enumerate(_choices_with_menu(row, choices)):
        values[f"picture_{number}"] = _picture(choice.media)
    return values


def _choices_with_menu(row: Row, choices: Sequence[Choice]) -> Sequence[Choice]:
    return choices[:MOST] if has_own_choices(row) else ()


def _picture(media: Media) -> str:
    return next(iter(media.get("image", {}).values()), "")


def with_pictures(
    typed: Mapping[str, str],
    row: Row,
    choices: Sequence[Choice],
    read: Decoded,
    languages: Sequence[Language],
) -> None:
    """Give what was read the pictures that were chosen; a choice keeps its own wherever its line stands."""
    own = typed.get("picture")
    if own is not None:
        read.row = read.row.model_copy(update={"media": _with(row.media, own, languages)})
    if read.choices is None and read.row.list_name != row.list_name:
        return
    pictures = {
        choice.name: typed[f"picture_{number}"]
        for number, choice in enumerate(_choices_with_menu(row, choices))
        if typed.get(f"picture_{number}", _picture(choice.media)) != _picture(choice.media)
    }
    if pictures:
        read.choices = tuple(
            each.model_copy(update={"media": _with(each.media, pictures[each.name], languages)})
            if each.name in pictures
            else each
            for each in (choices if read.choices is None else read.choices)
        )


def _with(media: Media, name: str, languages: Sequence[Language]) -> Media:
    if name == _picture(media):
        return media
    changed: Media = dict(media)
    if name:
        changed["image"] = dict.fromkeys(languages, name)
    else:
        del changed["image"]
    return changed


def show_pictures(
    row: Row,
    choices: Sequence[Choice],
    values: Mapping[str, str],
    images: Sequence[str],
    language: Language,
    translate: Callable[..., str],
) -> list[Control]:
    """Return the menus; none where no image is attached to the form, and none is named."""
    named = {each for each in picture_values(row, choices).values() if each}
    options = [MenuOption("", translate(N_("no picture")))]
    options += [MenuOption(name, name) for name in sorted(named.union(images))]
    kind = find_type(row.type)
    if len(options) == 1 or kind is None or not kind.is_seen:
        return []
    menu = Control("picture", translate(N_("Beside the question")), "menu", options=options)
    controls = [replace(menu, value=values.get("picture", ""))]
    for number, choice in enumerate(_choices_with_menu(row, choices)):
        name = f"picture_{number}"
        label = plain_label(choice.label, choice.name, language)
        controls.append(replace(menu, name=name, label=label, value=values.get(name, "")))
    return controls
