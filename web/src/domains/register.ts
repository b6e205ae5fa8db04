/** The few places where a domain adds to the generic screens. */
import { lazy } from "react";
import { registerDialog } from "@/platform/actions/special";
import { registerLines } from "@/platform/fields/lines";
import { registerForm } from "@/platform/form/behaviour";
import { activityForm } from "./activities/form";
import { opportunityForm, opportunityLines, orderForm, orderLines } from "./orders/lines";

registerLines("sales_order_line", orderLines);
registerLines("opportunity_line", opportunityLines);
registerForm("sales_order", orderForm);
registerForm("opportunity", opportunityForm);
registerDialog("lead", "convert", lazy(() => import("./leads/ConvertDialog").then((module) => ({ default: module.ConvertDialog }))));
registerForm("activity", activityForm);
registerDialog("activity", "create_account", lazy(() => import("./activities/CreateAccount").then((module) => ({ default: module.CreateAccount }))));
registerDialog("campaign", "create_activity", lazy(() => import("./activities/MarketAction").then((module) => ({ default: module.MarketAction }))));
