import { Steps } from "antd";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { readProgress } from "@/api/progress";
import { keys } from "@/api/queries";
import { formatDate, formatInstant } from "@/platform/format";
import type { TabProps } from "@/platform/record/tabs";

/** How far an order has come: each step with its time, and what is on its way, by whom and until when. */
export function OrderProgress({ meta, record }: TabProps) {
  const { t } = useTranslation();
  const found = useQuery({ queryKey: [...keys.record(meta.name, record.id), "progress", record["_version"]], queryFn: () => readProgress(record.id), retry: false }).data;
  if (!found || found.steps.length === 0) return null;
  const current = found.steps.findIndex((step) => step.is_current);
  return (
    <section className="gk-section" aria-label={t("progress.title")}>
      <h2>{t("progress.title")}</h2>
      <Steps
        size="small" current={current} responsive
        items={found.steps.map((step) => ({ title: step.label, content: step.at ? formatInstant(step.at) : null, status: step.is_current ? "process" as const : step.is_done ? "finish" as const : "wait" as const }))}
      />
      {found.expected_delivery_on && <p className="gk-muted gk-gap-top">{t("progress.expected", { on: formatDate(found.expected_delivery_on) })}</p>}
      {found.shipments.length > 0 && (
        <div className="gk-gap-top">
          {found.shipments.map((one) => (
            <div key={one.id}>
              <Link to={`/o/shipment/${one.id}`}>{one.number ?? `#${one.id}`}</Link>{" "}
              {[one.carrier, one.tracking_no, said(one, t)].filter(Boolean).join(" · ")}
            </div>
          ))}
        </div>
      )}
    </section>
  );
}

type One = Awaited<ReturnType<typeof readProgress>>["shipments"][number];

/** The last that happened to it. */
function said(one: One, t: (key: string, values: { at: string }) => string): string | null {
  if (one.received_on) return t("progress.received", { at: formatDate(one.received_on) });
  if (one.shipped_at) return [t("progress.shipped", { at: formatInstant(one.shipped_at) }), one.expected_delivery_on && t("progress.due", { at: formatDate(one.expected_delivery_on) })].filter(Boolean).join(" · ");
  return one.prepared_at ? t("progress.prepared", { at: formatInstant(one.prepared_at) }) : null;
}
