"""Every noun of the admin with the factory that makes one, and those that stand for the others."""

import pytest
from django.apps import apps
from django.contrib import admin

from portal.records import rights
from tests import factories as make

#: model name -> factory. `test_every_noun_is_listed` compares it with the admin.
NOUNS = {
    "records.source": make.source,
    "records.report": make.report,
    "search.term": make.term,
    "provinces.province": make.province,
    "provinces.succession": make.succession,
    "provinces.region": make.region,
    "provinces.regionmembership": make.region_membership,
    "provinces.body": make.body,
    "provinces.programme": make.programme,
    "provinces.taskkind": make.task_kind,
    "provinces.researchfield": make.research_field,
    "provinces.task": make.task,
    "provinces.statuschange": make.status_change,
    "conferences.series": make.series,
    "conferences.seriesmembership": make.series_membership,
    "conferences.conference": make.conference,
    "conferences.participation": make.participation,
    "conferences.official": make.official,
    "conferences.post": make.post,
    "conferences.tenure": make.tenure,
    "conferences.appearance": make.appearance,
    "conferences.statement": make.statement,
    "conferences.recommendation": make.recommendation,
    "conferences.reply": make.reply,
    "conferences.indicator": make.indicator,
    "conferences.figure": make.figure,
    "conferences.relatedevent": make.related_event,
    "conferences.document": make.document,
}
#: Those with a publication state of their own.
PUBLISHED = [
    "records.source",
    "provinces.task",
    "conferences.conference",
    "conferences.official",
    "conferences.reply",
]
#: Those that editors only look at.
COMMON = ["search.term", "conferences.indicator", "provinces.taskkind", "provinces.researchfield"]


def one_of_each(shape, nouns, marks=lambda noun: ()):
    """`nouns` for a parametrization: the first of each `shape(noun)`; the others are left to `make test-all`.

    `marks(noun)` are further marks of a noun.
    """
    met, params = set(), []
    for noun in nouns:
        left = (pytest.mark.exhaustive,) if shape(noun) in met else ()
        met.add(shape(noun))
        params.append(pytest.param(noun, marks=(*marks(noun), *left)))
    return params


def shape(noun):
    """What decides who may come to its pages and which filters its list has; two of one shape run the same lines."""
    model = apps.get_model(noun)
    admins = {each._meta.label_lower: model_admin for each, model_admin in admin.site._registry.items()}
    return noun in PUBLISHED, noun in COMMON, rights.use_of(model), bool(admins[noun].list_filter)


def address(noun, page, *args):
    from django.urls import reverse

    return reverse(f"admin:{noun.replace('.', '_')}_{page}", args=args)
