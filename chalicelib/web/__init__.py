"""HTTP only: a handler reads a request, calls one action and writes a reply; no storage, no rules.

``endpoint`` wraps every route. The packages ``participant``, ``organiser`` and ``api`` each list
their ``ROUTES`` and declare them to Chalice as a ``blueprint``, which ``app.py`` registers.
"""
