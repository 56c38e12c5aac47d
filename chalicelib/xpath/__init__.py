"""XLSForm's expression language: parsed, bound to a form's rows, evaluated here or in the page.

::

    expr     = parse(text)                          # ExpressionError: .errors, each .code .offset .parameters
    bound    = bind(expr, form, node, tables,       # ExpressionError with every unknown name
                    result="boolean",               # or "value" (default), "number", "string"
                    filters=None)                   # for a choice_filter: its list's name
    evaluate = compile_expression(bound)            # evaluate(context) -> bool | float | str; never raises
    filter_  = compile_filter(bound)                # filter_(context, rows) -> the rows that pass
    json     = to_json(bound)                       # for web/static/expressions.js
    nodes    = references(bound)                    # the rows whose answers (or instances) it reads
    table    = get_zone(time_zone).table            # the page's ``zone``
    parts    = parse_template("Hello, ${name}")     # a label's parts; bind_part binds a name

``form`` and ``node`` are anything that fulfils ``form_protocol``; ``tables`` are ``ChoiceTables``. Make one
``Context`` for a submission and set its ``frames``, ``positions`` and ``value`` from row to row.

``relevant``, ``constraint``, ``required`` and ``read_only`` are booleans, ``calculation`` and a dynamic
``default`` are values, ``repeat_count`` is a number. A repeat's own expressions are evaluated outside of
its instances. docs/expressions.md describes the language and where it differs from ODK's.
"""

from chalicelib.xpath.binder import bind
from chalicelib.xpath.choice_tables import ChoiceTable, ChoiceTables
from chalicelib.xpath.context import Context
from chalicelib.xpath.errors import ExpressionError, ExpressionProblem
from chalicelib.xpath.evaluator import compile_expression, compile_filter
from chalicelib.xpath.parser import parse
from chalicelib.xpath.serializer import to_json
from chalicelib.xpath.templates import TemplatePart, bind_part, parse_template
from chalicelib.xpath.time_zones import get_zone
from chalicelib.xpath.typed_ast import BoundExpression, references
from chalicelib.xpath.values import Value, to_boolean, to_number, to_string

__all__ = [
    "BoundExpression",
    "ChoiceTable",
    "ChoiceTables",
    "Context",
    "ExpressionError",
    "ExpressionProblem",
    "TemplatePart",
    "Value",
    "bind",
    "bind_part",
    "compile_expression",
    "compile_filter",
    "get_zone",
    "parse",
    "parse_template",
    "references",
    "to_boolean",
    "to_json",
    "to_number",
    "to_string",
]
