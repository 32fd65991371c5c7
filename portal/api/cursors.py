"""Pages without a wall: a cursor holds the place of the last row in the order, so a page far down costs what the first does."""

from django.core import signing
from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import F, Q
from django.db.models.expressions import OrderBy
from django.utils.translation import gettext as _

from portal.base.errors import Refusal

SALT = "api-cursor"


class JSONSerializer(signing.JSONSerializer):
    """Of places in an order: numbers, texts, days and decimals."""

    def dumps(self, obj):
        return DjangoJSONEncoder(separators=(",", ":")).encode(obj).encode("latin-1")


def page_of(rows, size, question, cursor=None):
    """(at most `size` of `rows`, a QuerySet in an order that ends in a unique column; the cursor behind them or None).

    `question` says what the cursor is good for. Raises Refusal for one that was not given to that.
    """
    terms = terms_of(rows)
    ordered = rows.annotate(
        **{f"place_{number}": term.expression for number, term in enumerate(terms)}
    ).order_by(*terms)
    parts = [ordered]
    if cursor is not None:
        parts = [ordered.filter(part) for part in behind(terms, place_in(cursor, question, len(terms)))]
    found = []
    for part in parts:
        found += part[: size + 1 - len(found)] if len(found) <= size else []
    if len(found) <= size:
        return found, None
    place = [getattr(found[size - 1], f"place_{number}") for number in range(len(terms))]
    return found[:size], signing.Signer(salt=SALT).sign_object([question, place], serializer=JSONSerializer)


def place_in(cursor, question, length):
    try:
        said, place = signing.Signer(salt=SALT).unsign_object(cursor, serializer=JSONSerializer)
    except (signing.BadSignature, ValueError):
        said, place = None, ()
    if said != question or len(place) != length:
        raise Refusal(400, _("Con trỏ trang (cursor) không phải của danh sách này theo thứ tự này."))
    return place


def terms_of(rows):
    """[OrderBy] that `rows` stand in, each by one expression."""
    model = rows.model
    order = rows.query.order_by or (model._meta.ordering if rows.query.default_ordering else ())
    return [term for item in order for term in _terms(model, item)]


def _terms(model, item, reverse=False):
    if not isinstance(item, str):
        item = item if isinstance(item, OrderBy) else item.asc()
        return [item.copy()]
    name, descending = item.removeprefix("-"), item.startswith("-") is not reverse
    field = None if name == "pk" or "__" in name or name not in _names(model) else model._meta.get_field(name)
    if field is None or not field.is_relation:
        return [OrderBy(F(name), descending=descending)]
    # What points at a noun is in the order of that noun: as Django reads it, by all of it, the other way round for "-".
    inner = [_terms(field.related_model, one, descending) for one in field.related_model._meta.ordering]
    return [OrderBy(F(f"{name}__{term.expression.name}"), descending=term.descending) for [term] in inner]


def _names(model):
    return {field.name for field in model._meta.concrete_fields}


def behind(terms, place):
    """The conditions (Q) of the rows behind `place`, the values of `terms` in one row, in the order of the rows.

    First of those that differ from it in the last term alone. Each is one stretch of an index, however many rows share
    the values before: SQLite reads through those where it is asked for all at once, and by a row of values too, where
    the last is its own key.
    """
    found, same = [], Q()
    for number, (term, value) in enumerate(zip(terms, place, strict=True)):
        name = f"place_{number}"
        found.append(same & _behind(term, name, value))
        same &= Q((f"{name}__isnull", True)) if value is None else Q((name, value))
    return found[::-1]


def _behind(term, name, value):
    if value is None:
        return Q((f"{name}__isnull", False)) if term.nulls_first else Q(pk__in=())
    behind = Q((f"{name}__{'lt' if term.descending else 'gt'}", value))
    return behind | Q((f"{name}__isnull", True)) if term.nulls_last else behind
