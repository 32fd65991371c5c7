"""The two groups of editors, made and given their permissions after every migrate.

`bien_tap` enters and corrects records and sends them to review; `duyet` also puts them on the page,
takes them off, deletes them, and says what words mean to the search. Permissions are only ever added
here, so what an operator adds stays.
"""

from django.apps import apps as installed
from django.utils import translation

APPS = ("records", "provinces", "conferences", "search")
#: Rows that an editor may delete as part of correcting the record they hang from.
ROWS = (
    "citation", "gap", "regionmembership", "statuschange", "seriesmembership", "relatedevent", "document",
    "participation", "tenure", "appearance", "statement", "figure",
)  # fmt: skip
#: What changes how everything is found: editors only look at it.
COMMON = ("term",)
#: Made by the code, never by hand.
DERIVED = ("taskyear", "formerslug", "entry", "facet", "knownword", "edition", "shippedterm")
NAMES = {"add": "Thêm", "change": "Sửa", "delete": "Xóa", "view": "Xem", "publish": "Đăng và gỡ"}


def give_permissions(using, apps=installed, **kwargs):
    """Receiver of post_migrate. Does nothing while a table it needs is not there yet."""
    try:
        Group, Permission = apps.get_model("auth", "Group"), apps.get_model("auth", "Permission")
        ContentType = apps.get_model("contenttypes", "ContentType")
    except LookupError:
        return
    _add_publishing(Permission, ContentType, using)
    editing, all_of_it = [], []
    for permission in Permission.objects.using(using).select_related("content_type"):
        verb, model = permission.codename.split("_", 1)
        _name_in_vietnamese(permission, verb, using)
        if permission.content_type.app_label not in APPS or model in DERIVED:
            continue
        all_of_it.append(permission)
        if verb == "view" or (
            model not in COMMON and (verb in ("add", "change") or (verb == "delete" and model in ROWS))
        ):
            editing.append(permission)
    for name, permissions in (("bien_tap", editing), ("duyet", all_of_it)):
        group, _created = Group.objects.using(using).get_or_create(name=name)
        group.permissions.add(*permissions)


def _add_publishing(Permission, ContentType, using):
    """`publish_<noun>` for each noun with a publication state."""
    from .models import Published

    for model in installed.get_models():
        if not issubclass(model, Published):
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
        name = f"{NAMES[verb]} {noun.verbose_name}" if verb in NAMES else permission.name
    if permission.name != name:
        permission.name = name
        permission.save(using=using, update_fields=["name"])
