"""One person, one row: two records that are one become one, and can be two again.

    merges(Official, spellings=("name",), keys=keys_of)    a model says what makes two of it likely one (in ready())
    plan = MergePlan(kept, gone, chosen)                   all that would move, join, or stand in the way
    merger = merge(plan, user)                             one Changeset; raises Blocked
    unmerge(merger, user)                                  every table as it was before

`registry.py`         which models are merged, and what makes two of them likely one
`candidates.py`       which records are likely one, asked by a form or a page
`relations.py`        every column of every table that leads to a model, read from the models
`plan.py`             what a merger would do, row by row, without doing it
`apply.py`            does it, and undoes it
`presentation.py`     a plan in words
`confirm.py`          a new record that looks like one there is: its form asks once
`candidates_page.py`  the page of likely pairs
`admin.py`            the other pages
"""
