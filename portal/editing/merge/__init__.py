"""Two records that are one become one: an applied changeset of kind "merge", which the ledger reverts like any other.

    mergeable(Official, spellings=("name",), keys=keys_of)   a model says what makes two of it likely one (in ready())
    plan = plan_merge(survivor, loser, chosen)               all that would change, and what stands in the way
    changeset = merge(plan, user)                            raises Blocked, and changes nothing
    portal.changes.apply.undo(changeset, user)               every table as it was before

`registry.py`       which models are merged, what makes two of them likely one, what leads to them, and who may
`candidates.py`     which records are likely one, asked by a form or a page
`plan.py`           what a merger would do, without doing it
`apply.py`          does it
`pages.py`          the pages of the admin
"""
