from collections.abc import Callable
from typing import Any

from django.apps import AppConfig, apps
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _

from portal.base.db import analyze
from portal.base.unsourced import told_by


class RecordsConfig(AppConfig):
    name = "portal.records"
    label = "records"
    verbose_name = _("Nguồn và dẫn chứng")

    def ready(self) -> None:
        # What changes entail and are asked; what rows hang from.
        from . import citation_scope, moderation, sourcing  # noqa: F401
        from .groups import give_permissions
        from .uncited import citations_of, inferred_labels_of, labels_of

        told_by(labels_of, inferred_labels_of, citations_of)

        # The signal goes to each app that has models in turn: at the last one all permissions stand.
        last = [config for config in apps.get_app_configs() if config.models_module][-1]
        post_migrate.connect(give_permissions, sender=last)
        post_migrate.connect(analyze, sender=last)
        name_links()


def name_links() -> None:
    """Gives the rows that join two records (many-to-many) names in words: the admin tells of them when it deletes."""
    for model in apps.get_models():
        for field in model._meta.local_many_to_many:
            link = field.remote_field.through
            if link is not None and link._meta.auto_created:
                link._meta.verbose_name = link._meta.verbose_name_plural = field.verbose_name
                ends = field.m2m_field_name(), field.m2m_reverse_field_name()
                # Django writes this class; there is no statement of ours to hold the method.
                link.__str__ = _name_of_link(*ends)  # type: ignore[method-assign]


def _name_of_link(*ends: str) -> Callable[[Any], str]:
    return lambda row: " – ".join(str(getattr(row, end)) for end in ends)
