"""Why somebody else decides, or nobody has to: kept as a code with the run, told in the language of the reader."""

from __future__ import annotations

from guike.kernel.approvals.running import APPLICANT, PREVIOUS, ROUND
from guike.kernel.text import Text
from guike.platform.metadata.catalogue import catalogue
from guike.platform.org.queries import directory

#: the person who would be asked may not open the records of the object; his id follows after a colon
CANNOT_OPEN = "cannot_open"
_BLIND = Text(
    "{name}没有查看{object}的权限，改由“无人可审时”的处理人审批",
    "{name} may not see {object}, so whoever decides when nobody else can was asked",
)
_TOLD = {
    APPLICANT: Text(
        "审批人就是申请人，按流程设置自动跳过", "The approver is the applicant: skipped by the flow"
    ),
    PREVIOUS: Text(
        "上一节点已审批过，按流程设置自动跳过", "Approved in the step before: skipped by the flow"
    ),
    ROUND: Text(
        "本轮更早已审批过，按流程设置自动跳过", "Approved earlier in this round: skipped by the flow"
    ),
    "condition": Text("不满足该节点的条件", "The condition of the step does not hold"),
    "rerouted": Text("管理员改道，未经过该节点", "An administrator sent it past this step"),
}


def cannot_open(person: int) -> str:
    """The reason that is kept for what would have been this person's."""
    return f"{CANNOT_OPEN}:{person}"


def told(reason: str, object_name: str, locale: str) -> str:
    """The reason in words; what an administrator wrote into the definition stays as it is."""
    code, _, person = reason.partition(":")
    if code == CANNOT_OPEN and person.isdecimal():
        spec = catalogue().objects.get(object_name)
        label = spec.label if spec is not None else object_name
        return _BLIND.format(locale, name=directory().person_name(int(person)) or "", object=label)
    return _TOLD[reason].get(locale) if reason in _TOLD else reason
