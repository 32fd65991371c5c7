"""The last day in office takes the place of the first day no longer held; each end says how precise it is."""

import datetime

from django.db import migrations, models
from django.db.models import F

PRECISION = [("ngay", "ngày"), ("thang", "tháng"), ("nam", "năm")]
DAY = datetime.timedelta(days=1)


def to_last_day(apps, editor):
    _shift(apps, "ended", "last_day", -DAY)


def to_first_day_without(apps, editor):
    _shift(apps, "last_day", "ended", DAY)


def _shift(apps, before, after, by):
    """Moves the day of each tenure and of its states in the ledger, and renames the field in what speaks of it."""
    apps.get_model("conferences", "Tenure").objects.exclude(last_day=None).update(last_day=F("last_day") + by)
    kinds = apps.get_model("contenttypes", "ContentType").objects
    kind = kinds.filter(app_label="conferences", model="tenure").first()
    if kind is None:
        return
    for name in ("Citation", "Gap"):
        apps.get_model("records", name).objects.filter(content_type=kind, field=before).update(field=after)
    changes = apps.get_model("changes", "Change")
    for change in changes.objects.filter(content_type=kind):
        for state in filter(None, (change.before, change.after)):
            day = state.pop(before, None)
            state[after] = day and (datetime.date.fromisoformat(day) + by).isoformat()
        change.save(update_fields=["before", "after"])


class Migration(migrations.Migration):
    dependencies = [
        ("conferences", "0001_initial"),
        ("changes", "0001_initial"),
        ("records", "0001_initial"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]

    operations = [
        migrations.RemoveConstraint("tenure", "tenure_ends_after_it_begins"),
        migrations.RemoveConstraint("tenure", "tenure_is_dated"),
        migrations.RenameField("tenure", "ended", "last_day"),
        migrations.AlterField(
            "tenure",
            "last_day",
            models.DateField(
                "đến hết ngày",
                blank=True,
                null=True,
                help_text="Ngày cuối cùng còn giữ chức; để trống khi nguồn không nêu.",
            ),
        ),
        migrations.AddField(
            "tenure",
            "began_precision",
            models.CharField("ngày bắt đầu đúng đến", choices=PRECISION, default="ngay", max_length=5),
        ),
        migrations.AddField(
            "tenure",
            "last_day_precision",
            models.CharField("ngày cuối đúng đến", choices=PRECISION, default="ngay", max_length=5),
        ),
        migrations.AddField(
            "tenure",
            "seen_on",
            models.DateField(
                "thấy giữ chức ngày",
                blank=True,
                null=True,
                help_text="Khi nguồn chỉ cho biết hôm ấy người này đang giữ chức.",
            ),
        ),
        migrations.AddField(
            "tenure",
            "decision",
            models.CharField(
                "quyết định bổ nhiệm",
                blank=True,
                max_length=200,
                default="",
                help_text="Số và ngày, như nguồn in.",
            ),
            preserve_default=False,
        ),
        migrations.RunPython(to_last_day, to_first_day_without),
        migrations.AddConstraint(
            "tenure",
            models.CheckConstraint(
                condition=models.Q(began=None) | models.Q(last_day=None) | models.Q(last_day__gte=F("began")),
                name="tenure_ends_after_it_begins",
                violation_error_message="Ngày cuối giữ chức không thể trước ngày bắt đầu.",
            ),
        ),
        migrations.AddConstraint(
            "tenure",
            models.CheckConstraint(
                condition=models.Q(began__isnull=False)
                | models.Q(last_day__isnull=False)
                | models.Q(seen_on__isnull=False),
                name="tenure_is_dated",
                violation_error_message="Nhiệm kỳ phải có ít nhất một ngày mà nguồn nêu.",
            ),
        ),
    ]
