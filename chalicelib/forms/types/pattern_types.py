"""Answers that are a text of one pattern: an upload's id, a position on the map."""

import re
from collections.abc import Sequence

from chalicelib.forms.types import json_patterns
from chalicelib.forms.types.base import JsonSchema, TextualQuestion, invalid
from chalicelib.override import override

UPLOAD_ID = r"[A-Za-z0-9_-]{16,64}"
_TYPED = r"[-+0-9.]+(?:[,;\s]+[-+0-9.]+){1,3}"


class Upload(TextualQuestion):
    """``image``, ``audio``, ``video``, ``file``: an upload's id. The action that stores the answer looks for the upload."""

    @override
    def read(self, sent: str) -> str:
        if not re.fullmatch(UPLOAD_ID, sent):
            raise invalid("answer.unknown_upload")
        return sent

    @override
    def json_schema(self) -> JsonSchema:
        return {"type": "string", "pattern": json_patterns.whole(UPLOAD_ID)}


class Geopoint(TextualQuestion):
    """``geopoint``: latitude and longitude in degrees, then maybe altitude and accuracy in metres.

    ``43.238949 76.889709 780 12.5``, separated by single spaces
    (https://docs.getodk.org/form-question-types/#geopoint).
    """

    @override
    def read(self, sent: str) -> str:
        if not re.fullmatch(json_patterns.POINT, sent):
            raise invalid("answer.bad_position")
        return sent

    @override
    def json_schema(self) -> JsonSchema:
        return {"type": "string", "pattern": json_patterns.whole(json_patterns.POINT)}

    @override
    def parse(self, texts: Sequence[str]) -> object:
        """Also read what people copy from a map: ``43.238949, 76.889709``."""
        text = texts[0].strip() if len(texts) == 1 else ""
        if not re.fullmatch(_TYPED, text):
            return super().parse(texts)
        return " ".join(part.removeprefix("+") for part in re.split(r"[,;\s]+", text))
