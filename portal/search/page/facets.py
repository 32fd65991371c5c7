"""By what an answer is narrowed: the facets of the index, and what their values are called.

Each app says in its `facets.py` what the values of a facet stand for:

@facet("vung")
def regions(slugs):
    return {series.slug: series for series in Series.objects.filter(slug__in=slugs)}
"""

#: {name of a facet in the index: function from values to {value: the record, or its name}}.
_named = {}
#: {name of a facet: function from a text to [(word of the address, record)] that it may name}.
_typed = {}


def facet(name):
    """Registers what the values of the facet `name` stand for. What the function leaves out is no choice."""

    def registered(function):
        _named[name] = function
        return function

    return registered


def typed(name, function):
    """Registers how what people type for the facet `name` is read."""
    _typed[name] = function


def meant(name, text):
    """[(word of the address, record)] that `text`, which is no value of the facet `name`, may name."""
    return _typed[name](text) if name in _typed else []


def named(name, values):
    """{value: record, or its name} of those of `values` that a reader may see. One query at most."""
    values = list(values)
    return _named[name](values) if values else {}
