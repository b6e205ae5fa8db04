/** The forms of domains that are more than their fields. */
import { lazy } from "react";
import { registerLines } from "@/platform/fields/lines";
import { registerForm, registerHint } from "@/platform/form/behaviour";
import { can } from "@/platform/session";
import { activityForm } from "./activities/form";
import { opportunityForm, opportunityLines, orderForm, orderLines } from "./orders/lines";
import { productForm } from "./products/attributes";

registerLines("sales_order_line", orderLines);
registerLines("opportunity_line", opportunityLines);
registerForm("sales_order", orderForm);
registerForm("opportunity", opportunityForm);
registerHint("sales_order", "account", { isShown: (me) => can(me, "credit_limit", "view"), component: lazy(() => import("./credit/Credit").then((module) => ({ default: module.CreditHint }))) });
registerForm("activity", activityForm);
registerForm("product", productForm);
