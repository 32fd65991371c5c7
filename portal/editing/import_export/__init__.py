"""Tables out and in, on django-import-export: XLSX and CSV with the same columns, so that what goes out comes back in
unchanged.

`columns.py`   the columns of a model; `widgets.py` what a cell of each says, both ways
`resource.py`  the Resource of a model: its rows out, and what each row of a file does
`lookup.py`    which record a row means, and a cell: by key, without marks, by alias
`row_checks.py`  what one row does, and whether it may
`export.py`    a table out; the empty table that explains its columns
`readers.py`   a file in, as rows of texts, within `limits.py`; `workbook` reads .xlsx, .xls and .ods in a process of its own
`checked.py`   a file between its check and its confirmation; the confirmation, in one transaction
`pages.py`     the pages of it in the admin of each model
"""
