"""Refusals of jobs, and exceptions that end a run."""

from __future__ import annotations

from guike.kernel.errors import Refusal, register
from guike.kernel.text import T

register(
    {
        "job.finished": T("该任务已结束，不能取消", "This job has ended and cannot be cancelled"),
        "job.failed": T(
            "任务因系统错误中止，已处理的部分保留；请重试，若仍失败请联系管理员",
            "The job stopped on a system error; what was done stays. Try again, or tell an administrator",
        ),
        "job.crashed": T(
            "任务多次异常中断，已停止；请联系管理员",
            "The job was interrupted several times and has been stopped; tell an administrator",
        ),
    },
    status=409,
)


class JobCancelledError(Exception):
    """A job kind raises this when it stops on request; `result` becomes the job's result."""

    def __init__(self, result: dict[str, object] | None = None) -> None:
        super().__init__("cancelled")
        self.result = result


class JobRetryError(Exception):
    """A job kind raises this for temporary trouble (a server that does not answer). The job is tried again as often as
    the kind allows, then it fails with `refusal`."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(str(refusal))
        self.refusal = refusal


class JobInterruptedError(Exception):
    """The worker is stopping. The job returns to the queue and continues later from its saved state."""


class JobLostError(Exception):
    """Another worker has taken the job over, or it is no longer running: this run must not write."""
