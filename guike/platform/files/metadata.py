"""Registers the periodic task of files, and how long they are kept."""

from __future__ import annotations

from django.db.models import Q

from guike.kernel.text import T
from guike.platform.files.models import File
from guike.platform.files.services import purge
from guike.platform.jobs.registry import periodic
from guike.platform.retention.registry import keep_otherwise

periodic("files.purge", "25 * * * *", purge)
keep_otherwise(
    "files",
    T("未使用和已删除的文件", "Files unused or deleted"),
    T(
        "上传后没有附到记录上的文件、导出的文件，以及已删除的附件",
        "Uploads that belong to no record, exported files, and deleted attachments",
    ),
    lambda: File.objects.filter(Q(object_name="") | Q(deleted_at__isnull=False)),
    "created_at",
    fixed=T("未使用 24 小时，已删除 30 天", "24 hours unused, 30 days deleted"),
)
