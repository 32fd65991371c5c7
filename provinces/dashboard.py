"""The desk about provinces, bodies and tasks: what one enters, what the record holds of them."""

from django.utils.translation import gettext_lazy as _

from portal.editing.dashboard import TABLES, Section, Shortcut, adding
from portal.editing.import_export.pages import may_import
from portal.records.admin_urls import admin_page

from . import models


def importing_tasks(request, site):
    admin = site._registry.get(models.Task)
    return admin_page(models.Task, "import") if admin and may_import(admin, request) else ""


Shortcut(30, _("Thêm nhiệm vụ"), adding(models.Task), _("từng nhiệm vụ một"))
Shortcut(40, _("Nhập bảng tính"), importing_tasks, _("nhiều nhiệm vụ một lúc; xem thử trước, hoàn tác được"))

PEOPLE_AND_PLACES = Section(20, _("Người và nơi"))
PEOPLE_AND_PLACES.holds(20, models.Body, _("bộ, UBND, sở, đoàn"), added=True)
PEOPLE_AND_PLACES.holds(30, models.Province, _("trước và sau 1/7/2025"))

TASKS = Section(30, _("Nhiệm vụ"))
TASKS.holds(10, models.Task, _("cấp quốc gia, cấp tỉnh; nhập từng cái hoặc bằng bảng tính"), added=True)
TASKS.holds(20, models.Programme, _("chương trình mà nhiệm vụ thuộc về"), added=True)

TABLES.holds(20, models.ResearchField, _("bảng lĩnh vực mà nhiệm vụ được xếp vào"), added=True)
TABLES.holds(21, models.TaskKind, _("đề tài, dự án… như văn bản gọi"), added=True)
TABLES.holds(22, models.StatusChange, _("nhiệm vụ đổi trạng thái ngày nào"))
TABLES.holds(31, models.Region, _("vùng theo quy hoạch, không phải vùng hội nghị"))
TABLES.holds(32, models.RegionMembership, _("tỉnh nào trong vùng quy hoạch nào, từ năm nào"))
TABLES.holds(33, models.Succession, _("tỉnh nào nhập vào tỉnh nào, theo văn bản nào"))
