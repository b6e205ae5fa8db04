import type { ComponentType } from "react";
import { formsReady } from "@/platform/form/behaviour";

type Load = () => Promise<ComponentType>;

const loadForm: Load = async () => {
  const [module] = await Promise.all([import("@/platform/form/FormPage"), formsReady()]);
  return module.FormPage;
};

/** The pages below the frame by their address, each a chunk of its own. The first that fits an address is its page. */
export const pages: Record<string, Load> = {
  "": async () => (await import("@/domains/home/HomePage")).HomePage,
  "o/automation_rule/new": async () => (await import("@/platform/admin/automation/RulePage")).RulePage,
  "o/automation_rule/:id": async () => (await import("@/platform/admin/automation/RulePage")).RulePage,
  "o/automation_rule/:id/edit": async () => (await import("@/platform/admin/automation/RulePage")).RulePage,
  "o/automation_run/:id": async () => (await import("@/platform/admin/automation/RunPage")).RunPage,
  "o/:object": async () => (await import("@/platform/list/ListPage")).ListPage,
  "o/:object/new": loadForm,
  "o/:object/import": async () => (await import("@/platform/imports/ImportPage")).ImportPage,
  "o/:object/print": async () => (await import("@/platform/print/PrintPage")).PrintListPage,
  "o/:object/:id/print": async () => (await import("@/platform/print/PrintPage")).PrintRecordPage,
  "o/:object/:id/personal": async () => (await import("@/platform/record/PersonalPage")).PersonalPage,
  "o/:object/:id/edit": loadForm,
  "o/:object/:id": async () => (await import("@/platform/record/RecordPage")).RecordPage,
  approvals: async () => (await import("@/platform/approvals/InboxPage")).InboxPage,
  calendar: async () => (await import("@/domains/calendar/CalendarPage")).CalendarPage,
  feed: async () => (await import("@/platform/feed/FeedPage")).FeedPage,
  notifications: async () => (await import("@/platform/notify/NotificationsPage")).NotificationsPage,
  "notifications/settings": async () => (await import("@/platform/notify/PreferencesPage")).PreferencesPage,
  reports: async () => (await import("@/platform/reports/ReportsPage")).ReportsPage,
  "reports/template/:code": async () => (await import("@/platform/reports/ReportPage")).TemplatePage,
  "reports/runs/:id": async () => (await import("@/platform/reports/RunPage")).RunPage,
  "reports/:id": async () => (await import("@/platform/reports/ReportPage")).SavedReportPage,
  profile: async () => (await import("@/platform/account/ProfilePage")).ProfilePage,
  "admin/operations": async () => (await import("@/platform/admin/OperationsPage")).OperationsPage,
  exchange: async () => (await import("@/platform/imports/ExchangePage")).ExchangePage,
  "admin/start": async () => (await import("@/platform/admin/StartPage")).StartPage,
  "admin/retention": async () => (await import("@/platform/admin/RetentionPage")).RetentionPage,
  "admin/integrity": async () => (await import("@/platform/admin/IntegrityPage")).IntegrityPage,
  "admin/settings": async () => (await import("@/platform/admin/SettingsPage")).SettingsPage,
  "admin/objects": async () => (await import("@/platform/admin/ObjectsPage")).ObjectsPage,
  "admin/objects/:name": async () => (await import("@/platform/admin/ObjectPage")).ObjectPage,
  "admin/rights": async () => (await import("@/platform/admin/RightsPage")).RightsPage,
  "admin/roles/compare": async () => (await import("@/platform/admin/ComparePage")).ComparePage,
  "admin/roles/:id": async () => (await import("@/platform/admin/RolePage")).RolePage,
};

export const loadSignIn: Load = async () => (await import("./SignIn")).SignIn;

/** What loads the page at this address. */
export function pageAt(pathname: string): Load | undefined {
  if (pathname === "/sign-in") return loadSignIn;
  const parts = pathname.replace(/^\/|\/$/g, "").split("/");
  const fits = (pattern: string[]) => pattern.length === parts.length && pattern.every((one, n) => one.startsWith(":") || one === parts[n]);
  return Object.entries(pages).find(([path]) => fits(path.split("/")))?.[1];
}
