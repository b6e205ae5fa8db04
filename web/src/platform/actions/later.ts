/** The form of an action in a drawer, loaded when the first is opened, with whatever registered for forms. */
import { lazy } from "react";
import { formsReady } from "../form/behaviour";

export const Revision = lazy(async () => {
  const [module] = await Promise.all([import("./Revision"), formsReady()]);
  return { default: module.Revision };
});
