from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ConferencesConfig(AppConfig):
    name = "conferences"
    verbose_name = _("Hội nghị")

    def ready(self):
        from . import inference, merging, replies, rights, sections  # noqa: F401  (each registers what it holds)
