"""Images and files: the answer is the id of what was uploaded before."""

import re
from typing import Any, ClassVar

from pydantic_core import core_schema
from typing_extensions import override

from chalicelib.forms.types import json_patterns
from chalicelib.forms.types.base import Question, refused

ID = r"[A-Za-z0-9_-]{16,64}"


class Upload(Question):
    """``image``, ``file``: an upload's id. That there is such an upload is for actions to see."""

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
        if not re.fullmatch(ID, sent):
            raise refused("answer.unknown_upload")
        return sent

    @override
    def json_schema(self) -> dict[str, Any]:
        return {"type": "string", "pattern": json_patterns.whole(ID)}


class Image(Upload):
    """``image``; its ``parameters`` may bound the longer side, in pixels."""

    keys: ClassVar = frozenset({"parameters"})
