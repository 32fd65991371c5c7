"""What every record was before: who changed what, when, and how it is put back.

    with acting(user, Act.Kind.ACTION, note="…") as act:   # all that changes inside is one Act
        record.save()
    undo(act, user)                                        # or Blocked: what stands in the way

`tables.py`     the history table of each noun (django-simple-history), a row for each state it was left in
`act.py`        Act, one lượt sửa, and Change, one row changed in it, listed under each record that shows it
`recording.py`  gathers what changes inside an act, and writes it at the end, in the same transaction
`states.py`     rows as dicts, as the database and the history hold them
`acts.py`       the list of acts, and the page of one, with the button that undoes it (`undoable.py`: for whom)
`hanging.py`    what a row hangs from: whose history shows it, and whether readers saw it
"""
