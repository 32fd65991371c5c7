"""Reads the visible sheets of a workbook, and writes a line of JSON for each.

Run in a process of its own with little memory and time: calamine ends its process where a file claims a grid that is
too large. Of a zip, calamine is given a new one of the parts that a table is made of; no other part is unpacked.
Calamine gives values alone: what is a formula, hidden or merged, and the format of a cell, are read here.

A line is {"name", "names" of all that are visible, "hidden_names" of the others, "rows": [[cell]], "hidden": [line],
"hidden_columns": [letters]}, or {"name", "refused": why} of a sheet, or {"refused": why} of the file. A cell is a text, a number, a truth value, {"day": …},
{"number": …, "shown": …} or {"bad": why, "of": …}.

`xlsx.py`, `ods.py`, `xls.py`  the sheets of a file, each as a CalamineSheet and a Scan; `zips.py` of the parts of a zip
`scan.py`       what calamine does not say of a sheet, and why a workbook is refused
`formats.py`    what a cell shows under its number format
`grid.py`       the two together, as rows of cells; merged ranges
"""
