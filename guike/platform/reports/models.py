"""Tables of saved reports and their folders."""

from __future__ import annotations

from django.db import models

from guike.platform.database.models import BaseModel, plain_column, reference, text_column


class ReportFolder(BaseModel):
    """报表目录: where somebody keeps reports, for himself or shared."""

    name = text_column(100)
    owner = reference("org.User")
    shared_with = models.JSONField(default=list, blank=True)
    position = models.IntegerField(default=0)

    class Meta(BaseModel.Meta):
        db_table = "report_folder"
        indexes = (models.Index(fields=["owner"], name="report_folder_owner_ix"),)


class Report(BaseModel):
    """报表: what somebody asks again and again, for himself or shared. `object`: that of its spec; `preset_code`: the preset that
    it began as."""

    name = text_column(100)
    description = models.TextField(blank=True, default="")
    folder = reference("reports.ReportFolder")
    object = models.CharField(max_length=60)
    spec = models.JSONField()
    is_preset = models.BooleanField(default=False)
    preset_code = plain_column(60)
    owner = reference("org.User")
    shared_with = models.JSONField(default=list, blank=True)

    class Meta(BaseModel.Meta):
        db_table = "report"
        indexes = (
            models.Index(fields=["owner"], name="report_owner_ix"),
            models.Index(fields=["folder"], name="report_folder_ix"),
        )
