"""A task of which a source says that it is done, and tells of no acceptance."""

from django.db import migrations, models

STATUSES = [
    ("de-xuat", "đề xuất"),
    ("xac-dinh", "đã xác định"),
    ("tuyen-chon", "tuyển chọn"),
    ("dang-thuc-hien", "đang thực hiện"),
    ("hoan-thanh", "đã hoàn thành"),
    ("nghiem-thu", "nghiệm thu"),
    ("da-nghiem-thu-dat", "đã nghiệm thu, đạt"),
    ("da-nghiem-thu-khong-dat", "đã nghiệm thu, không đạt"),
    ("dung-thuc-hien", "dừng thực hiện"),
    ("da-dang-ky-ket-qua", "đã đăng ký kết quả"),
]


class Migration(migrations.Migration):
    dependencies = [("provinces", "0004_task_area_and_decision")]

    operations = [
        migrations.AlterField(
            model_name="task",
            name="status",
            field=models.CharField(blank=True, choices=STATUSES, max_length=24, verbose_name="trạng thái"),
        ),
        migrations.AlterField(
            model_name="statuschange",
            name="status",
            field=models.CharField(choices=STATUSES, max_length=24, verbose_name="trạng thái"),
        ),
    ]
