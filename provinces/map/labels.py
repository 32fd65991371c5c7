"""Where labels stand beside the land, and the leaders to their places."""

from functools import cache

from .drawing import BOTTOM, FRAMES, GAP, LEFT, LINE, RIGHT, TOP
from .geometry import corners, geometry

MOST_LABELS = 26


@cache
def land():
    """Every corner of the land, as (x, y)."""
    return [corner for found in corners("truoc").values() for corner in found]


@cache
def edge(side, y):
    """How far the land reaches on a side at the height of a line of text."""
    near = [x for x, height in land() if abs(height - y) <= LINE] or [
        x for x, height in land() if abs(height - y) <= 200
    ]
    return min(near) if side == "end" else max(near)


def placed(labels, period):
    """The labels that fit: left ("end") or right ("start") of the land, clear of one another and the frames.

    At most MOST_LABELS, those of the largest rank; of equals all or none, unless they are the largest.
    """
    labels = sorted(labels, key=lambda label: (-label.rank, label.code))
    if len(labels) > MOST_LABELS:
        cut = labels[MOST_LABELS].rank
        labels = [label for label in labels if label.rank > cut] or labels[:MOST_LABELS]
    lanes = {}
    for label in labels:
        label.place = tuple(geometry()[period][label.code]["at"])
        label.side, lane = min(choices(label), key=lambda choice: choice[2])[:2]
        lanes.setdefault((label.side, lane), []).append(label)
    kept = []
    for (side, (top, bottom)), lane in lanes.items():
        step = LINE + 16 if any(label.small for label in lane) else LINE
        lane = lane[: int((bottom - top) // step) + 1]
        lane.sort(key=lambda label: (label.place[1], label.place[0]))
        for label, y in zip(lane, spread([label.place[1] for label in lane], top, bottom, step), strict=True):
            room = edge(side, round(y))
            label.x, label.y = room - GAP if side == "end" else room + GAP, round(y)
        kept += lane
    return sorted(kept, key=lambda label: (label.side, label.y))


def choices(label):
    """(side, lane, cost) for the sides that have a lane there: the way to the coast, and a fine where the words
    would not fit. In the west there always is one; in the east the frames stand in it.
    """
    x, y = label.place
    wide = label.width
    west = edge("end", y)
    yield "end", (TOP + LINE, BOTTOM - LINE), x - west + (0 if west - GAP - wide >= LEFT else 5000)
    lane, top = None, TOP + LINE
    for frame in (*FRAMES, None):
        bottom = frame.y - LINE * 3 // 2 if frame else BOTTOM - LINE
        if top - LINE <= y <= bottom + LINE:
            lane = (top, bottom)
        top = frame.y + frame.height + LINE if frame else BOTTOM
    east = edge("start", y)
    if lane:
        yield "start", lane, east - x + (0 if east + GAP + wide <= RIGHT else 5000)


def spread(wanted, top, bottom, step):
    """Heights at least `step` apart, within top and bottom, as near as can be to the wanted ones (sorted).

    The isotonic regression of the heights less the room that the labels above take.
    """
    blocks = []
    for i, y in enumerate(wanted):
        blocks.append([y - i * step, 1])
        while len(blocks) > 1 and blocks[-2][0] > blocks[-1][0]:
            (one, n), (other, m) = blocks[-2:]
            blocks[-2:] = [[(one * n + other * m) / (n + m), n + m]]
    flat = [mean for mean, n in blocks for _ in range(n)]
    last = bottom - (len(wanted) - 1) * step
    return [max(top, min(last, mean)) + i * step for i, mean in enumerate(flat)]
