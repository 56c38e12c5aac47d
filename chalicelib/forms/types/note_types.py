"""What is read rather than answered: notes, and the box that says it was read."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, ClassVar

from pydantic_core import core_schema
from typing_extensions import override

from chalicelib.errors import Problem
from chalicelib.forms.problems import problem
from chalicelib.forms.types.base import Question, Value, one_of
from chalicelib.locales import Language

if TYPE_CHECKING:
    from chalicelib.forms.statistics.tally import Tally

OK = "OK"
OK_LABEL: Mapping[Language, str] = {"kk": "Иә", "ru": "Да", "en": "Yes"}


class Note(Question):
    """``note``: text on the page; it takes no answer."""

    answerable: ClassVar = False

    @override
    def schema(self) -> core_schema.CoreSchema:
        raise NotImplementedError

    @override
    def json_schema(self) -> dict[str, Any]:
        raise NotImplementedError


class Acknowledge(Question):
    """``acknowledge``: ``OK`` as in XLSForm, and nothing else; left out where it was not ticked."""

    closed: ClassVar = True
    unanswered: ClassVar = "answer.must_acknowledge"

    @override
    def schema(self) -> core_schema.CoreSchema:
        return one_of([OK], required=self.must)

    @override
    def json_schema(self) -> dict[str, Any]:
        return {"const": OK}

    @override
    def say(self, value: Value, language: Language | None) -> str:
        return OK_LABEL[language] if language else OK

    @override
    def token(self, value: Value) -> str:
        return "1"

    @override
    def explain(self, kind: str, sent: object, context: Mapping[str, Any]) -> Problem:
        found = super().explain(kind, sent, context)
        return found if found.code == self.unanswered else problem("answer.wrong_type", self.key)

    @override
    def _tally(self, document: Mapping[str, Any] | None) -> "Tally":
        from chalicelib.forms.statistics.tally import Marks

        return Marks(document)
