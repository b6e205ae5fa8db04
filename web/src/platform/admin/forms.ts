/** The definitions of objects, fields and rules are records, with forms that know their rules. */
import { lazy, type ComponentType } from "react";
import type { ObjectSummary } from "@/api/types";
import type { EditorProps } from "../fields/editors/types";
import { registerForm } from "../form/behaviour";
import { isFieldShown, isObjectShown } from "./definition";
import { ofApproval } from "./later";

type Editors = typeof import("./DefinitionEditors");

function later(pick: (editors: Editors) => ComponentType<EditorProps>): ComponentType<EditorProps> {
  return lazy(() => import("./DefinitionEditors").then((module) => ({ default: pick(module) })));
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
/** The chooser of an object, of those that such a rule can be about, in the order of the menu. */
function objectOf(isFit: (object: ObjectSummary) => boolean): ComponentType<EditorProps> {
  return lazy(() => import("./RuleObject").then((module) => ({ default: module.ruleObject(isFit) })));
}

/** Of owners and condition, what the rule goes by. */
const bySource = (field: string, values: Record<string, unknown>) => (field !== "owners" || values["source"] === "owners") && (field !== "filter" || values["source"] === "filter");
registerForm("sharing_rule", { isShown: bySource, editors: { object: objectOf((object) => object.is_owned) }, preview: lazy(() => import("./RuleEffect").then((module) => ({ default: module.SharingEffect }))) });
registerForm("restriction_rule", { editors: { object: objectOf(() => true) }, preview: lazy(() => import("./RuleEffect").then((module) => ({ default: module.RestrictionEffect }))) });
registerForm("team_rule", { isShown: bySource, editors: { object: objectOf((object) => object.is_owned && object.has_team) }, preview: lazy(() => import("./RuleEffect").then((module) => ({ default: module.TeamEffect }))) });
registerForm("print_template", { isWide: true, editors: { object: objectOf((object) => object.operations.includes("print")), content: lazy(() => import("../papers/Designer").then((module) => ({ default: module.Designer }))) } });
registerForm("department", { isShown: (field, values) => field !== "members" || values["kind"] === "virtual" });
registerForm("management_dimension", { isShown: (field, values) => field !== "choice_set" || values["kind"] === "choice_set", editors: { choice_set: later((editors) => editors.ChoiceSetEditor) } });
registerForm("saved_view", { editors: { group_by: later((editors) => editors.GroupFieldEditor) } });
