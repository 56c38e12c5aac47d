"""One choice of a list, or several."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from pydantic_core import core_schema
from typing_extensions import override

from chalicelib.forms.text import in_language
from chalicelib.forms.types.base import Question, Setting, Value, one_of, refused
from chalicelib.locales import Language

if TYPE_CHECKING:
    from chalicelib.forms.definition import Choice, Row
    from chalicelib.forms.statistics.tally import Tally

CATEGORIES = "categories"
"""The list that stands for the event's categories where the definition does not spell it."""

OTHER = "other"
OTHER_LABEL: Mapping[Language, str] = {"kk": "Басқа", "ru": "Другое", "en": "Other"}


@dataclass(frozen=True, slots=True, eq=False)
class Offer:
    """What can be chosen from: the labels by name, the names in order, and the place of each."""

    labels: Mapping[str, Mapping[Language, str]]
    names: tuple[str, ...]
    places: Mapping[str, int]

    @classmethod
    def of(cls, choices: "Sequence[Choice]", *, other: bool) -> "Offer":
        """The offer of a list, with the text beside it or without."""
        labels = {choice.name: choice.shown for choice in choices}
        if other:
            labels[OTHER] = OTHER_LABEL
        names = tuple(labels)
        return cls(labels, names, {name: place for place, name in enumerate(names)})


class _Choices(Question):
    keys: ClassVar = frozenset({"list_name", "or_other"})
    closed: ClassVar = True

    def __init__(self, row: "Row", key: str, setting: Setting) -> None:
        super().__init__(row, key, setting)
        which = (row.list_name, row.or_other)
        offer = setting.offers.get(which)
        if offer is None:
            offer = setting.offers[which] = Offer.of(self.choices, other=row.or_other)
        self.labels, self.names, self._places = offer.labels, offer.names, offer.places

    def _label(self, name: str, language: Language | None) -> str:
        return in_language(self.labels.get(name), language) or name if language else name

    @override
    def _tally(self, document: Mapping[str, Any] | None) -> "Tally":
        from chalicelib.forms.statistics.choice_tally import Counts

        return Counts(document, names=self.names, several=isinstance(self, SelectMultiple))


class SelectOne(_Choices):
    """``select_one``: the name of one choice; with ``or_other`` also ``other``."""

    @override
    def schema(self) -> core_schema.CoreSchema:
        return one_of(self.names, required=self.must)

    @override
    def json_schema(self) -> dict[str, Any]:
        return {"enum": list(self.names)}

    @override
    def say(self, value: Value, language: Language | None) -> str:
        return self._label(str(value), language)

    @override
    def token(self, value: Value) -> str:
        return str(self._places[str(value)])


class SelectMultiple(_Choices):
    """``select_multiple``: a list of different choices' names, kept in the form's order."""

    no_answer: ClassVar = ({"type": "array", "maxItems": 0},)

    @override
    def schema(self) -> core_schema.CoreSchema:
        names = core_schema.list_schema(
            core_schema.literal_schema(list(self.names)),
            strict=True,
            fail_fast=True,
            min_length=int(self.must),
        )
        return core_schema.no_info_after_validator_function(self._checked, names)

    def _checked(self, sent: list[str]) -> list[str]:
        if len(set(sent)) != len(sent):
            raise refused("answer.repeated_choice")
        return sorted(sent, key=self._places.__getitem__)

    @override
    def json_schema(self) -> dict[str, Any]:
        return {
            "type": "array",
            "items": {"enum": list(self.names)},
            "uniqueItems": True,
            "minItems": 1,
        }

    @override
    def parse(self, texts: Sequence[str]) -> object:
        return list(texts)

    @override
    def worked_out(self, text: str) -> object:
        return text.split()

    @override
    def show(self, value: object) -> list[str]:
        return [str(name) for name in value] if isinstance(value, list) else [str(value)]

    @override
    def say(self, value: Value, language: Language | None) -> str:
        names = value if isinstance(value, list) else [str(value)]
        return ("; " if language else " ").join(self._label(name, language) for name in names)

    @override
    def token(self, value: Value) -> str:
        """The chosen places as the bits of one number, in hexadecimal."""
        names = value if isinstance(value, list) else [str(value)]
        return format(sum(1 << self._places[name] for name in names), "x")
