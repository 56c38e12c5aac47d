"""Rows in a GeoJSON file (RFC 7946): one a feature, its properties are the columns.

The geometry is a column too, written as ODK writes places: ``latitude longitude altitude accuracy``, several of them
with ``; `` between.
"""

import json
from collections.abc import Iterator, Mapping, Sequence

from chalicelib import errors
from chalicelib.errors import SourceLocation
from chalicelib.forms.number_text import write_number
from chalicelib.forms.strict_json import read_json
from chalicelib.xlsform.problems import WorkbookRefused
from chalicelib.xlsform.reader.sheets import MAX_COLUMNS, MAX_ROWS, Budget, Sheet, is_empty

_GEOMETRY = "geometry"
_ID = "id"
_LINES = ("LineString", "Polygon")


def geojson_sheet(name: str, content: bytes) -> Sheet:
    """Read a GeoJSON file as a sheet, whose rows are numbered by features; raise ``WorkbookRefused`` where it is none."""
    try:
        document = read_json(content.removeprefix(b"\xef\xbb\xbf"))
    except errors.Malformed as broken:
        raise WorkbookRefused("form.geojson_broken", SourceLocation(name)) from broken
    features = document.get("features") if isinstance(document, Mapping) else None
    is_collection = isinstance(document, Mapping) and document.get("type") == "FeatureCollection"
    if not is_collection or not isinstance(features, list):
        raise WorkbookRefused("form.geojson_no_collection", SourceLocation(name))
    if len(features) > MAX_ROWS:
        raise WorkbookRefused("form.sheet_too_long", SourceLocation(name), limit=MAX_ROWS)
    budget = Budget()
    rows = tuple(
        dict(_cells(feature, SourceLocation(name, number), budget))
        for number, feature in enumerate(features, start=1)
    )
    headers = tuple(dict.fromkeys(header for row in rows for header in row))
    if len(headers) > MAX_COLUMNS:
        raise WorkbookRefused("form.sheet_too_wide", SourceLocation(name), limit=MAX_COLUMNS)
    return Sheet(name, headers, rows, lines=tuple(range(1, len(rows) + 1)))


def _cells(feature: object, at: SourceLocation, budget: Budget) -> Iterator[tuple[str, str]]:
    """Yield a feature's columns; its own id counts where its properties have none."""
    if not isinstance(feature, Mapping) or feature.get("type") != "Feature":
        raise WorkbookRefused("form.geojson_no_feature", at)
    properties = feature.get("properties")
    own = properties if isinstance(properties, Mapping) else {}
    values = {_ID: feature.get(_ID), **own, _GEOMETRY: _place(feature.get(_GEOMETRY))}
    for key, value in values.items():
        text, header = _text(value), key.strip()
        if header and not is_empty(text):
            budget.spend(text, SourceLocation(at.sheet, at.row, key[:100]))
            yield header, text.strip()


def _text(value: object) -> str:
    match value:
        case None:
            return ""
        case bool():
            return "true" if value else "false"
        case int() | float():
            return write_number(value)
        case str():
            return value
        case _:
            return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _place(geometry: object) -> str:
    """Return a point, a line or the outer ring of a polygon; empty for any other geometry."""
    if not isinstance(geometry, Mapping):
        return ""
    kind, coordinates = geometry.get("type"), geometry.get("coordinates")
    if kind == "Point":
        return _point(coordinates)
    if kind == "Polygon" and isinstance(coordinates, Sequence) and coordinates:
        coordinates = coordinates[0]
    if kind not in _LINES or not isinstance(coordinates, list):
        return ""
    points = [_point(each) for each in coordinates]
    return "; ".join(points) if all(points) else ""


def _point(position: object) -> str:
    """Return a position, which GeoJSON writes with the longitude first."""
    numbers = position[:3] if isinstance(position, list) else []
    if any(isinstance(each, bool) or not isinstance(each, int | float) for each in numbers):
        return ""
    match [write_number(each) for each in numbers]:
        case [longitude, latitude, *altitude]:
            return " ".join([latitude, longitude, *(altitude or ["0"]), "0"])
    return ""
