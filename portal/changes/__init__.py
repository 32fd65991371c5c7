"""The ledger: who changed what, when, and how it is taken back.

    with acting(user, Changeset.Kind.ACTION, note="…") as changeset:   # all that changes inside is one Changeset
        record.save()
    undo(changeset, user, check=publishers_only(user))                 # or Blocked: what stands in the way

`models.py`     Changeset; Change, one row of it before and after; ChangedRecord, under which records it is shown
`recorder.py`   gathers what changes inside a changeset, and writes it at the end, in the same transaction
`states.py`     rows as dicts, and as JSON
`apply.py`      a changeset undone, a deletion taken back, one version restored
`labels.py`     rows, columns and values in words
`diff.py`       what a changeset changed, in words
"""
