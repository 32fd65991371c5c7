"""One person, one row: two records that are one become one, and can be two again.

    merges(Official, spellings=("name",), keys=keys_of)    a noun says how its twins are known (its app's apps.py)
    plan = Plan(kept, gone, chosen)                        all that would move, join, or stand in the way
    merger = merge(plan, user)                             one Changeset; raises Blocked
    unmerge(merger, user)                                  every table as it was before

`nouns.py`      which nouns have twins, and what makes them likely
`relations.py`  every column of every table that leads to a noun, read from the models
`planning.py`   what a merger would do, row by row, without doing it
`doing.py`      does it, and undoes it
`likely.py`     spellings and pairs, kept in step with each save
`showing.py`    a plan in words
`asking.py`     a new record that looks like one there is is asked about at saving; `typing.py` while it is typed
`admin.py`      the pages
"""
