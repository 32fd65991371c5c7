from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class ProvincesConfig(AppConfig):
    name = "provinces"
    verbose_name = _("Tỉnh thành, cơ quan, nhiệm vụ")

    def ready(self):
        from . import merging, rights, sums  # noqa: F401  (what may be one; what belongs to whom)

        post_migrate.connect(sums.rebuild_first, sender=self)
