"""Strategies that draw definitions with everything that a form can hold, for the round trip through a spreadsheet."""

from typing import Any

from hypothesis import strategies as st

from chalicelib.forms.external_data import declared_file
from chalicelib.forms.text import normalize
from chalicelib.forms.types import TYPES, AnswerSource, Selection
from chalicelib.locales import LANGUAGES

Document = dict[str, Any]
Drawn = st.SearchStrategy[Any]

_UNUSUAL_TEXTS = (
    "'quoted",
    "=1+1",
    "+7 701",
    "-",
    "@home",
    "a  b   c",
    "line\nbreak",
    'say "no"',
    "“so” ‘no’",
    "😀 👩‍👩‍👧",
    "1.0",
    "TRUE",
    "007",
    "<b>&amp;</b>",
    "_x0041_",
    "x005F_",
    "a\tb",
    "no\u00a0break",
    "#N/A",
    "\ufdd0",
    "]]>",
    "2026-06-13",
    "é e\u0301",
    "\\",
    "{name}",
    "$ {x}",
    "$$",
    "%s",
    "${",
)
_letters = st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufffe\uffff")
_any_text = (
    (st.text(_letters, min_size=1, max_size=30) | st.sampled_from(_UNUSUAL_TEXTS))
    .map(normalize)
    .filter(bool)
)
words = _any_text.filter(lambda text: "${" not in text)
"""Text without references to questions."""

_lists = ("colours", "Тізім", "yes_no", "a/b~c", "other.list")
_files = (
    "cities.csv",
    "Қалалар.xml",
    "halls.geojson",
    "a-very-long-name-of-a-file-with-choices.csv",
)
_KINDS = [name for name in TYPES if TYPES[name].is_supported and not TYPES[name].is_container]
_KINDS.remove("audit")  # pyxform knows no other name for the row
_KINDS.remove("background-geopoint")  # it needs a question that triggers it
_names = ("q", "_", "Сұрақ", "a.b-", "TRUE", "count", "name")


def _in_languages(texts: Drawn) -> Drawn:
    """Texts in Kazakh and any of the other two languages."""
    return st.builds(
        lambda kk, others: {"kk": kk, **others},
        texts,
        st.dictionaries(st.sampled_from(LANGUAGES[1:]), texts, max_size=2),
    )


# Strategies that depend on nothing drawn are built once: Hypothesis validates each strategy that it meets.
_localized_texts = _in_languages(words)
_file_names = st.sampled_from(["a.png", "Сурет 1.jpg", "“x”.mp3"])
_media = st.dictionaries(
    st.sampled_from(["audio", "video"]),
    st.dictionaries(st.sampled_from(LANGUAGES), _file_names, min_size=1),
    min_size=1,
    max_size=2,
)


def _choice_lists(names: Drawn) -> Drawn:
    columns = st.dictionaries(st.sampled_from(["region", "Аймақ", "x-y"]), words, max_size=2)
    choice = st.builds(
        lambda name, label, media, values: {
            "name": name,
            **({"label": label} if label else {}),
            **({"media": media} if media else {}),
            **values,
        },
        names,
        st.none() | _localized_texts,
        st.none() | _media,
        columns,
    )
    return st.lists(choice, min_size=1, max_size=4, unique_by=lambda each: _plain(each["name"]))


def _plain(text: str) -> str:
    """Replace the quotes and blanks that the spreadsheet's reader replaces."""
    for typographic, plain in zip("‘’“”\u00a0", "''\"\" ", strict=True):
        text = text.replace(typographic, plain)
    return normalize(text)


_random_names = st.text(
    st.characters(categories=["L", "N", "P", "S"], exclude_characters="${}\ufffd"),
    min_size=1,
    max_size=8,
).filter(lambda name: name != "other" and len(normalize(name).split()) == 1)
_common_names = st.sampled_from(["TRUE", "1.0", "1", "a", "yes", "=x", "'y", "Иә", "0"])
_choices = _choice_lists(_common_names | _random_names)


@st.composite
def _expression(draw: st.DrawFn, names: list[str]) -> str:
    templates = [". > 1 and . < 10", "1 + 1", "string-length(.) > 2", "today() > '2026-01-01'"]
    if names:
        name = draw(st.sampled_from(names))
        templates += [f"${{{name}}} = 'x  y'", f"${{{name}}}\n!= ''", f"not(${{{name}}} = “a”)"]
    return draw(st.sampled_from(templates))


@st.composite
def _row(draw: st.DrawFn, number: int, above: list[str]) -> Document:
    kind = draw(st.sampled_from(_KINDS))
    selection = TYPES[kind].selection
    row: Document = {"type": kind, "name": f"{draw(st.sampled_from(_names))}{number}"}
    if not TYPES[kind].is_seen and TYPES[kind].source is not AnswerSource.EXPRESSION:
        return row | ({"label": draw(_localized_texts)} if TYPES[kind].needs else {})
    row |= draw(_KEYS_BY_TYPE.get(kind, st.just({})))
    if TYPES[kind].is_seen:
        row["label"] = draw(_localized_texts)
        row |= draw(_texts)
    if kind == "calculate":
        row["calculation"] = draw(_expression(above))
    elif kind != "note":
        row |= draw(_conditions(above))
    if draw(st.booleans()):
        row["relevant"] = draw(_expression(above))
    if (
        selection in (Selection.ONE, Selection.SEVERAL)
        and "or_other" not in row
        and draw(st.booleans())
    ):
        row["choice_filter"] = "name != 'x'"
    if kind == "text" and above and draw(st.booleans()):
        row["trigger"] = f"${{{draw(st.sampled_from(above))}}}"
        row["calculation"] = "1 + 1"
    return row


_texts = st.fixed_dictionaries(
    {},
    optional={
        "hint": _localized_texts,
        "guidance_hint": _localized_texts,
        "media": _media,
        "appearance": st.sampled_from(["minimal", "w1  w2", "multiline"]),
    },
)


def _conditions(names: list[str]) -> Drawn:
    return st.fixed_dictionaries(
        {},
        optional={
            "required": st.booleans() | _expression(names),
            "required_message": _localized_texts,
            "read_only": st.just(True) | _expression(names),
            "constraint": _expression(names),
            "constraint_message": _localized_texts,
            "private": st.just(True),
            "default": words | st.just("1 + 1"),
        },
    )


_KEYS_BY_TYPE: dict[str, Drawn] = {
    "text": st.sampled_from(
        [{}, {"max_length": 40, "min_length": 2}, {"parameters": {"rows": 3}}, {"role": "proposal"}]
    ),
    "integer": st.sampled_from([{}, {"min": -3, "max": 10**14}]),
    "decimal": st.sampled_from([{}, {"min": 0.1, "max": 5.0}, {"max": 1e-7}]),
    "date": st.sampled_from([{}, {"min": "2026-01-01"}]),
    "range": st.sampled_from(
        [
            {},
            {"parameters": {"start": 1, "end": 5, "step": 1}},
            {"parameters": {"start": 0, "end": 10, "step": 1}},
            {"parameters": {"start": -0.5, "end": 0.5, "step": 0.25}},
        ]
    ),
    "image": st.sampled_from([{}, {"parameters": {"max-pixels": 1024}}]),
    "select_one": st.builds(
        lambda name, more: {"list_name": name, **more},
        st.sampled_from(_lists),
        st.sampled_from(
            [
                {},
                {"or_other": True},
                {"parameters": {"randomize": True, "seed": "42"}},
                {"parameters": {"randomize": True, "seed": "0.5"}},
            ]
        ),
    ),
    "select_multiple": st.builds(lambda name: {"list_name": name}, st.sampled_from(_lists)),
    "select_multiple_from_file": st.builds(
        lambda name: {"list_name": name}, st.sampled_from(_files)
    ),
    "rank": st.builds(lambda name: {"list_name": name}, st.sampled_from(_lists)),
    "select_one_from_file": st.builds(
        lambda name, more: {"list_name": name, **more},
        st.sampled_from(_files),
        st.sampled_from([{}, {"parameters": {"value": "name", "label": "label"}}]),
    ),
}


@st.composite
def documents(draw: st.DrawFn) -> Document:
    """Draw a definition with a few questions of any type, some of them in groups and repeats."""
    rows: list[Document] = []
    row_lists: list[list[Document]] = [rows]
    above: list[str] = []
    for number in range(draw(st.integers(1, 8))):
        row = draw(_row(number, above))
        if draw(st.integers(0, 3)) == 0 and len(row_lists) < 4:
            container = draw(_container(number, above))
            container["questions"] = [row]
            row_lists[-1].append(container)
            row_lists.append(container["questions"])
        else:
            draw(st.sampled_from(row_lists)).append(row)
        if len(row_lists) == 1 and not TYPES[row["type"]].data_ending:
            above.append(row["name"])
    lists = {name: draw(_choices) for name in _lists}
    files = {name: draw(_choices) for name in _files}
    head = {"title": draw(_localized_texts)}
    for key in ("introduction", "thanks"):
        if draw(st.booleans()):
            head[key] = draw(_localized_texts)
    return {
        "name": draw(st.sampled_from(["form", "_a.b-c"])),
        "purpose": draw(st.sampled_from(["other", "impressions", "proposals"])),
        "one_place_per": draw(st.sampled_from(["person", "email"])),
        "style": draw(st.sampled_from([None, "pages", "pages toc"])),
        "check_answers": draw(st.booleans()),
        "default_language": "kk",
        **head,
        "choices": {**lists, **{name: files[name] for name in _files_of(rows)}},
        "data": {name: draw(_data) for name in _declared_files(rows)},
        "questions": rows,
    }


def _files_of(rows: list[Document]) -> dict[str, None]:
    """Return the files that the rows name, in their order."""
    files: dict[str, None] = {}
    for row in rows:
        if TYPES[row["type"]].is_list_from_file:
            files[row["list_name"]] = None
        files |= _files_of(row.get("questions", []))
    return files


def _declared_files(rows: list[Document]) -> list[str]:
    """Return the files whose rows only expressions read."""
    here = [declared_file(row["type"], row["name"]) for row in rows]
    below = [name for row in rows for name in _declared_files(row.get("questions", []))]
    return [name for name in (*here, *below) if name is not None]


_data = st.lists(
    st.dictionaries(
        st.sampled_from(["code", "name", "unit price", "Баға::kk", "list_name"]), words, min_size=1
    ),
    min_size=1,
    max_size=3,
)


@st.composite
def _container(draw: st.DrawFn, number: int, names: list[str]) -> Document:
    kind = draw(st.sampled_from(["begin_group", "begin_repeat"]))
    container: Document = {"type": kind, "name": f"g{number}"}
    if draw(st.booleans()):
        container["label"] = draw(_localized_texts)
    if kind == "begin_repeat" and draw(st.booleans()):
        container["repeat_count"] = draw(st.sampled_from(["3", "2 + 1"]) | _references(names))
    return container


def _references(names: list[str]) -> Drawn:
    return st.sampled_from([f"${{{name}}}" for name in names] or ["1"])
