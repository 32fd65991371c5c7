from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ConferencesConfig(AppConfig):
    name = "conferences"
    verbose_name = _("Hội nghị")

    def ready(self):
        from . import merging, replies, rights  # noqa: F401  (what may be one; what follows; what belongs to whom)
