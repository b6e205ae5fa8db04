import { createBrowserRouter, type RouteObject } from "react-router";
import { RouteError } from "./ErrorBoundary";
import { Frame } from "./Frame";
import { loadSignIn, pages } from "./pages";

const below: RouteObject[] = Object.entries(pages).map(([path, load]) => ({
  ...(path ? { path } : { index: true }),
  lazy: async () => ({ Component: await load() }),
}));

export const router = createBrowserRouter([
  { path: "/sign-in", lazy: async () => ({ Component: await loadSignIn() }), ErrorBoundary: RouteError, HydrateFallback: () => null },
  {
    path: "/",
    Component: Frame,
    ErrorBoundary: RouteError,
    HydrateFallback: () => null,
    children: [{
      ErrorBoundary: RouteError,
      children: [...below, { path: "*", loader: () => { throw new Response("", { status: 404, statusText: "Not Found" }); } }],
    }],
  },
]);
