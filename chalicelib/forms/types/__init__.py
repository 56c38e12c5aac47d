"""The types of questions: ``TYPES`` is the table of them, each with the class that handles its answers.

A class reads, checks, shows and encodes answers. The table's row says everything else; it is data alone,
so that a submission imports neither the pages' code nor pyxform's with it.
"""

from chalicelib.forms.tree import GROUP, REPEAT
from chalicelib.forms.types.base import (
    AnswerSource,
    Question,
    QuestionType,
    ScriptReader,
    Selection,
    Widget,
)
from chalicelib.forms.types.table import TYPES, find_type

__all__ = [
    "GROUP",
    "REPEAT",
    "TYPES",
    "AnswerSource",
    "Question",
    "QuestionType",
    "ScriptReader",
    "Selection",
    "Widget",
    "find_type",
]
