"""A repeat: the same questions again for each of several people or things."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, ClassVar

from pydantic_core import core_schema
from typing_extensions import override

from chalicelib.forms.types.base import Question, Setting, Value
from chalicelib.locales import Language

if TYPE_CHECKING:
    from chalicelib.forms.definition import Row
    from chalicelib.forms.intake.levels import Level
    from chalicelib.forms.statistics.tally import Tally

MAX_INSTANCES = 200
"""In one list."""
MAX_INSTANCES_IN_ALL = 2_000
"""In one submission, all lists together."""


class Repeat(Question):
    """``begin_repeat``: a list of objects, one for each instance, with its questions' answers."""

    closed: ClassVar = True
    entered: ClassVar = False
    no_answer: ClassVar = ()

    def __init__(self, row: "Row", key: str, setting: Setting, level: "Level") -> None:
        super().__init__(row, key, setting)
        self.level = level

    @override
    def schema(self) -> core_schema.CoreSchema:
        return self.listed(self.level.schema())

    def listed(self, instance: core_schema.CoreSchema) -> core_schema.CoreSchema:
        """The schema of the list, by that of one instance."""
        return core_schema.list_schema(instance, strict=True, max_length=MAX_INSTANCES)

    @override
    def json_schema(self) -> dict[str, Any]:
        """The list alone; ``forms.intake.json_schema`` knows how its items are described."""
        return {"type": "array", "maxItems": MAX_INSTANCES}

    @override
    def show(self, value: object) -> list[str]:
        return [str(len(value))] if isinstance(value, list) else [str(value)]

    @override
    def say(self, value: Value, language: Language | None) -> str:
        return self.show(value)[0]

    @override
    def token(self, value: Value) -> str:
        """How many instances there are."""
        return self.show(value)[0]

    @override
    def _tally(self, document: Mapping[str, Any] | None) -> "Tally":
        from chalicelib.forms.statistics.number_tally import Numbers

        return Numbers(document)
