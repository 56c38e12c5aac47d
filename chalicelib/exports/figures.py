"""A summary's figures as rows, one figure a row, so that a pivot table can turn them any way."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from chalicelib.domain.events import Event
from chalicelib.forms.text import in_language
from chalicelib.locales import N_, Language, translate

HEADING: Final = (
    "question",
    "label",
    "type",
    "category",
    "category_label",
    "figure",
    "choice",
    "choice_label",
    "value",
)
NAMELESS: Final = "–"
"""The group of those who named no category; an empty cell stands for everybody."""
_NO_FIGURES: Final = frozenset(
    {"name", "type", "label", "version", "versions", "choices", "by_category", "suppressed"}
)
_Cells = tuple[str, str, str]


def rows(summary: Mapping[str, Any], event: Event, language: Language) -> Iterator[Sequence[str]]:
    """The heading and every figure of the summary, labels in that language.

    What the small-group rule hides has the figure ``suppressed`` and no value.
    """
    yield HEADING
    for name in ("responses", "through"):
        yield ("", "", "", "", "", name, "", "", str(summary[name]))
    for version in summary["versions"]:
        about_it = (str(version["version"]), version.get("published_at", ""))
        yield ("", "", "", "", "", "version_responses", *about_it, str(version["responses"]))
    yield from _groups(("", "", ""), summary.get("by_category", {}), event, language, {})
    for question in summary["questions"]:
        about = (question["name"], in_language(question["label"], language), question["type"])
        labels = {
            choice["name"]: in_language(choice["label"], language)
            for choice in question.get("choices", ())
        }
        asked_in = " ".join(map(str, question["versions"]))
        yield (*about, "", "", "versions", "", "", asked_in)
        for figure in _figures(question):
            yield (*about, "", "", *_labelled(figure, labels))
        yield from _hidden_choices(about, question, labels)
        yield from _groups(about, question.get("by_category", {}), event, language, labels)


def _groups(
    about: _Cells,
    groups: Mapping[str, Mapping[str, Any]],
    event: Event,
    language: Language,
    labels: Mapping[str, str],
) -> Iterator[Sequence[str]]:
    for name, group in groups.items():
        category = event.category(name)
        label = in_language(category.label, language) if category else name
        who = (name or NAMELESS, label or translate(N_("not stated"), language))
        if "suppressed" in group:
            yield (*about, *who, "suppressed", "", "", "")
            continue
        for figure in _figures(group):
            yield (*about, *who, *_labelled(figure, labels))


def _hidden_choices(
    about: _Cells, question: Mapping[str, Any], labels: Mapping[str, str]
) -> Iterator[Sequence[str]]:
    for name in question.get("suppressed", ()):
        yield (*about, "", "", "suppressed", name, labels.get(name, name), "")


def _labelled(figure: _Cells, labels: Mapping[str, str]) -> Sequence[str]:
    name, choice, value = figure
    return name, choice, labels.get(choice, choice), value


def _figures(document: Mapping[str, Any]) -> Iterator[_Cells]:
    """Figure, choice and value of everything that was counted."""
    for name, value in document.items():
        if name in _NO_FIGURES:
            continue
        if isinstance(value, Mapping):
            yield from _parts(name, value)
        elif isinstance(value, list):
            for standing in value:
                yield from _standing(standing)
        else:
            yield name, "", _text(value)


def _parts(name: str, parts: Mapping[str, Any]) -> Iterator[_Cells]:
    for part, value in parts.items():
        if name == "counts":
            yield "count", part, _text(value)
        else:
            yield f"{name}_{part}", "", _text(value)


def _standing(standing: Mapping[str, Any]) -> Iterator[_Cells]:
    """One choice of a ranking, or one bin of a histogram."""
    if "choice" not in standing:
        bounds = f"{_text(standing['from'])} – {_text(standing['below'])}"
        yield "count", bounds, _text(standing["count"])
        return
    choice = standing["choice"]
    yield "points", choice, _text(standing["points"])
    yield "mean_place", choice, _text(standing["mean_place"])
    for place, count in standing["places"].items():
        yield f"place_{place}", choice, _text(count)


def _text(value: object) -> str:
    return "" if value is None else str(value)
