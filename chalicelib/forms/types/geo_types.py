"""A place on the map, as XLSForm writes it."""

import re
from collections.abc import Sequence
from typing import Any

from pydantic_core import core_schema
from typing_extensions import override

from chalicelib.forms.types import json_patterns
from chalicelib.forms.types.base import Question, refused

_TYPED = r"[-+0-9.]+(?:[,;\s]+[-+0-9.]+){1,3}"


class Geopoint(Question):
    """``geopoint``: latitude and longitude in degrees, then maybe altitude and accuracy in metres.

    ``43.238949 76.889709 780 12.5``, separated by single spaces (https://docs.getodk.org/form-question-types/#geopoint).
    """

    @override
    def schema(self) -> core_schema.CoreSchema:
        return core_schema.no_info_after_validator_function(
            self._checked, core_schema.str_schema(strict=True)
        )

    def _checked(self, sent: str) -> str:
        if not sent:
            if self.must:
                raise refused("answer.required")
            return ""
        if not re.fullmatch(json_patterns.POINT, sent):
            raise refused("answer.bad_position")
        return sent

    @override
    def json_schema(self) -> dict[str, Any]:
        return {"type": "string", "pattern": json_patterns.whole(json_patterns.POINT)}

    @override
    def parse(self, texts: Sequence[str]) -> object:
        """As a page sends it, or as people copy it from a map: ``43.238949, 76.889709``."""
        text = texts[0].strip() if len(texts) == 1 else ""
        if not re.fullmatch(_TYPED, text):
            return super().parse(texts)
        return " ".join(part.removeprefix("+") for part in re.split(r"[,;\s]+", text))
