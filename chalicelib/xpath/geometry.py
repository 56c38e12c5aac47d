"""Lengths and areas on the earth, of points as ODK writes them: ``latitude longitude altitude accuracy; …``.

The earth is a sphere with the radius of its equator, as in ODK Collect and Enketo. Sines are rounded as elsewhere,
so that both evaluators give the same bits; results are rounded to hundredths of a metre or of a square metre.
"""

from __future__ import annotations

import math
import re
from itertools import pairwise

from chalicelib.xpath.functions import split_words
from chalicelib.xpath.number_format import approximate, round_half_up

_RADIUS = 6_378_100.0
_COORDINATE = re.compile(r"-?[0-9]+(\.[0-9]+)?")
_RADIAN = math.pi / 180

Point = tuple[float, float]
"""Latitude and longitude in degrees."""


def measure_length(text: str) -> float:
    """Return the length in metres of the way through the points; NaN where one of them cannot be read."""
    points = _read_points(text)
    if points is None:
        return math.nan
    length = 0.0
    for start, end in pairwise(points):
        length += _angle(start, end)
    return round_half_up(length * _RADIUS, 2.0)


def measure_area(text: str) -> float:
    """Return the area in square metres that the points enclose; NaN where one of them cannot be read."""
    points = _read_points(text)
    if points is None:
        return math.nan
    sum_of_strips = 0.0
    for start, end in pairwise([*points, *points[:1]]):
        width = (end[1] - start[1]) * _RADIAN
        sum_of_strips += width * (_sine(start[0]) + _sine(end[0]))
    return round_half_up(abs(sum_of_strips) * _RADIUS * _RADIUS / 2, 2.0)


def is_inside(point: str, shape: str) -> bool:
    """Return whether a point lies in a shape whose last point is its first; not where either cannot be read."""
    points, corners = _read_points(point), _read_points(shape)
    if not points or not corners:
        return False
    (north, east), inside = points[0], False
    for (north1, east1), (north2, east2) in pairwise(corners):
        if (north2 > north) != (north1 > north):
            crossing = (east1 - east2) * (north - north2) / (north1 - north2) + east2
            inside = inside != (east < crossing)
    return inside


def _read_points(text: str) -> list[Point] | None:
    points: list[Point] = []
    for part in text.split(";"):
        numbers = split_words(part)[:2]
        if not numbers:
            continue
        if len(numbers) < 2 or not all(_COORDINATE.fullmatch(each) for each in numbers):
            return None
        points.append((float(numbers[0]), float(numbers[1])))
    return points


def _angle(start: Point, end: Point) -> float:
    """Return the angle between two points as the centre of the earth sees it, by the haversine formula."""
    across, along = _sine((end[0] - start[0]) / 2), _sine((end[1] - start[1]) / 2)
    shrinking = _sine(90 - start[0]) * _sine(90 - end[0])
    half = math.sqrt(across * across + shrinking * along * along)
    return 2 * approximate(math.asin(min(1.0, half)))


def _sine(degrees: float) -> float:
    return approximate(math.sin(degrees * _RADIAN))
