/** The forms of domains that are more than their fields. */
import { registerLines } from "@/platform/fields/lines";
import { registerForm } from "@/platform/form/behaviour";
import { activityForm } from "./activities/form";
import { opportunityForm, opportunityLines, orderForm, orderLines } from "./orders/lines";
import { productForm } from "./products/attributes";

registerLines("sales_order_line", orderLines);
registerLines("opportunity_line", opportunityLines);
registerForm("sales_order", orderForm);
registerForm("opportunity", opportunityForm);
registerForm("activity", activityForm);
registerForm("product", productForm);
