"""A recommendation stands in the state of its newest published reply, however that came to be so.

By save, list action, schedule, proposal, sheet, merger or undo: the act at whose end it is asked knows of all.
Without a published reply it stands where it was put, or, when the last one goes, unanswered again.
"""

from portal.changes.recorder import entailed_by
from portal.records.models import Publication

from .models import Recommendation, Reply

State = Recommendation.State
#: The states that tell of replies; the others are given by hand, and stay.
OF_REPLIES = (State.UNANSWERED, State.RECEIVED, State.UNDER_WAY, State.DONE, State.REFUSED)


@entailed_by(Recommendation, Reply)
def follow_replies(changes, loading):
    """Brings the states of the recommendations that `changes` concern in step. Returns whether any was not."""
    left = {}  # {key of a recommendation: the states of published replies that are not there any more}
    for model, key, before, after in changes:
        if model is Recommendation and after and (before is None or before["state"] != after["state"]):
            left.setdefault(key, set())
        elif model is Reply:
            for side in filter(None, (before, after)):
                left.setdefault(side["recommendation_id"], set())
            if _is_published(before):
                left[before["recommendation_id"]].add(before["state"])
    if not left:
        return False
    newest = newest_states(left)
    moved = False
    for row in Recommendation.objects.filter(pk__in=left, state__in=OF_REPLIES):
        state, note = newest.get(row.pk, (row.state, ""))
        if row.pk not in newest and row.state in left[row.pk]:
            state = State.UNANSWERED
        if state != row.state:
            reason = row.reason or note[:400] or "Trả lời không nêu lý do."
            values = {"state": state, **({"reason": reason} if state == State.REFUSED else {})}
            Recommendation.objects.filter(pk=row.pk).update(**values)
            moved = True
    return moved


def newest_states(keys):
    """{key: (state, note)} of the newest published reply of recommendations; one without a day is the oldest."""
    replies = Reply.objects.filter(
        recommendation__in=keys,
        publication=Publication.PUBLISHED,
        state__in=set(OF_REPLIES) - {State.UNANSWERED},
    )
    rows = replies.order_by().values_list("recommendation", "day", "pk", "state", "note")
    newest = {}
    for key, day, pk, state, note in rows:
        age = (day is not None, day, pk)
        if key not in newest or age > newest[key][0]:
            newest[key] = (age, state, note)
    return {key: (state, note) for key, (_age, state, note) in newest.items()}


def _is_published(state):
    return state is not None and state["publication"] == Publication.PUBLISHED
