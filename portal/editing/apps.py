from django.apps import AppConfig, apps
from django.db.models.signals import post_migrate


class EditingConfig(AppConfig):
    name = "portal.editing"
    label = "editing"

    def ready(self):
        from . import rights  # noqa: F401  (what editors do with the rows that only they see)
        from .merge import (
            candidates,
            source_candidates,  # noqa: F401  (registers the rules of sources)
        )

        # The signal goes to each app that has models in turn: at the last one all tables stand.
        last = [config for config in apps.get_app_configs() if config.models_module][-1]
        post_migrate.connect(candidates.fill, sender=last)
        candidates.connect()
