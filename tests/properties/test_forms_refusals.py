"""Any bytes, answers and documents are accepted or refused; nothing else is raised."""

import contextlib
import copy
import json
from functools import partial
from typing import Any

from hypothesis import example, given
from hypothesis import strategies as st

from chalicelib import errors
from chalicelib.forms.definition import Definition
from chalicelib.forms.intake import Form
from chalicelib.forms.validation import read_definition, review
from tests.forms.definitions import NOW, QUESTIONS, check_body, document, form_of, row, row_of
from tests.forms.strategies import Drawn, Row, forms, junk

FORM = form_of(
    *(row_of(kind, kind.name) for kind in QUESTIONS if kind.takes_answer),
    row("text", "needed", required=True),
    row("select_one", "with_other", or_other=True),
    row("range", "halves", parameters={"end": 1, "step": 0.5}),
)
KEYS = [question.key for question in FORM.answerable]

fragments = st.sampled_from(
    [b'{"answers":', b'{"', b'":', b"{}", b"[", b"]", b"}", b",", b"1e999", b"NaN", b'"\\ud800"',
     b'"\\u0000"', b"\xff", b"-0", b"9" * 50, b"null", b"true", b'"text"', b'"rank"', b'["1"]']
)  # fmt: skip
bodies = st.binary(max_size=60) | st.lists(fragments, max_size=12).map(b"".join)


def format_messages(refusal: errors.Refusal) -> list[str]:
    """Return the message of each problem; one empty message if the refusal has no problems."""
    return [each.message.format_map(each.parameters) for each in refusal.problems] or [""]


@given(body=bodies)
@example(body=b"[" * 100_000)
@example(body=b'{"a":' * 100_000)
def test_any_bytes_are_read_or_refused(body: bytes) -> None:
    for reader in (partial(check_body, FORM), read_definition):
        with contextlib.suppress(errors.Refusal):
            reader(body)


@given(answers=st.dictionaries(st.sampled_from(KEYS) | st.text(max_size=5), junk))
def test_any_answers_are_accepted_or_refused_with_a_message_for_each_problem(
    answers: dict[str, Any],
) -> None:
    try:
        FORM.check(answers, now=NOW)
    except errors.AnswersRefused as refusal:
        messages = format_messages(refusal)
    else:
        return
    assert all(messages)


def _paths(part: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:  # noqa: ANN401 -- JSON
    """Return the path of every part of the document, the document's own first."""
    steps: list[Any] = []
    if isinstance(part, dict):
        steps = list(part)
    elif isinstance(part, list):
        steps = list(range(len(part)))
    return [path] + [inner for step in steps for inner in _paths(part[step], (*path, step))]


KEYS_OF_ROWS = sorted({*Definition.model_fields, "list_name", "min", "max", "role", "relevant"})


@st.composite
def broken_documents(draw: st.DrawFn, drawn: tuple[Row, dict[str, Drawn]]) -> object:
    """Replace, add or remove up to three parts of a drawn definition."""
    raw: Any = copy.deepcopy(drawn[0])
    for _ in range(draw(st.integers(1, 3))):
        path = draw(st.sampled_from(_paths(raw)))
        if not path:
            continue
        *above, last = path
        part = raw
        for step in above:
            part = part[step]
        if draw(st.booleans()):
            part[last] = draw(junk)
        elif draw(st.booleans()) and isinstance(part, dict):
            part[draw(st.sampled_from(KEYS_OF_ROWS))] = draw(junk)
        else:
            del part[last]
    return raw


@given(raw=forms().flatmap(broken_documents) | junk)
@example(raw=document(row("begin_group", "g"), row("note")))
def test_any_document_is_a_form_or_refused_with_a_message_for_each_problem(raw: object) -> None:
    try:
        definition = read_definition(json.dumps(raw).encode())
    except errors.FormRefused as refusal:
        messages = format_messages(refusal)
    except errors.Malformed:
        return
    else:
        warned = {each.code for each in review(json.dumps(raw).encode()).problems}
        assert Form(definition, version=1).answerable or "form.nothing_to_answer" in warned
        return
    assert all(messages)


def test_an_unbroken_document_is_accepted() -> None:
    read_definition(document(row("text")))
