"""People of a conference, one typed line each: name, post on the day, body or province, role.

`lines` reads what was typed, `finding` says whom and what it means, `saving` writes it.
"""
