"""The pages of `portal.changes` for editors: versions of a record, the list of acts, what was deleted."""
