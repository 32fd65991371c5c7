"""How dates and numbers are read and written on forms and pages (FORMAT_MODULE_PATH).

Django's own Vietnamese formats write 15-08-2024; Vietnamese papers write 15/8/2024.
`portal.base.text` writes the same shapes where no language is active.
"""
