"""Spreadsheets out and in: XLSX and CSV with the same columns, so that what goes out comes back in unchanged.

`columns.py`     the columns of a model, each written and read by one object
`export.py`      a table out; the empty table that explains its columns
`readers.py`     a file in, as rows of texts, within `limits.py` (`csv_reader.py`, `xlsx_reader.py`)
`lookup.py`      which record a cell means: by key, without marks, by alias; where two fit, a question
`validation.py`  what each row would do, without doing it
`jobs.py`        one import: received, checked step by step, answered, confirmed in one transaction
`admin.py`       its addresses in the admin of each model
"""
