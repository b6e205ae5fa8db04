import { createBrowserRouter, type RouteObject } from "react-router";
import { RouteError } from "./ErrorBoundary";
import { Frame } from "./Frame";

const pages: RouteObject[] = [
  { index: true, lazy: async () => ({ Component: (await import("@/domains/home/HomePage")).HomePage }) },
  { path: "o/:object", lazy: async () => ({ Component: (await import("@/platform/list/ListPage")).ListPage }) },
  { path: "o/:object/new", lazy: async () => ({ Component: (await import("@/platform/form/FormPage")).FormPage }) },
  { path: "o/:object/import", lazy: async () => ({ Component: (await import("@/platform/imports/ImportPage")).ImportPage }) },
  { path: "o/:object/:id/edit", lazy: async () => ({ Component: (await import("@/platform/form/FormPage")).FormPage }) },
  { path: "o/:object/:id", lazy: async () => ({ Component: (await import("@/platform/record/RecordPage")).RecordPage }) },
  { path: "notifications", lazy: async () => ({ Component: (await import("@/platform/notify/NotificationsPage")).NotificationsPage }) },
  { path: "admin/settings", lazy: async () => ({ Component: (await import("@/platform/admin/SettingsPage")).SettingsPage }) },
  { path: "admin/objects", lazy: async () => ({ Component: (await import("@/platform/admin/ObjectsPage")).ObjectsPage }) },
  { path: "admin/objects/:name", lazy: async () => ({ Component: (await import("@/platform/admin/ObjectPage")).ObjectPage }) },
  { path: "admin/roles/:id", lazy: async () => ({ Component: (await import("@/platform/admin/RolePage")).RolePage }) },
  { path: "*", loader: () => { throw new Response("", { status: 404, statusText: "Not Found" }); } },
];

export const router = createBrowserRouter([
  { path: "/sign-in", lazy: async () => ({ Component: (await import("./SignIn")).SignIn }), ErrorBoundary: RouteError, HydrateFallback: () => null },
  {
    path: "/",
    Component: Frame,
    ErrorBoundary: RouteError,
    HydrateFallback: () => null,
    children: [{ ErrorBoundary: RouteError, children: pages }],
  },
]);
