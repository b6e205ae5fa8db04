import type { ReactNode } from "react";

/** Holds what may be larger than itself: it scrolls, and by keyboard too. `className` says how far it may grow. */
export function ScrollBox({ label, className = "gk-scroll-wide", role = "region", children }: {
  label: string; className?: string; role?: "region" | "group"; children: ReactNode;
}) {
  return (
    <div className={className} tabIndex={0} role={role} aria-label={label}>{children}</div>
  );
}
