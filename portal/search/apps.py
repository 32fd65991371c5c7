from functools import partial

from django.apps import AppConfig, apps
from django.db.models.signals import post_migrate
from django.utils.module_loading import autodiscover_modules
from django.utils.translation import gettext_lazy as _


class SearchConfig(AppConfig):
    name = "portal.search"
    label = "search"
    verbose_name = _("Tìm kiếm")

    def ready(self) -> None:
        from portal.changes import recorder

        from .index import indexing, rebuild

        autodiscover_modules("search")  # in which each app registers what of its records is searched
        indexing.connect()
        recorder.AROUND.append(partial(indexing.batched, savepoint=False))
        last = [config for config in apps.get_app_configs() if config.models_module][-1]
        post_migrate.connect(rebuild.build_first, sender=last)  # when the tables of every app stand
