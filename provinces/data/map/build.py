"""Draws the map: provinces-63.topo.json -> units.json. A script to run by hand, no part of the portal.

One geometry serves both periods. Its arcs are shared by neighbours, so an arc simplified once fits on
both sides, and a unit of today is the union of its members with their common arcs left out.
Nothing is added: what the input does not hold is not drawn. The same input gives the same bytes.

    python provinces/data/map/build.py
"""

import json
import math
from collections import Counter
from itertools import groupby
from pathlib import Path

FOLDER = Path(__file__).parent
INPUT, GEOMETRY = FOLDER / "provinces-63.topo.json", FOLDER / "units.json"
UNITS_PER_DEGREE = 100  # of latitude: one unit is about 1.1 km
PARALLEL = 16  # the latitude at which east-west is true to scale (equirectangular)
#: The area in square units of the smallest triangle that a corner must make to stay (Visvalingam).
SMALLEST = 6


def build(topology):
    """{"size": [w, h], "truoc" and "sau": {code: {"d": path, "at": [x, y]}}}."""
    (features,) = topology["objects"].values()
    arcs = [projected(arc, topology) for arc in topology["arcs"]]
    west, south, east, north = topology["bbox"]
    size = [round((east - west) * across()), round((north - south) * UNITS_PER_DEGREE)]
    kept = [simplified(arc) for arc in arcs]
    before, after = {}, {}
    for shape in features["geometries"]:
        polygons = shape["arcs"] if shape["type"] == "MultiPolygon" else [shape["arcs"]]
        rings = [ring for polygon in polygons for ring in polygon]
        before[shape["id"]] = rings
        after.setdefault(f"{shape['properties']['n']:02d}", []).extend(rings)
    return {
        "size": size,
        "truoc": {code: drawn(rings, kept) for code, rings in sorted(before.items())},
        "sau": {code: drawn(dissolved(rings, arcs), kept) for code, rings in sorted(after.items())},
    }


# --- From degrees to the drawing -----------------------------------------------------------


def across():
    return UNITS_PER_DEGREE * math.cos(math.radians(PARALLEL))


def projected(arc, topology):
    """The points of one delta-coded arc, in drawing units from the north-west corner."""
    (kx, ky), (x0, y0) = topology["transform"]["scale"], topology["transform"]["translate"]
    west, _, _, north = topology["bbox"]
    points, x, y = [], 0, 0
    for dx, dy in arc:
        x, y = x + dx, y + dy
        points.append(((x * kx + x0 - west) * across(), (north - y * ky - y0) * UNITS_PER_DEGREE))
    return points


def simplified(points):
    """Whole-numbered points without the corners that matter least. Ends stay; a ring keeps three corners."""
    points, least = list(points), 4 if points[0] == points[-1] else 2
    while len(points) > least:
        areas = [abs(doubled_area(points[i - 1 : i + 2])) / 2 for i in range(1, len(points) - 1)]
        area = min(areas)
        if area >= SMALLEST:
            break
        del points[areas.index(area) + 1]
    return [(round(x), round(y)) for x, y in points]


def doubled_area(ring):
    return sum(x1 * y2 - x2 * y1 for (x1, y1), (x2, y2) in zip(ring, [*ring[1:], ring[0]], strict=True))


# --- From arcs to shapes -------------------------------------------------------------------


def dissolved(rings, arcs):
    """The rings of the union of shapes: the arcs that only one of them has, joined end to start."""
    times = Counter(arc if arc >= 0 else ~arc for ring in rings for arc in ring)
    loose = [arc for ring in rings for arc in ring if times[arc if arc >= 0 else ~arc] == 1]
    joined = []
    while loose:
        ring = [loose.pop(0)]
        while ends(ring[0], arcs)[0] != ends(ring[-1], arcs)[1]:
            following = next(arc for arc in loose if ends(arc, arcs)[0] == ends(ring[-1], arcs)[1])
            loose.remove(following)
            ring.append(following)
        joined.append(ring)
    return joined


def points_of(arc, arcs):
    """The points of an arc; a number below 0 is that of one taken from its end."""
    return arcs[arc] if arc >= 0 else arcs[~arc][::-1]


def ends(arc, arcs):
    points = points_of(arc, arcs)
    return points[0], points[-1]


def drawn(rings, arcs):
    shapes = [closed(ring, arcs) for ring in rings]
    return {
        "d": "".join(path(points) for points in shapes),
        "at": middle(max(shapes, key=lambda ring: abs(doubled_area(ring)))),
    }


def closed(ring, arcs):
    """The points of a ring, the first not repeated. An isle too small for whole numbers becomes a speck."""
    points = [point for point, _same in groupby(point for arc in ring for point in points_of(arc, arcs))]
    if len(points) > 1 and points[0] == points[-1]:
        points.pop()
    if len(points) < 3 or not doubled_area(points):
        x, y = points[0]
        return [(x, y), (x + 1, y), (x, y + 1)]
    return points


def path(points):
    """The shortest SVG path: one absolute point, then steps."""
    written, last = "", points[0]
    for x, y in points[1:]:
        for step in (x - last[0], y - last[1]):
            written += str(step) if step < 0 or not written else f" {step}"
        last = x, y
    return f"M{points[0][0]} {points[0][1]}l{written}z"


def middle(ring):
    """The whole-numbered point of a grid of 12 by 12 that lies deepest inside: where a label may point."""
    xs, ys = zip(*ring, strict=True)
    grid = [
        (min(xs) + (max(xs) - min(xs)) * i / 13, min(ys) + (max(ys) - min(ys)) * j / 13)
        for j in range(1, 13)
        for i in range(1, 13)
    ]
    inside = [point for point in grid if holds(ring, point)] or [(sum(xs) / len(xs), sum(ys) / len(ys))]
    return [round(part) for part in max(inside, key=lambda point: depth(ring, point))]


def holds(ring, point):
    (x, y), odd = point, False
    for (x1, y1), (x2, y2) in zip(ring, [*ring[1:], ring[0]], strict=True):
        if (y1 > y) != (y2 > y) and x < (x2 - x1) * (y - y1) / (y2 - y1) + x1:
            odd = not odd
    return odd


def depth(ring, point):
    """The distance from a point to the nearest side of the ring."""
    return min(distance(point, *side) for side in zip(ring, [*ring[1:], ring[0]], strict=True))


def distance(point, start, end):
    (x, y), (x1, y1), (x2, y2) = point, start, end
    length = (x2 - x1) ** 2 + (y2 - y1) ** 2
    along = max(0, min(1, ((x - x1) * (x2 - x1) + (y - y1) * (y2 - y1)) / length)) if length else 0
    return math.hypot(x - x1 - along * (x2 - x1), y - y1 - along * (y2 - y1))


def as_text(result):
    """JSON with one unit a line, so that a difference can be read."""
    lines = [f'{{"size": {result["size"]}']
    for period in ("truoc", "sau"):
        rows = (
            f"{json.dumps(code)}: {json.dumps(unit, separators=(',', ':'))}"
            for code, unit in result[period].items()
        )
        lines.append(f'"{period}": {{\n' + ",\n".join(rows) + "}")
    return ",\n".join(lines) + "}\n"


def drawing():
    """The text of GEOMETRY as INPUT gives it."""
    return as_text(build(json.loads(INPUT.read_text(encoding="utf-8"))))


if __name__ == "__main__":
    GEOMETRY.write_text(drawing(), encoding="utf-8")
