"""What an operator sees of the site: one line of JSON for each request, and the numbers that Prometheus asks for at /metrics.

No line and no number holds the address of a visitor, or words that one asked for.
"""

import logging
import os
import re
import secrets
import time
from pathlib import Path

from django.conf import settings
from django.db import DatabaseError
from django.http import HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from prometheus_client import (
    CONTENT_TYPE_LATEST,
    REGISTRY,
    CollectorRegistry,
    Counter,
    Histogram,
    generate_latest,
)
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.multiprocess import MultiProcessCollector

from portal.backups import age_of_backup, age_of_minute
from portal.base.errors import not_found
from portal.base.log import current_id
from portal.base.visitor import is_watcher
from portal.changes.models import Changeset
from portal.records.models import Source
from portal.replicas import lags

REQUESTS = Counter("hoso_requests", "Requests answered.", ["view", "method", "status"])
SECONDS = Histogram(
    "hoso_request_seconds", "Time of an answer.", ["view"], buckets=(0.05, 0.1, 0.25, 0.5, 1, 2.5, 10)
)
logger = logging.getLogger("portal.requests")


def observe(get_response):
    """Outermost of all: gives the request its id (nginx's, where a proxy is trusted), and says what became of it."""

    def middleware(request):
        began = time.perf_counter()
        given = request.META.get("HTTP_X_REQUEST_ID", "") if settings.TRUSTED_PROXY else ""
        request.id = given if re.fullmatch(r"[\w-]{8,64}", given) else secrets.token_hex(16)
        current_id.set(request.id)
        response = get_response(request)
        seconds = time.perf_counter() - began
        view = view_name(request)
        REQUESTS.labels(
            view, request.method if request.method in METHODS else "other", response.status_code
        ).inc()
        SECONDS.labels(view).observe(seconds)
        logger.info(
            "request",
            extra={
                "method": request.method,
                # the rest of an address under /tai-khoan/ may be a link that opens an account
                "path": "/tai-khoan/" if request.path_info.startswith("/tai-khoan/") else request.path_info,
                "view": view,
                "status": response.status_code,
                "ms": round(seconds * 1000, 1),
            },
        )
        if response.status_code >= 400:  # what is kept by caches is many requests' answer
            response.headers["X-Request-Id"] = request.id
        return response

    return middleware


METHODS = {"GET", "HEAD", "POST", "OPTIONS"}


def view_name(request) -> str:
    """The name of the view that answered; "stored" of a page from the store, "static" of a file, "none" where no address fits."""
    match = getattr(request, "resolver_match", None)
    if match:
        return match.view_name or "unnamed"
    if request.path_info.startswith(settings.STATIC_URL):
        return "static"
    return "stored" if getattr(request, "is_from_store", False) else "none"


class SiteCollector:
    """Numbers that are read when they are asked for."""

    def collect(self):
        yield from self._of_database()
        for name, words, seconds in (
            ("hoso_backup_age_seconds", "Since the newest backup; absent: none was made.", age_of_backup()),
            ("hoso_minute_backup_age_seconds", "Since the last run of backup_minute.", age_of_minute()),
        ):
            if seconds is not None:
                yield GaugeMetricFamily(name, words, seconds)
        behind = GaugeMetricFamily(
            "hoso_replica_lag_seconds", "How far a replica is behind; -1: away.", labels=["replica"]
        )
        for alias, seconds in lags().items():
            behind.add_metric([alias], -1 if seconds is None else seconds)
        yield behind
        sizes = [entry.stat().st_size for entry in os.scandir(folder)] if (folder := pages_folder()) else []
        yield GaugeMetricFamily("hoso_stored_pages", "Public pages in the shared store.", len(sizes))
        yield GaugeMetricFamily("hoso_stored_pages_bytes", "Their size.", sum(sizes))

    def _of_database(self):
        try:
            proposals = Changeset.everything.filter(state=Changeset.State.PROPOSED).count()
            dead = Source.objects.filter(alive=False).count()
        except DatabaseError:
            yield GaugeMetricFamily("hoso_database_up", "1 while the database answers.", 0)
            return
        yield GaugeMetricFamily("hoso_database_up", "1 while the database answers.", 1)
        yield GaugeMetricFamily("hoso_proposals_waiting", "Proposals that nobody has decided.", proposals)
        yield GaugeMetricFamily("hoso_sources_dead", "Sources whose address does not open.", dead)


def pages_folder() -> Path | None:
    folder = Path(str(settings.CACHES["pages"].get("LOCATION", "")))
    return folder if folder.is_dir() else None


@never_cache
@require_safe
def metrics(request):
    """The numbers of all processes, for the machine itself and METRICS_FROM; to anybody else there is no such page."""
    if not is_watcher(request):
        return not_found(request)
    registry = REGISTRY
    if "PROMETHEUS_MULTIPROC_DIR" in os.environ:
        registry = CollectorRegistry()
        MultiProcessCollector(registry)
    site = CollectorRegistry()
    site.register(SiteCollector())
    return HttpResponse(generate_latest(registry) + generate_latest(site), content_type=CONTENT_TYPE_LATEST)
