"""XLSForm's expressions, pure: read, bound to a form's rows, evaluated here or in the page.

::

    tree  = parse(text)                                  # ExpressionError: .faults, each .code .at .parameters
    bound = bind(tree, layout, node, choices,            # ExpressionError with *all* names that mean nothing
                 result="boolean",                       # or "value" (default), "number", "string"
                 filters=None)                           # a choice_filter: the name of its list
    run   = compile(bound)                               # run(context) -> bool | float | str; never raises
    keep  = compile_filter(bound)                        # keep(context, rows) -> the rows that pass
    page  = to_json(bound)                               # for web/static/expressions.js
    nodes = references(bound)                            # the rows whose answers (or instances) it reads
    table = zone_named(time_zone).table                  # the page's ``zone``
    parts = template("Hello, ${name}")                   # pieces of a label; bind_part binds a name

A ``Context`` holds the answers from the form's object to the innermost instance around the row
(``frames``), their indexes (``positions``), the row's own ``value``, ``now``, ``time_zone``,
``language``, ``new_id`` and the budget of ``steps``; ``exhausted`` says that it ran out. Make one a
submission and set ``frames``, ``positions`` and ``value`` from row to row.

``relevant``, ``constraint``, ``required``, ``read_only`` want a boolean, ``calculation`` and a dynamic
``default`` a value, ``repeat_count`` a number. A repeat's own expressions are read where the repeat
stands: in the frames around it. The language, and where it differs from ODK's, is in
docs/expressions.md.
"""

from chalicelib.xpath.binder import bind
from chalicelib.xpath.choice_lists import ChoiceList
from chalicelib.xpath.context import Context
from chalicelib.xpath.errors import ExpressionError, ExpressionFault
from chalicelib.xpath.evaluator import compile_bound as compile  # noqa: A004 -- its name here
from chalicelib.xpath.evaluator import compile_filter
from chalicelib.xpath.parser import parse
from chalicelib.xpath.references import references
from chalicelib.xpath.serializer import to_json
from chalicelib.xpath.templates import TemplatePart, bind_part, template
from chalicelib.xpath.time_zones import zone_named
from chalicelib.xpath.typed_ast import Bound
from chalicelib.xpath.values import Value, to_boolean, to_number, to_string

__all__ = [
    "Bound",
    "ChoiceList",
    "Context",
    "ExpressionError",
    "ExpressionFault",
    "TemplatePart",
    "Value",
    "bind",
    "bind_part",
    "compile",
    "compile_filter",
    "parse",
    "references",
    "template",
    "to_boolean",
    "to_json",
    "to_number",
    "to_string",
    "zone_named",
]
