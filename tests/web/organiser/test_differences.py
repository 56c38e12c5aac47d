"""The differences between versions of a form as the console shows them."""

from chalicelib.domain.versions import Change, ChangedPart, ChangeKind, Effect
from chalicelib.web.organiser.differences import LONGEST, differences
from chalicelib.web.render import translator


def parts(*changed: tuple[object, object], name: str = "it") -> list[tuple[str, str]]:
    return [(old, new) for _, old, new in lines(name, *changed)]


def lines(name: str, *changed: tuple[object, object]) -> list[tuple[str, str, str]]:
    change = Change(
        kind=ChangeKind.CHANGED,
        name="q",
        type="text",
        label={"en": "Q"},
        parts=tuple(ChangedPart(name=name, old=old, new=new) for old, new in changed),
    )
    [difference] = differences([change], "en", translator("en"))
    return list(difference.parts)


def test_old_and_new_values_are_shown_as_text() -> None:
    assert parts(
        (None, True),
        ({"en": "Old", "kk": "Ескі"}, {"en": "New", "kk": "Жаңа"}),
        ({"end": 5}, {"end": 9, "step": 2}),
        (["a", "b"], []),
    ) == [
        ("–", "Yes"),
        ("Old", "New"),
        ("end=5", "end=9, step=2"),
        ("a, b", "–"),
    ]


def test_each_column_has_words_of_its_own() -> None:
    scales = ({"start": 1, "end": 5}, {"start": 0, "end": 9, "step": 3})
    assert lines("parameters", scales) == [("Scale", "1–5", "0–9 (3)")]
    assert lines("parameters", ({"rows": 2}, {"rows": 5})) == [("parameters", "rows=2", "rows=5")]
    assert lines("type", ("select_one", "select_multiple")) == [
        ("Kind of question", "One of several", "Several choices")
    ]
    assert lines("default_language", ("kk", "ru")) == [
        ("Language that is shown first", "Қазақша", "Русский")
    ]
    assert lines("order", (["a", "b"], ["b", "a"])) == [("Order of the questions", "", "")]
    assert lines("relevant", (None, "1 = 1")) == [("Ask only if", "–", "1 = 1")]


def test_choices_are_told_by_their_labels() -> None:
    pupil = {"name": "pupil", "label": {"en": "Pupil", "kk": "Оқушы"}}
    guest = {"name": "guest", "label": {"en": "Guest"}}
    other = {"name": "other"}
    assert lines("choices", ([pupil, other], [guest, pupil])) == [
        ("New choices", "", "Guest"),
        ("Choices no longer offered", "other", ""),
    ]
    reworded = {**pupil, "label": {"en": "Pupil", "kk": "Шәкірт"}}
    assert lines("choices", ([pupil], [reworded])) == [
        ("Choice", "en: Pupil · kk: Оқушы", "en: Pupil · kk: Шәкірт")
    ]
    assert lines("choices", ([pupil, guest], [guest, pupil])) == [
        ("Choices: their order, pictures or further columns", "", "")
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
