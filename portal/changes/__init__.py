"""What every record was before: who changed what, when, and how it is put back.

    with acting(user, Act.Kind.ACTION, note="…") as act:   # all that changes inside is one Act
        record.save()
    undo(act, user, check=publishers_only(user))           # or Blocked: what stands in the way

`tables.py`     the history table of each model (django-simple-history), a row for each state it was left in
`models.py`     Act, one lượt sửa, and Change, one row changed in it, listed under each record that shows it
`recorder.py`   gathers what changes inside an act, and writes it at the end, in the same transaction
`states.py`     rows as dicts, as the database and the history hold them
`apply.py`      an act undone, a deletion taken back, one version restored
`labels.py`     rows, columns and values in words
`diff.py`       what an act changed, in words
"""
