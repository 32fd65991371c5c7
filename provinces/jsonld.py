"""Provinces, bodies and tasks in the words of schema.org, as their pages show them."""

from portal.sharing.pages import linked_data

from .models import Body, Province, Task

#: The type of a body by its kind; a committee of the Party is no organ of government.
ORGANISATIONS = {
    Body.Kind.INSTITUTE: "ResearchOrganization",
    Body.Kind.UNIVERSITY: "CollegeOrUniversity",
    Body.Kind.PARTY_COMMITTEE: "Organization",
    Body.Kind.PARTY_CENTRAL: "Organization",
    Body.Kind.ENTERPRISE: "Organization",
    Body.Kind.OTHER: "Organization",
}


@linked_data.register
def of_province(province: Province, page):
    """An AdministrativeArea, with the first and the last day of the unit where sources date them."""
    codes = (("ISO 3166-2", province.iso_code), ("GSO", province.code))
    days = (("firstDay", province.began), ("lastDay", province.last_day))
    regions = page.context.get("regions", ())
    return {
        "@type": "AdministrativeArea",
        "@id": page.thing(province),
        "url": page.address,
        "name": province.local_name,
        "identifier": [
            {"@type": "PropertyValue", "propertyID": name, "value": code} for name, code in codes if code
        ],
        "additionalProperty": [
            {"@type": "PropertyValue", "propertyID": name, "value": day.isoformat()}
            for name, day in days
            if day
        ],
        "containedInPlace": [{"@type": "AdministrativeArea", "name": str(row.region)} for row in regions],
    }


@linked_data.register
def of_body(body: Body, page):
    """A GovernmentOrganization, or what else its kind makes it."""
    return {
        "@type": kind(body),
        "@id": page.thing(body),
        "url": page.address,
        "name": body.name,
        "alternateName": body.local_name if body.local_name != body.name else "",
        "parentOrganization": reference(body.parent, page) if body.parent else None,
        "areaServed": body.province.name_with_period if body.province else "",
    }


@linked_data.register
def of_task(task: Task, page):
    """A ResearchProject. What schema.org has no word for, its level and its status, under ours."""
    bodies = [task.lead_body] if task.lead_body else []
    leader = {"@type": "Person", "name": task.principal_investigator} if task.principal_investigator else None
    money = {"@type": "MonetaryAmount", "currency": "VND", "value": task.budget}
    told = (("level", task.get_level_display()), ("status", task.get_status_display()))
    return {
        "@type": "ResearchProject",
        "@id": page.thing(task),
        "url": page.address,
        "name": task.title,
        "identifier": task.code,
        "description": task.summary,
        "foundingDate": str(task.start_year or ""),
        "dissolutionDate": str(task.end_year or ""),
        "parentOrganization": reference(task.governing_body, page) if task.governing_body else None,
        "member": [*(reference(body, page) for body in bodies), leader],
        "areaServed": [
            {
                "@type": "AdministrativeArea",
                "@id": page.thing(place),
                "url": page.absolute(place.get_absolute_url()),
                "name": place.local_name,
            }
            for place in page.context.get("places", ())
        ],
        "funding": task.budget and {"@type": "MonetaryGrant", "amount": money},
        "additionalProperty": [
            {"@type": "PropertyValue", "propertyID": name, "value": value} for name, value in told if value
        ],
    }


def reference(body, page):
    """A body that another record names."""
    return {
        "@type": kind(body),
        "@id": page.thing(body),
        "url": page.absolute(body.get_absolute_url()),
        "name": body.local_name,
    }


def kind(body):
    return ORGANISATIONS.get(body.kind, "GovernmentOrganization")
