"""Declares how long jobs are kept."""

from __future__ import annotations

from guike.kernel.text import T
from guike.platform.jobs.models import Job
from guike.platform.jobs.services import purge
from guike.platform.retention.registry import keep

keep(
    "jobs",
    T("后台任务", "Background work"),
    T("谁何时启动了哪个任务、结果如何", "Who started which work when, and what came of it"),
    Job.objects.all,
    "created_at",
    purge,
    days=90,
    least=7,
)
