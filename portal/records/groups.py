"""The three groups of editors, made and given their permissions after every migrate.

`bien_tap_tinh` enters and corrects what belongs to its members' provinces (`rights.py` says what that is).
`bien_tap`, the ministry's, does so everywhere and sends records to review. `duyet` also puts them on the
page, takes them off, deletes them, and keeps the vocabulary. Permissions are only ever added here, so what
an operator adds stays.
"""

from django.apps import apps as installed
from django.utils import translation

from .rights import MINISTRY, PROVINCIAL, PUBLISHERS, provincial_models

APPS = ("records", "provinces", "conferences", "search")
#: Rows that an editor may delete as part of correcting the record they hang from.
ROWS = (
    "citation", "gap", "regionmembership", "statuschange", "seriesmembership", "relatedevent", "document",
    "participation", "tenure", "appearance", "statement", "figure", "distinct",
)  # fmt: skip
#: The vocabulary, one row of which changes what many records say: editors only look at it.
COMMON = ("term", "indicator", "taskkind", "researchfield")
#: What readers wrote to the ministry, with their names.
MINISTRYS = ("report",)
#: Made by the code, never by hand; and who is an editor, which is for those who administer people.
DERIVED = (
    "taskyear", "formerslug", "entry", "facet", "knownword", "edition", "shippedterm", "provinceeditor",
)  # fmt: skip
NAMES = {
    "add": "Thêm", "change": "Sửa", "delete": "Xóa", "view": "Xem", "publish": "Đăng và gỡ", "approve": "Đổi trên trang",
}  # fmt: skip


def give_permissions(using, apps=installed, **kwargs):
    """Receiver of post_migrate. Does nothing while a table it needs is not there yet."""
    try:
        Group, Permission = apps.get_model("auth", "Group"), apps.get_model("auth", "Permission")
        ContentType = apps.get_model("contenttypes", "ContentType")
    except LookupError:
        return
    _add_publishing(Permission, ContentType, using)
    given = {PROVINCIAL: [], MINISTRY: [], PUBLISHERS: []}
    provincial = {model._meta.model_name for model in provincial_models()}
    for permission in Permission.objects.using(using).select_related("content_type"):
        verb, model = permission.codename.split("_", 1)
        _name_in_vietnamese(permission, verb, using)
        if permission.content_type.app_label not in APPS or model in DERIVED:
            continue
        given[PUBLISHERS].append(permission)
        entered = verb in ("add", "change") or (verb == "delete" and model in ROWS)
        if verb == "view" or (entered and model not in COMMON):
            given[MINISTRY].append(permission)
        if (verb == "view" and model not in MINISTRYS) or (entered and model in provincial):
            given[PROVINCIAL].append(permission)
    for name, permissions in given.items():
        group, _created = Group.objects.using(using).get_or_create(name=name)
        group.permissions.add(*permissions)


def _add_publishing(Permission, ContentType, using):
    """`publish_<noun>` for each noun of which readers see something by itself: with a publication state, or none."""
    from .models.citation import OfRecord
    from .moderation import head_noun, is_public

    for model in installed.get_models():
        if not hasattr(model, "history") or issubclass(model, OfRecord):
            continue
        if head_noun(model) is not model or not is_public(model):
            continue
        noun = model._meta
        kind = (
            ContentType.objects.using(using).filter(app_label=noun.app_label, model=noun.model_name).first()
        )
        if kind:
            Permission.objects.using(using).get_or_create(
                content_type=kind, codename=f"publish_{noun.model_name}"
            )


def _name_in_vietnamese(permission, verb, using):
    """The name that the form of a user or group shows, e.g. "Sửa hội nghị"."""
    kind = permission.content_type
    try:
        noun = installed.get_model(kind.app_label, kind.model)._meta
    except LookupError:  # of a noun that is no more
        return
    with translation.override("vi"):
        if verb == "publish" and not hasattr(installed.get_model(kind.app_label, kind.model), "publication"):
            verb = "approve"
        name = f"{NAMES[verb]} {noun.verbose_name}" if verb in NAMES else permission.name
    if permission.name != name:
        permission.name = name
        permission.save(using=using, update_fields=["name"])
