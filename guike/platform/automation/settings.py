"""The company's switch for all rules."""

from __future__ import annotations

from guike.kernel.text import T
from guike.platform.settings.registry import RECORDS, setting

ENABLED = setting(
    "automation.enabled",
    "boolean",
    True,
    section=RECORDS,
    label=T("自动化规则", "Automation rules"),
    help=T(
        "关闭后，所有规则立即停止：排队和等待中的执行全部取消，新的变化也不再触发规则",
        "Switched off, all rules stop at once: what is queued or waits is cancelled, and nothing fires a rule",
    ),
).key
