"""The whole record as an archive that anybody can read, cite and rebuild a portal from (docs/decisions/dump.md)."""
