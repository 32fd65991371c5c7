from django.apps import AppConfig, apps
from django.utils.translation import gettext_lazy as _


class ChangesConfig(AppConfig):
    name = "portal.changes"
    label = "changes"
    verbose_name = _("Lượt sửa")

    def ready(self) -> None:
        from .recorder import track
        from .states import is_tracked

        for model in apps.get_models():
            if is_tracked(model):
                track(model)
