"""Measurements of requests, for Prometheus."""

import os
import time
from collections.abc import Callable

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe
from prometheus_client import (
    CONTENT_TYPE_LATEST,
    REGISTRY,
    CollectorRegistry,
    Gauge,
    Histogram,
    generate_latest,
    multiprocess,
)

from guike.kernel.caches import process_caches
from guike.platform.events import queries as outbox
from guike.platform.jobs import queries as jobs
from guike.platform.webhooks import queries as webhooks

_SECONDS = Histogram(
    "guike_request_seconds",
    "Time from the request to the end of the answer's head",
    ["method", "route", "status"],
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10),
)
_METHODS = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"}


class RequestMetrics:
    """Counts and times every request by its route pattern, because addresses are unlimited in number."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        began = time.perf_counter()
        answer = self.get_response(request)
        match = request.resolver_match
        method = request.method if request.method in _METHODS else "other"
        _SECONDS.labels(method, match.route if match else "none", answer.status_code).observe(
            time.perf_counter() - began
        )
        return answer


@require_safe
def metrics(_request: HttpRequest) -> HttpResponse:
    """Prometheus text, summed over the web processes when they share a folder for it."""
    registry = REGISTRY
    if "PROMETHEUS_MULTIPROC_DIR" in os.environ:
        registry = CollectorRegistry()
        multiprocess.MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
    return HttpResponse(
        generate_latest(registry) + _backlog() + _cache_sizes(), content_type=CONTENT_TYPE_LATEST
    )


def _cache_sizes() -> bytes:
    """The sizes of the caches in the answering process."""
    registry = CollectorRegistry()
    entries = Gauge(
        "guike_cache_entries", "What the answering process keeps, by cache", ["cache"], registry=registry
    )
    for kept in process_caches():
        entries.labels(kept.name).set(kept.size())
    return generate_latest(registry)


def _backlog() -> bytes:
    """The numbers of waiting and given-up work in the outbox and the queue; empty while the database is unreachable."""
    try:
        counts = {"events": outbox.backlog(), "jobs": jobs.backlog(), "webhooks": webhooks.backlog()}
    except (InterfaceError, OperationalError):
        return b""
    registry = CollectorRegistry()
    waiting = Gauge(
        "guike_backlog", "What waits, runs or was given up", ["queue", "state"], registry=registry
    )
    for queue, states in counts.items():
        for state, count in states.items():
            waiting.labels(queue, state).set(count)
    return generate_latest(registry)
