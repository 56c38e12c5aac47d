"""The wording of a definition apart from its meaning."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.forms.definition import Definition, dump
from chalicelib.forms.validation import read_definition
from chalicelib.forms.wording import (
    Texts,
    carry_over,
    differs_in_wording_alone,
    is_rewritten,
    rewordings,
    texts_of,
    with_texts,
    wording_problems,
)

DOCUMENT: dict[str, Any] = {
    "name": "visit",
    "purpose": "impressions",
    "title": {"kk": "Сапар", "ru": "Визит"},
    "thanks": {"kk": "Рақмет!"},
    "choices": {
        "who/else": [
            {"name": "pupil", "label": {"kk": "Оқушы", "ru": "Ученик"}},
            {"name": "teacher", "label": {"kk": "Мұғалім"}},
        ]
    },
    "questions": [
        {
            "type": "select_one",
            "list_name": "who/else",
            "name": "who",
            "label": {"kk": "Сіз кімсіз?", "ru": "Кто вы?"},
        },
        {
            "type": "begin_group",
            "name": "more",
            "label": {"kk": "Толығырақ"},
            "questions": [
                {
                    "type": "text",
                    "name": "why",
                    "label": {"kk": "Неге ${who}?"},
                    "hint": {"kk": "Қысқаша"},
                    "constraint": ". != ''",
                    "constraint_message": {"kk": "Жазыңыз"},
                }
            ],
        },
    ],
}
PLACES = [
    "/title",
    "/thanks",
    "/questions/0/label",
    "/questions/1/label",
    "/questions/1/questions/0/label",
    "/questions/1/questions/0/hint",
    "/questions/1/questions/0/constraint_message",
    "/choices/who~1else/0/label",
    "/choices/who~1else/1/label",
]
VISIT = read_definition(DOCUMENT)
WORDS = st.text("абв", min_size=1, max_size=5)


def problems(texts: Texts, definition: Definition = VISIT) -> list[tuple[str, str]]:
    return [(each.code, each.name) for each in wording_problems(definition, texts)]


def test_every_text_is_named_by_its_pointer() -> None:
    assert list(texts_of(VISIT)) == PLACES


@given(st.dictionaries(st.sampled_from(PLACES), WORDS, min_size=1))
def test_new_words_at_any_place_are_a_correction_and_nothing_else(words: dict[str, str]) -> None:
    known = texts_of(VISIT)
    texts = {at: {**known[at], "kk": f"{text} "} for at, text in words.items()}
    corrected = with_texts(VISIT, texts)
    assert texts_of(corrected) == {**known, **texts}
    assert differs_in_wording_alone(VISIT, corrected)
    assert {each.pointer: each.new for each in rewordings(VISIT, corrected)} == texts
    assert dump(with_texts(corrected, known)) == dump(VISIT)
    assert dump(carry_over(VISIT, rewordings(VISIT, corrected))) == dump(corrected)


@pytest.mark.parametrize(
    "changes",
    [
        {"default_language": "ru"},
        {"introduction": {"kk": "Жаңа мәтін"}},
        {"thanks": None},
        {"title": {"kk": "Сапар"}},
        {"questions": VISIT.questions[:1]},
        {
            "questions": (
                VISIT.questions[0].model_copy(update={"required": True}),
                VISIT.questions[1],
            )
        },
        {"choices": {"who/else": VISIT.choices["who/else"][::-1]}},
        {},
    ],
)
def test_a_change_of_more_than_words_is_no_correction(changes: dict[str, Any]) -> None:
    assert not differs_in_wording_alone(VISIT, VISIT.model_copy(update=changes))


def test_a_correction_takes_no_text_away_and_names_no_other_question() -> None:
    assert problems({"/questions/1/questions/0/label": {"kk": "Неліктен ${who}?"}}) == []
    assert problems({"/questions/1/label": {"kk": "Толығырақ", "ru": "Подробнее"}}) == []
    assert problems({"/introduction": {"kk": "Кіріспе"}}) == [
        ("wording.unknown_text", "/introduction")
    ]
    assert problems({"/title": {"kk": " ", "en": "Visit"}}) == [
        ("wording.no_text", "/title/kk"),
        ("wording.no_text", "/title/ru"),
    ]
    assert problems({"/questions/1/questions/0/label": {"kk": "Неге ${why}?"}}) == [
        ("wording.other_names", "/questions/1/questions/0/label/kk")
    ]


@pytest.mark.parametrize(
    "calculation",
    ["jr:choice-name(${who}, '${who}')", "instance('who/else')/root/item[name = 'pupil']/label"],
)
def test_labels_that_a_formula_reads_are_answers(calculation: str) -> None:
    row = VISIT.questions[0].model_copy(
        update={"type": "calculate", "name": "read", "calculation": calculation, "label": None}
    )
    definition = VISIT.model_copy(update={"questions": (*VISIT.questions, row)})
    texts: Texts = {"/choices/who~1else/1/label": {"kk": "Ұстаз"}}
    assert problems(texts, definition) == [
        ("wording.label_is_an_answer", "/choices/who~1else/1/label")
    ]
    assert problems(texts) == []


def test_a_correction_is_carried_over_where_the_old_text_stands_under_the_same_name() -> None:
    corrected = with_texts(
        VISIT,
        {
            "/questions/0/label": {"kk": "Сіз кімсіз", "ru": "Кто Вы?"},
            "/choices/who~1else/0/label": {"kk": "Шәкірт", "ru": "Ученик"},
        },
    )
    first = VISIT.questions[0].model_copy(update={"label": {"kk": "Кімсіз?", "ru": "Кто вы?"}})
    draft = VISIT.model_copy(update={"questions": (VISIT.questions[1], first)})
    carried = carry_over(draft, rewordings(VISIT, corrected))
    assert carried.questions[1].label == {"kk": "Кімсіз?", "ru": "Кто Вы?"}
    assert carried.choices["who/else"][0].label == {"kk": "Шәкірт", "ru": "Ученик"}
    assert carried.questions[0] == VISIT.questions[1]


def test_a_few_letters_are_a_typo_and_another_sentence_is_not() -> None:
    long = "Оцените, насколько ясно и полезно было то, о чём говорили на встрече. " * 8
    assert not is_rewritten({"ru": "Оцнеите встречу"}, {"ru": "Оцените встречу"})
    assert not is_rewritten({"ru": long}, {"ru": long.replace("ясно", "ясна", 1)})
    assert not is_rewritten({"kk": "Сіз кімсіз?"}, {"kk": "Сіз кімсіз?", "ru": "Кто вы?"})
    assert is_rewritten({"ru": "Оцените встречу"}, {"ru": "Кто вас пригласил?"})
    assert is_rewritten({"ru": long}, {"ru": "Сколько вам лет? " * 20})
