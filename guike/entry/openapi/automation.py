"""Describes the routes of rules beyond their records."""

from __future__ import annotations

from guike.entry.openapi.parts import IDS, OBJECT, Json, answers, json_body, path_id, path_text, ref, route
from guike.platform.automation.backtest import MOST_DAYS


def _tried(**more: Json) -> Json:
    properties: Json = {"rule": OBJECT, **more}
    return json_body({"type": "object", "required": ["rule"], "properties": properties})


AUTOMATION: Json = {
    "/automation/steps": route(
        "get", "automation", "The kinds of steps of rules", answers((200, ref("StepKinds"), "All of them"))
    ),
    "/automation/runs/{run_id}": route(
        "get",
        "automation",
        "A run: what fired it, what each step did, what it caused",
        answers((200, ref("AutomationRun"), "The run")),
        parameters=[path_id("run_id")],
    ),
    "/automation/simulate": route(
        "post",
        "automation",
        "What a rule would do to one record now; nothing is written",
        answers((200, ref("Simulated"), "Its steps")),
        requestBody=_tried(id=IDS),
    ),
    "/automation/backtest": route(
        "post",
        "automation",
        "What a rule would have done in the last days; nothing is written",
        answers((200, ref("Backtest"), "How often, on which records, with what effects")),
        requestBody=_tried(days={"type": "integer", "minimum": 1, "maximum": MOST_DAYS}),
    ),
    "/automation/saving/{object}": route(
        "get",
        "automation",
        "Everything that acts when a record of the object is saved, in order",
        answers((200, ref("Saving"), "By part")),
        parameters=[path_text("object")],
    ),
}
