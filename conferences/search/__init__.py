"""What of conferences, people and what they said is searched, and the names of the conference regions.

An entry names an official only where a reader may see that official.
"""

from . import names, records, speech

__all__ = ["names", "records", "speech"]
