from django.apps import AppConfig


class EditingConfig(AppConfig):
    name = "portal.editing"
    label = "editing"

    def ready(self):
        from portal.records.rights import Use, used_as

        from .merge import candidates  # noqa: F401  (what makes two sources likely one)
        from .models import NotDuplicate

        used_as(Use.PART, NotDuplicate)
