/** The few places where a domain adds to the generic screens. */
import { lazy } from "react";
import { registerDialog } from "@/platform/actions/special";
import { registerLines } from "@/platform/fields/lines";
import { opportunityLines, orderLines } from "./orders/lines";

registerLines("sales_order_line", orderLines);
registerLines("opportunity_line", opportunityLines);
registerDialog("lead", "convert", lazy(() => import("./leads/ConvertDialog").then((module) => ({ default: module.ConvertDialog }))));
