"""What tasks add up to, kept beside them: see provinces/sums.py."""

from django.db import models

#: What a cell does not ask about. An unknown year of beginning or field is 0, an unknown level or status "".
ANY = {"newest": -1, "field": -1, "level": "*", "status": "*"}


class TaskSum(models.Model):
    """The published tasks of one cell: how many, of how many a source states the budget, and these in đồng.

    Without a unit it is one year of beginning and field (0 where unknown), of one level and status or of ANY; or, with
    a `year`, what of any of these ran in it. With the `unit` (the key of a Province) of the map of `period` it is what
    is carried out there: all of it, what has one value of one of the four columns or one year of beginning and field,
    or what ran in the `year`, with ANY in the others. A year of 0 is any year.
    """

    period = models.CharField(max_length=5)
    unit = models.BigIntegerField()
    year = models.IntegerField()
    newest = models.IntegerField()
    field = models.BigIntegerField()
    level = models.CharField(max_length=10)
    status = models.CharField(max_length=24)
    tasks = models.IntegerField()
    budgeted = models.IntegerField()
    budget = models.BigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["period", "year", "level", "status", "field", "newest", "unit"],
                name="a_cell_is_added_up_once",
            ),
        ]

    def __str__(self):
        return f"{self.period} {self.unit} {self.year} {self.newest} {self.field} {self.level} {self.status}: {self.tasks}"
