"""What a dump says of itself: its columns out of the models, Data Package 2.0, DCAT 3, schema.org with Croissant."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from inspect import getdoc
from itertools import pairwise
from typing import Any

from django.conf import settings
from django.db import models
from django.utils import translation

from .tables import DISAGREEMENTS, DumpColumn, DumpTable, dump_tables

LICENCE_ADDRESS = "https://creativecommons.org/licenses/by/4.0/"
LICENCE = f"""Hồ sơ này theo giấy phép Creative Commons Attribution 4.0 International (CC BY 4.0).
The record is published under Creative Commons Attribution 4.0 International (CC BY 4.0).
{LICENCE_ADDRESS}

Ảnh và tài liệu trong files/ theo quyền ghi ở cột `rights` và `credit` của documents.
Pictures and documents in files/ are under the terms in the columns `rights` and `credit` of documents.
"""
ABOUT = (
    "Các hội nghị giao ban khoa học và công nghệ theo vùng của Việt Nam, các tỉnh, nhiệm vụ, người, kiến nghị và số "
    "liệu được nêu, mỗi điều kèm nguồn."
)
ABOUT_EN = (
    "Vietnam's regional science and technology conferences, provinces, tasks, people, recommendations and stated "
    "figures, each with its source."
)


def as_json(value) -> str:
    return json.dumps(value, ensure_ascii=False, indent=1) + "\n"


# --- Columns ------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class DumpFile:
    """A file of the dump: a table, or the rows of `citations` in which sources disagree with the record."""

    name: str
    table: DumpTable

    @property
    def columns(self) -> tuple[DumpColumn, ...]:
        return self.table.columns

    def title(self, language) -> str:
        with translation.override(language):
            if self.name != self.table.name:
                return "nguồn nêu khác" if language == "vi" else "disagreements"
            words = self.table.model._meta.verbose_name_plural
            return str(words if not self.table.model._meta.auto_created else self.name)

    @property
    def about(self) -> str:
        """What the code says of the model, or ""."""
        words = (getdoc(self.table.model) or "").partition("\n\n")[0].replace("\n", " ")
        return "" if words.startswith(f"{self.table.model.__name__}(") else words


def resources(drafts) -> list[DumpFile]:
    tables = {table.name: table for table in dump_tables(drafts)}
    return [
        *(DumpFile(name, table) for name, table in tables.items()),
        DumpFile(DISAGREEMENTS, tables["citations"]),
    ]


def create_table(table: DumpTable) -> str:
    names = {each.model: each.name for each in dump_tables(table.drafts)}
    lines = []
    for column in table.columns:
        line = f'"{column.name}" {column.types[1]}'
        if column.field.primary_key:
            line += " PRIMARY KEY"
        elif not column.field.null:
            line += " NOT NULL"
        if column.target:
            line += f" REFERENCES {names[column.target]} (id)"
        lines.append(line)
    return f"CREATE TABLE {table.name} ({', '.join(lines)})"


def choices(column: DumpColumn) -> dict[str, str]:
    """{value: words} of a column, in the language that is on; the names of tables of one that names them."""
    return {str(value): str(words) for value, words in column.field.flatchoices if value not in ("", None)}


def label(column: DumpColumn) -> str:
    return str(column.field.verbose_name)


def hint(column: DumpColumn) -> str:
    return str(column.field.help_text)


def _field(column: DumpColumn) -> dict[str, Any]:
    """A column in the words of a Table Schema."""
    with translation.override("vi"):
        found: dict[str, Any] = {"name": column.name, "type": column.types[0], "title": label(column)}
        if hint(column):
            found["description"] = hint(column)
        known = choices(column)
    constraints: dict[str, Any] = {}
    field = column.field
    if field.primary_key:
        constraints["unique"] = True
    # A cell without letters is a missing value, so what may hold "" is not required.
    if not field.null and column.types[0] != "string":
        constraints["required"] = True
    if isinstance(field, models.CharField) and field.max_length:
        constraints["maxLength"] = field.max_length
    if known and column.types[0] == "string":
        constraints["enum"] = list(known)
        found["categories"] = [{"value": value, "label": words} for value, words in known.items()]
    return {**found, "constraints": constraints} if constraints else found


def dictionary(drafts) -> Iterator[str]:
    """The data dictionary as Markdown, a table at a time."""
    yield "# Từ điển dữ liệu · Data dictionary\n"
    for resource in resources(drafts):
        yield f"\n## {resource.name}: {resource.title('vi')} · {resource.title('en')}\n\n{resource.about}\n\n"
        yield "| cột | kiểu | tên | name | ghi chú | giá trị |\n|--|--|--|--|--|--|\n"
        for column in resource.columns:
            with translation.override("en"):
                english = label(column)
            with translation.override("vi"):
                known = "; ".join(f"`{value}` {words}" for value, words in choices(column).items())
                cells = (f"`{column.name}`", column.types[0], label(column), english, hint(column), known)
            yield f"| {' | '.join(cell.replace('|', '/') for cell in cells)} |\n"


def readme(number, day, drafts) -> str:
    whole = "Cả bản nháp và sổ sửa; không có tài khoản. CHỈ cho người vận hành.\n\n" if drafts else ""
    return f"""# {settings.SITE_NAME}

Phiên bản dữ liệu {number}, ngày {day}. {ABOUT}
Data version {number}, {day}. {ABOUT_EN}

{whole}- `csv/`, `jsonl/`: mỗi bảng một tệp, UTF-8; cột giải nghĩa trong `DICTIONARY.md`.
- `hoso.sqlite3`: cùng các bảng, mở được ngay. `files/`: ảnh và tài liệu.
- `datapackage.json` (Data Package 2.0), `croissant.json` (schema.org, Croissant), `SHA256SUMS`, `sources/`, `LICENSE.txt`.
- `content_type` và `object_id` của citations và gaps chỉ bảng và dòng; `field` rỗng là cả dòng.
- Ô giữ nguyên chữ của hồ sơ: mở bằng bảng tính thì nhập như văn bản.
- Dựng lại một trang từ đây: `manage.py migrate && manage.py load_dump TỆP.zip`.
"""


# --- The whole ----------------------------------------------------------------------------------------
@dataclass(frozen=True)
class About:
    """One dump: its version and day, {table: rows}, {member: (bytes, SHA-256)}."""

    version: int
    day: date
    drafts: bool
    rows: dict[str, int]
    members: dict[str, tuple[int, str]]

    def data_package(self) -> dict[str, Any]:
        return {
            "$schema": "https://datapackage.org/profiles/2.0/datapackage.json",
            "name": "hoso-hoi-nghi",
            "title": settings.SITE_NAME,
            "description": ABOUT,
            "version": str(self.version),
            "created": f"{self.day}T00:00:00Z",
            **({"homepage": settings.SITE_ADDRESS} if settings.SITE_ADDRESS else {}),
            "licenses": [{"name": "CC-BY-4.0", "path": LICENCE_ADDRESS}],
            "contributors": [{"title": settings.SITE_OWNER or settings.SITE_NAME, "roles": ["publisher"]}],
            "drafts": self.drafts,
            "resources": [self._resource(resource) for resource in resources(self.drafts)],
        }

    def _resource(self, resource):
        names = {each.model: each.name for each in dump_tables(self.drafts)}
        path = f"csv/{resource.name}.csv"
        size, digest = self.members[path]
        names[resource.table.model] = (
            "" if resource.name == resource.table.name else resource.table.name
        )  # itself
        keys = [
            {"fields": [column.name], "reference": {"resource": names[column.target], "fields": ["id"]}}
            for column in resource.columns
            if column.target
        ]
        return {
            "name": resource.name,
            "type": "table",
            "title": resource.title("vi"),
            **({"description": resource.about} if resource.about else {}),
            "path": path,
            "format": "csv",
            "mediatype": "text/csv",
            "encoding": "utf-8",
            "bytes": size,
            "hash": f"sha256:{digest}",
            "rows": self.rows[resource.name],
            "schema": {
                "fields": [_field(column) for column in resource.columns],
                "primaryKey": ["id"],
                **({"foreignKeys": keys} if keys else {}),
            },
        }

    def croissant(self) -> dict[str, Any]:
        """The files of the archive, to be read where it is unpacked."""
        files, sets = [], []
        for resource in resources(self.drafts):
            path = f"csv/{resource.name}.csv"
            size, digest = self.members[path]
            files.append({
                "@type": "cr:FileObject", "@id": path, "name": path, "contentUrl": path, "encodingFormat": "text/csv",
                "contentSize": f"{size} B", "sha256": digest,
            })  # fmt: skip
            fields = [
                {
                    "@type": "cr:Field", "@id": f"{resource.name}/{column.name}", "name": column.name,
                    "dataType": column.types[2],
                    "source": {"fileObject": {"@id": path}, "extract": {"column": column.name}},
                }
                for column in resource.columns
            ]  # fmt: skip
            sets.append(
                {"@type": "cr:RecordSet", "@id": resource.name, "name": resource.name, "field": fields}
            )
        about = dataset(self.version, self.day)
        return {
            "@context": CROISSANT,
            **about,
            "@type": "sc:Dataset",
            "citeAs": about["creditText"],
            "conformsTo": "http://mlcommons.org/croissant/1.0",
            "distribution": files,
            "recordSet": sets,
        }


#: Words of Croissant, each under its own name in its context.
WORDS = (
    "recordSet", "field", "source", "fileObject", "fileSet", "fileProperty", "extract", "column", "citeAs", "isLiveDataset",
    "transform", "regex", "replace", "separator", "includes", "references", "repeated", "subField", "parentField", "jsonPath",
    "md5", "samplingRate", "equivalentProperty", "format", "path", "key",
)  # fmt: skip
CROISSANT = {
    "@language": "vi", "@vocab": "https://schema.org/", "sc": "https://schema.org/", "cr": "http://mlcommons.org/croissant/",
    "rai": "http://mlcommons.org/croissant/RAI/", "dct": "http://purl.org/dc/terms/", "conformsTo": "dct:conformsTo",
    **{word: f"cr:{word}" for word in WORDS},
    "data": {"@id": "cr:data", "@type": "@json"}, "examples": {"@id": "cr:examples", "@type": "@json"},
    "dataType": {"@id": "cr:dataType", "@type": "@vocab"},
}  # fmt: skip


def dataset(version, day) -> dict[str, Any]:
    """The record as a Dataset of schema.org, without what can be downloaded."""
    owner = settings.SITE_OWNER or settings.SITE_NAME
    return {
        "@type": "Dataset",
        "name": settings.SITE_NAME,
        "description": f"{ABOUT} {ABOUT_EN}",
        "license": LICENCE_ADDRESS,
        "version": f"{version}.0.0",
        "datePublished": str(day),
        "url": settings.SITE_ADDRESS or "https://localhost/",
        "inLanguage": ["vi", "en"],
        "creator": {"@type": "Organization", "name": owner},
        "creditText": f"{owner}: {settings.SITE_NAME}, phiên bản dữ liệu {version}, {day}.",
    }


def dcat(told: list[dict[str, Any]], address) -> dict[str, Any]:
    """The catalogue of `told` (as `archive.versions`) in DCAT 3, as DCAT-AP shapes it; `address(path)` is absolute."""
    owner = {"@type": "foaf:Agent", "foaf:name": settings.SITE_OWNER or settings.SITE_NAME}
    home = address("")
    text = {"dct:description": [_in("vi", ABOUT), _in("en", ABOUT_EN)], "dct:publisher": owner}

    def version(one):
        return {
            "@id": f"{home}#v{one['version']}",
            "@type": "dcat:Dataset",
            "dct:title": [_in("vi", settings.SITE_NAME), _in("en", settings.SITE_NAME_EN)],
            **text,
            "dcat:version": str(one["version"]),
            "dct:issued": {"@type": "xsd:date", "@value": one["day"]},
            "dct:language": [{"@id": f"{EU}/language/{code}"} for code in ("VIE", "ENG")],
            "dcat:keyword": [_in("vi", "khoa học và công nghệ"), _in("en", "science and technology")],
            "dcat:theme": {"@id": f"{EU}/data-theme/TECH"},
            "dct:accessRights": {"@id": f"{EU}/access-right/PUBLIC"},
            "dcat:landingPage": {"@id": home},
            "dcat:distribution": {
                "@id": address(one["file"]),
                "@type": "dcat:Distribution",
                "dcat:accessURL": {"@id": home},
                "dcat:downloadURL": {"@id": address(one["file"])},
                "dct:license": {"@id": LICENCE_ADDRESS},
                "dct:format": {"@id": f"{EU}/file-type/ZIP"},
                "dcat:mediaType": {"@id": "https://www.iana.org/assignments/media-types/application/zip"},
                "dct:conformsTo": {"@id": "https://datapackage.org/profiles/2.0/datapackage.json"},
                "dcat:byteSize": {"@type": "xsd:nonNegativeInteger", "@value": str(one["bytes"])},
                "spdx:checksum": {
                    "@type": "spdx:Checksum",
                    "spdx:algorithm": {"@id": "http://spdx.org/rdf/terms#checksumAlgorithm_sha256"},
                    "spdx:checksumValue": {"@type": "xsd:hexBinary", "@value": one["sha256"]},
                },
            },
        }

    found: list[dict[str, Any]] = [version(one) for one in told]
    for newer, older in pairwise(found):
        newer["dcat:previousVersion"] = {"@id": older["@id"]}
    return {
        "@context": {
            "dcat": "http://www.w3.org/ns/dcat#", "dct": "http://purl.org/dc/terms/", "foaf": "http://xmlns.com/foaf/0.1/",
            "spdx": "http://spdx.org/rdf/terms#", "xsd": "http://www.w3.org/2001/XMLSchema#",
        },
        "@id": home,
        "@type": "dcat:Catalog",
        "dct:title": [_in("vi", settings.SITE_NAME), _in("en", settings.SITE_NAME_EN)],
        **text,
        "foaf:homepage": {"@id": home},
        "dct:license": {"@id": LICENCE_ADDRESS},
        "dcat:dataset": found,
    }  # fmt: skip


EU = "http://publications.europa.eu/resource/authority"


def _in(language, words) -> dict[str, str]:
    return {"@language": language, "@value": words}
