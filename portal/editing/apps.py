from django.apps import AppConfig


class EditingConfig(AppConfig):
    name = "portal.editing"
    label = "editing"

    def ready(self):
        from . import rights  # noqa: F401  (what editors do with the rows that only they see)
        from .merge import candidates  # noqa: F401  (what makes two sources likely one)
