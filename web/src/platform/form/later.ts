/** The form in a drawer, loaded when the first is opened, with whatever registered for forms. */
import { lazy } from "react";
import { formsReady } from "./behaviour";

export const FormDrawer = lazy(async () => {
  const [module] = await Promise.all([import("./FormDrawer"), formsReady()]);
  return { default: module.FormDrawer };
});
