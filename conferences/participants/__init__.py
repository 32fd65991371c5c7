"""People of a conference, one typed line each: name, post on the day, body or province, role.

`parser` reads what was typed, `matching` finds whom and what it means, `services` writes it.
"""
