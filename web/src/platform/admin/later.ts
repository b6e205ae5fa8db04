/** What the administration of approvals is made of, one chunk loaded with the first part that is looked at. */
import { lazy, type ComponentType } from "react";

type ApprovalParts = typeof import("./approvals");

export function ofApproval<P>(pick: (parts: ApprovalParts) => ComponentType<P>) {
  return lazy(() => import("./approvals").then((parts) => ({ default: pick(parts) })));
}
