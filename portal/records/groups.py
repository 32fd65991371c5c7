"""The three groups of editors, made and given their permissions after every migrate.

`bien_tap_tinh` enters and corrects what belongs to its members' provinces (`rights.py` says what that is).
`bien_tap`, the ministry's, does so everywhere and sends records to review. `duyet` also puts them on the
page, takes them off, deletes them, and keeps the vocabulary. Permissions are only ever added here, so what
an operator adds stays.
"""

from typing import Any

from django.apps import apps as installed
from django.utils import translation

from portal.changes.states import is_tracked

from .models.citation import OfRecord
from .moderation import is_public, publication_root
from .rights import MINISTRY, PROVINCIAL, PUBLISHERS, Use, provincial_models, use_of

NAMES = {
    "add": "Thêm", "change": "Sửa", "delete": "Xóa", "view": "Xem", "publish": "Đăng và gỡ", "approve": "Đổi trên trang",
}  # fmt: skip


def give_permissions(using, apps=installed, **kwargs) -> None:
    """Receiver of post_migrate. Does nothing while a table it needs is not there yet."""
    try:
        Group, Permission = apps.get_model("auth", "Group"), apps.get_model("auth", "Permission")
        ContentType = apps.get_model("contenttypes", "ContentType")
    except LookupError:
        return
    _add_publishing(Permission, ContentType, using)
    given: dict[str, list[Any]] = {PROVINCIAL: [], MINISTRY: [], PUBLISHERS: []}
    provincial = provincial_models()
    for permission in Permission.objects.using(using).select_related("content_type"):
        verb = permission.codename.partition("_")[0]
        model = _model_of(permission.content_type)
        _name_in_vietnamese(permission, verb, model, using)
        use = model and use_of(model)
        if use in (None, Use.DERIVED):
            continue
        given[PUBLISHERS].append(permission)
        entered = verb in ("add", "change") or (verb == "delete" and use is Use.PART)
        if verb == "view" or (entered and use is not Use.VOCABULARY):
            given[MINISTRY].append(permission)
        if (verb == "view" and use is not Use.CONFIDENTIAL) or (entered and model in provincial):
            given[PROVINCIAL].append(permission)
    for name, permissions in given.items():
        group, _created = Group.objects.using(using).get_or_create(name=name)
        group.permissions.add(*permissions)


def _add_publishing(Permission, ContentType, using):
    """`publish_<noun>` for each noun of which readers see something by itself: with a publication state, or none."""
    for model in installed.get_models():
        if not is_tracked(model) or issubclass(model, OfRecord):
            continue
        if publication_root(model) is not model or not is_public(model):
            continue
        opts = model._meta
        kind = (
            ContentType.objects.using(using).filter(app_label=opts.app_label, model=opts.model_name).first()
        )
        if kind:
            Permission.objects.using(using).get_or_create(
                content_type=kind, codename=f"publish_{opts.model_name}"
            )


def _model_of(kind):
    """The model of a content type, None for one that is no more."""
    try:
        return installed.get_model(kind.app_label, kind.model)
    except LookupError:
        return None


def _name_in_vietnamese(permission, verb, model, using):
    """The name that the form of a user or group shows, e.g. "Sửa hội nghị"."""
    if model is None:
        return
    with translation.override("vi"):
        if verb == "publish" and not hasattr(model, "publication"):
            verb = "approve"
        name = f"{NAMES[verb]} {model._meta.verbose_name}" if verb in NAMES else permission.name
    if permission.name != name:
        permission.name = name
        permission.save(using=using, update_fields=["name"])
