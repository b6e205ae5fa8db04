/** The few places where a domain adds to the generic screens. */
import { lazy } from "react";
import { registerDialog } from "@/platform/actions/special";
import { registerWords } from "@/platform/fields/structures";
import { registerForms } from "@/platform/form/behaviour";
import { registerStart } from "@/platform/list/starts";
import { registerConcern } from "@/platform/record/concerns";
import { registerPanel } from "@/platform/record/panels";
import { registerTab } from "@/platform/record/tabs";
import { can } from "@/platform/session";

registerForms(() => import("./forms"));
registerDialog("lead", "convert", lazy(() => import("./leads/ConvertDialog").then((module) => ({ default: module.ConvertDialog }))));
registerDialog("activity", "create_account", lazy(() => import("./activities/CreateAccount").then((module) => ({ default: module.CreateAccount }))));
registerDialog("campaign", "create_activity", lazy(() => import("./activities/MarketAction").then((module) => ({ default: module.MarketAction }))));
registerDialog("product", "create_variants", lazy(() => import("./products/VariantsDialog").then((module) => ({ default: module.VariantsDialog }))));
// An attribute of another category concerns no product: the record tells those of its own.
registerConcern("product", (field, record) => !field.startsWith("x_attr_") || field.slice(7) in Object(record["attributes"]));
registerStart("sales_order", { object: "order_template", label: "order.from_template" });
registerTab("user", { key: "schedule", label: "schedule.tab", isShown: (me) => can(me, "activity", "view"), component: lazy(() => import("./activities/Schedule").then((module) => ({ default: module.Schedule }))) });
registerWords("price", lazy(() => import("./orders/PriceReasons").then((module) => ({ default: module.PriceReasons }))));
registerPanel("account", { isShown: (me) => can(me, "credit_limit", "view"), component: lazy(() => import("./credit/Credit").then((module) => ({ default: module.AccountCredit }))) });
registerPanel("sales_order", { isShown: (_me, record) => !["draft", "rejected"].includes(String(record["status"])), component: lazy(() => import("./orders/Progress").then((module) => ({ default: module.OrderProgress }))) });
registerPanel("sales_order", { isShown: (me, record) => can(me, "credit_limit", "view") && ["draft", "rejected", "pending_approval"].includes(String(record["status"])), component: lazy(() => import("./credit/Credit").then((module) => ({ default: module.OrderCredit }))) });
registerTab("account", { key: "statement", label: "statement.title", isShown: (me) => can(me, "receivable", "view") && can(me, "payment", "view") && can(me, "refund", "view") && can(me, "write_off", "view"), component: lazy(() => import("./statement/Statement").then((module) => ({ default: module.AccountStatement }))) });
