"""What editors do with the rows that only they see."""

from portal.records.rights import Use, used_as

from .models import Distinct

used_as(Use.PART, Distinct)
