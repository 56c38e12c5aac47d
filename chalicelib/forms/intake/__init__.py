"""A version of a form, ready to take answers: it checks them, reads and writes HTML fields, makes lines."""

from chalicelib.forms.answer_paths import MAX_PROBLEMS
from chalicelib.forms.intake.answers import Answers, Column, instances
from chalicelib.forms.intake.form import STAT_LINE_FORMAT, Form

__all__ = ["MAX_PROBLEMS", "STAT_LINE_FORMAT", "Answers", "Column", "Form", "instances"]
