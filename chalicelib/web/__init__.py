"""HTTP only: reads a request, calls one action, writes a reply; never storage, never rules.

``endpoint`` stands around every route. Pages for participants and organisers and the JSON API each
list their routes in a ``ROUTES`` of their own package; ``routes`` gathers them. A handler is named
by a string and imported when it is first asked for, so an answer sent as JSON never waits for the
templates, the calendar data or the documents that only other routes need.
"""
