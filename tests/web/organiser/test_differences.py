"""The differences between versions of a form as the console shows them."""

from chalicelib.domain.versions import Change, ChangedPart, ChangeKind, Effect
from chalicelib.web.organiser.differences import LONGEST, differences
from chalicelib.web.render import translator


def parts(*changed: tuple[object, object]) -> list[tuple[str, str]]:
    change = Change(
        kind=ChangeKind.CHANGED,
        name="q",
        type="text",
        label={"en": "Q"},
        parts=tuple(ChangedPart(name="it", old=old, new=new) for old, new in changed),
    )
    [difference] = differences([change], "en", translator("en"))
    return [(old, new) for _, old, new in difference.parts]


def test_old_and_new_values_are_shown_as_text() -> None:
    assert parts(
        (None, True),
        ({"en": "Old", "kk": "Ескі"}, {"en": "New", "kk": "Жаңа"}),
        ({"end": 5}, {"end": 9, "step": 2}),
        (["a", "b"], []),
        ([{"name": "a", "label": {"en": "A"}}], [{"name": "a", "label": {"en": "B"}}]),
    ) == [
        ("–", "True"),
        ("Old", "New"),
        ("end=5", "end=9, step=2"),
        ("a, b", "–"),
        ("name=a, label=A", "name=a, label=B"),
    ]


def test_a_text_that_changed_in_another_language_is_shown_in_every_language() -> None:
    assert parts(({"en": "Q", "kk": "Ескі"}, {"en": "Q", "kk": "Жаңа"})) == [
        ("en: Q · kk: Ескі", "en: Q · kk: Жаңа")
    ]


def test_a_long_value_is_shortened() -> None:
    [(old, _)] = parts(("x" * 500, "y"))
    assert (len(old), old[-1]) == (LONGEST, "…")


def test_a_change_shows_its_effect_and_the_former_name() -> None:
    change = Change(
        kind=ChangeKind.ADDED,
        name="age",
        type="integer",
        label={"kk": "Жасы"},
        effects=(Effect.BEGINS,),
        was="years",
    )
    [difference] = differences([change], "en", translator("en"))
    assert (difference.words, difference.label, difference.was) == ("New", "Жасы", "years")
    assert difference.effects == ("Figures start with the new version.",)
