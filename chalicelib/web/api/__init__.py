"""The JSON API under ``/api/v1``: thin handlers, one action each; refusals as problem+json."""

from chalicelib.web.routes import Route

ROUTES: tuple[Route, ...] = ()
