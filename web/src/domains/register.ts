/** The few places where a domain adds to the generic screens. */
import { lazy } from "react";
import { registerDialog } from "@/platform/actions/special";
import { registerForms } from "@/platform/form/behaviour";

registerForms(() => import("./forms"));
registerDialog("lead", "convert", lazy(() => import("./leads/ConvertDialog").then((module) => ({ default: module.ConvertDialog }))));
registerDialog("activity", "create_account", lazy(() => import("./activities/CreateAccount").then((module) => ({ default: module.CreateAccount }))));
registerDialog("campaign", "create_activity", lazy(() => import("./activities/MarketAction").then((module) => ({ default: module.MarketAction }))));
