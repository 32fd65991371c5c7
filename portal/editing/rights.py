"""What editors do with the rows that only they see."""

from portal.records.rights import Use, used_as

from .models import NotDuplicate

used_as(Use.PART, NotDuplicate)
