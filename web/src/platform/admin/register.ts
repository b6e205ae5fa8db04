/** What the administration area adds to the generic screens. */
import { lazy } from "react";
import { registerDialog } from "../actions/special";
import { registerForms } from "../form/behaviour";
import { registerTab } from "../record/tabs";
import { ofApproval } from "./later";

registerForms(() => import("./forms"));
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
registerDialog("webhook", "test", lazy(() => import("./WebhookTest").then((module) => ({ default: module.WebhookTest }))));
const Handover = lazy(() => import("./Handover").then((module) => ({ default: module.Handover })));
registerDialog("user", "leave", Handover);
registerDialog("user", "hand_over", Handover);
registerTab("user", {
  key: "keys", label: "account.tab", isShown: (me) => me.is_administrator,
  component: lazy(() => import("./UserKeys").then((module) => ({ default: module.UserKeys }))),
});
