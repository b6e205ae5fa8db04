/** The left menu, drawn from `/meta/objects`: areas grouped by module, then administration. */
import type { TFunction } from "i18next";
import { can } from "@/platform/session";
import type { AreaMeta, Me, ObjectsAnswer, ObjectSummary } from "@/api/types";

export interface MenuItem {
  key: string;
  label: string;
  to?: string;
  icon?: string;
  children?: MenuItem[];
}

export interface MenuGroup {
  key: string;
  label: string;
  items: MenuItem[];
}

/**
 * Where an administration object stands inside 管理后台. Only the order of the menu: an object
 * that is not named here is found under CRM 管理.
 */
const ADMIN_SECTIONS: Record<string, string> = {
  department: "organisation", user: "organisation", user_training: "organisation", user_credit: "organisation", handover_entry: "organisation", role: "organisation", management_dimension: "organisation",
  sharing_rule: "organisation", restriction_rule: "organisation", team_rule: "organisation",
  object_def: "hidden", field_def: "hidden", layout: "hidden", saved_view: "hidden",
  record_type: "platform", choice_set: "platform", validation_rule: "platform", duplicate_rule: "platform",
  currency: "system", exchange_rate: "system", calendar_day: "system", audit_entry: "system",
  webhook: "monitor", webhook_delivery: "monitor", notification_delivery: "monitor", customer_message: "monitor", opt_out: "system", approval_request: "monitor", approval_task: "monitor",
};

/** Everybody reads his own of these in the inbox; as lists they are for administrators. */
const OF_ADMINISTRATORS = new Set(["approval_request", "approval_task"]);

function objectItem(object: ObjectSummary): MenuItem {
  return { key: `o:${object.name}`, label: object.plural_label || object.label, to: `/o/${object.name}` };
}

function areaItem(area: AreaMeta, objects: ObjectSummary[]): MenuItem | null {
  const [first] = objects;
  if (!first) return null;
  if (objects.length === 1) return { ...objectItem(first), icon: area.name };
  return { key: `a:${area.name}`, label: area.label, icon: area.name, children: objects.map(objectItem) };
}

function adminItems(objects: ObjectSummary[], me: Me, t: TFunction): MenuItem[] {
  const section = (name: string) => objects.filter((one) => (ADMIN_SECTIONS[one.name] ?? "crm") === name).map(objectItem);
  const names = new Set(objects.map((one) => one.name));
  const manager = names.has("object_def") ? [{ key: "objects", label: t("admin.objects"), to: "/admin/objects" }] : [];
  const platform = [
    ...manager,
    ...section("platform"),
  ];
  const monitor = [
    ...(me.is_administrator ? [{ key: "operations", label: t("operations.title"), to: "/admin/operations" }, { key: "integrity", label: t("integrity.title"), to: "/admin/integrity" }] : []),
    ...section("monitor"),
  ];
  const system: MenuItem[] = [
    ...(me.is_administrator ? [{ key: "start", label: t("start.title"), to: "/admin/start" }] : []),
    ...(me.is_administrator ? [{ key: "settings", label: t("admin.settings"), to: "/admin/settings" }] : []),
    ...(me.is_administrator ? [{ key: "retention", label: t("retention.title"), to: "/admin/retention" }] : []),
    ...(monitor.length ? [{ key: "monitor", label: t("admin.monitor"), children: monitor }] : []),
    ...(platform.length ? [{ key: "platform", label: t("admin.platform"), children: platform }] : []),
    ...section("system"),
  ];
  const groups: MenuItem[] = [
    { key: "crm", label: t("admin.crm"), icon: "admin", children: [...manager, ...section("crm")] },
    { key: "organisation", label: t("admin.organisation"), icon: "accounts", children: [...section("organisation"), ...(me.is_administrator ? [{ key: "rights", label: t("rights.title"), to: "/admin/rights" }] : [])] },
    { key: "system", label: t("admin.system"), icon: "admin", children: system },
  ];
  return groups.filter((group) => group.children?.length);
}

export function menuOf(answer: ObjectsAnswer | undefined, me: Me, t: TFunction): MenuGroup[] {
  const reminders = { key: "reminders", label: t("notify.menu"), to: "/notifications", icon: "reminders" };
  const approvals = can(me, "approval_task", "view") ? [{ key: "approvals", label: t("approval.menu"), to: "/approvals", icon: "approvals" }] : [];
  const home: MenuGroup = { key: "home", label: "", items: [{ key: "home", label: t("home.title"), to: "/", icon: "home" }, ...approvals, { key: "calendar", label: t("calendar.title"), to: "/calendar", icon: "calendar" }, reminders] };
  if (!answer) return [home];
  if (answer.items.some((object) => object.name === "post")) home.items.splice(1, 0, { key: "feed", label: t("feed.title"), to: "/feed", icon: "feed" });
  const visible = answer.items
    .filter((object) => object.area && !object.is_line && object.operations.includes("view"))
    .sort((a, b) => a.position - b.position);
  const groups = new Map<string, MenuGroup>();
  for (const area of [...answer.areas].sort((a, b) => a.position - b.position)) {
    if (area.name === "admin") continue;
    const item = areaItem(area, visible.filter((object) => object.area === area.name));
    if (!item) continue;
    const group = groups.get(area.group) ?? { key: area.group, label: area.group_label, items: [] };
    group.items.push(item);
    groups.set(area.group, group);
  }
  const exchanges = visible.some((object) => object.operations.includes("import") || object.operations.includes("export"));
  const exchange: MenuGroup[] = exchanges ? [{ key: "exchange", label: "", items: [{ key: "exchange", label: t("exchange.title"), to: "/exchange", icon: "exchange" }] }] : [];
  const admin = adminItems(visible.filter((object) => object.area === "admin" && (me.is_administrator || !OF_ADMINISTRATORS.has(object.name))), me, t);
  const administration: MenuGroup[] = admin.length ? [{ key: "admin", label: t("admin.title"), items: admin }] : [];
  const reports: MenuGroup[] = can(me, "report", "view") ? [{ key: "reports", label: "", items: [{ key: "reports", label: t("report.title"), to: "/reports", icon: "reports" }] }] : [];
  return [home, ...groups.values(), ...reports, ...exchange, ...administration];
}
