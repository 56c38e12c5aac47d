"""Images and files: the answer is the id of what was uploaded before."""

import re

from typing_extensions import override

from chalicelib.forms.types import json_patterns
from chalicelib.forms.types.base import JsonSchema, TextualQuestion, invalid

ID = r"[A-Za-z0-9_-]{16,64}"


class Upload(TextualQuestion):
    """``image``, ``file``: an upload's id. The action that stores the answer looks for the upload."""

    @override
    def read(self, sent: str) -> str:
        if not re.fullmatch(ID, sent):
            raise invalid("answer.unknown_upload")
        return sent

    @override
    def json_schema(self) -> JsonSchema:
        return {"type": "string", "pattern": json_patterns.whole(ID)}
