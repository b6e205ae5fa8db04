/** What reports add to the generic screens. */
import { lazy } from "react";
import { EVERY_OBJECT, registerTab } from "../record/tabs";

registerTab(EVERY_OBJECT, {
  key: "figures", label: "record.figures", isShown: (_me, _record, meta) => meta.reports.length > 0,
  component: lazy(() => import("./RecordFigures").then((module) => ({ default: module.RecordFigures }))),
});
