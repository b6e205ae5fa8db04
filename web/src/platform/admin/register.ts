/** The definitions of objects and fields are records, with forms that know their rules. */
import { lazy, type ComponentType } from "react";
import type { EditorProps } from "../fields/editors/types";
import { registerDialog } from "../actions/special";
import { registerForm } from "../form/behaviour";
import { registerTab } from "../record/tabs";
import { isFieldShown, isObjectShown } from "./definition";

type Editors = typeof import("./DefinitionEditors");

function later(pick: (editors: Editors) => ComponentType<EditorProps>): ComponentType<EditorProps> {
  return lazy(() => import("./DefinitionEditors").then((module) => ({ default: pick(module) })));
}

type ApprovalParts = typeof import("./approvals");

function ofApproval<P>(pick: (parts: ApprovalParts) => ComponentType<P>) {
  return lazy(() => import("./approvals").then((parts) => ({ default: pick(parts) })));
}

registerForm("field_def", {
  isShown: isFieldShown,
  editors: {
    api_name: later((editors) => editors.FieldNameEditor),
    target: later((editors) => editors.TargetEditor),
    default: later((editors) => editors.DefaultEditor),
    formula: later((editors) => editors.FormulaEditor),
    rollup: later((editors) => editors.RollupEditor),
    choice_set: later((editors) => editors.ChoiceSetEditor),
  },
});
registerForm("object_def", {
  isShown: isObjectShown,
  editors: {
    api_name: later((editors) => editors.ObjectNameEditor),
    name_field: later((editors) => editors.NameFieldEditor),
  },
});
registerForm("validation_rule", { editors: { field: later((editors) => editors.OwnFieldEditor), formula: later((editors) => editors.ConditionEditor) } });
registerForm("webhook", { editors: { filter: later((editors) => editors.OnlyObjectFilterEditor) } });
registerForm("reminder_rule", { editors: { date_field: later((editors) => editors.DateFieldEditor) } });
registerForm("approval_definition", {
  isShown: (field, values) => (field !== "fields" || values["trigger"] === "change") && (field !== "action" || values["trigger"] === "action"),
  editors: {
    object: ofApproval((parts) => parts.ObjectName),
    filter: ofApproval((parts) => parts.AppliesEditor),
    steps: ofApproval((parts) => parts.StepsEditor),
    notices: ofApproval((parts) => parts.NoticesEditor),
    action: ofApproval((parts) => parts.ActionName),
  },
});
registerDialog("approval_definition", "publish", ofApproval((parts) => parts.Publish));
registerTab("approval_definition", {
  key: "flow", label: "flow.tab", shows: "steps", isShown: () => true,
  component: ofApproval((parts) => parts.DefinitionFlow),
});
registerTab("approval_definition", {
  key: "notices", label: "notice.tab", shows: "notices", isShown: () => true,
  component: ofApproval((parts) => parts.NoticesTab),
});
registerTab("approval_definition", {
  key: "trial", label: "trial.tab", isShown: () => true,
  component: ofApproval((parts) => parts.Trial),
});
registerForm("saved_view", { editors: { group_by: later((editors) => editors.GroupFieldEditor) } });
registerDialog("webhook", "test", lazy(() => import("./WebhookTest").then((module) => ({ default: module.WebhookTest }))));
registerTab("user", {
  key: "keys", label: "account.tab", isShown: (me) => me.is_administrator,
  component: lazy(() => import("./UserKeys").then((module) => ({ default: module.UserKeys }))),
});
