import { Alert } from "antd";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { readCredit, type Credit } from "@/api/credit";
import { keys } from "@/api/queries";
import type { RecordData, RecordId, Reference } from "@/api/types";
import { formatMoney } from "@/platform/format";
import type { TabProps } from "@/platform/record/tabs";

/** Nothing until it is known, and for whoever may not see it. */
function useCredit({ meta, record }: TabProps, account: RecordId, order?: RecordId): Credit | undefined {
  return useQuery({ queryKey: [...keys.record(meta.name, record.id), "credit", record["_version"]], queryFn: () => readCredit(account, order), retry: false }).data;
}

function Figures({ rows }: { rows: readonly (readonly [string, string | null | undefined])[] }) {
  return (
    <dl className="gk-facts">
      {rows.map(([label, amount]) => <div key={label}><dt>{label}</dt><dd className="gk-number">{amount == null ? "—" : formatMoney(amount)}</dd></div>)}
    </dl>
  );
}

/** What an account may owe, what of it is used and why. */
export function AccountCredit(props: TabProps) {
  const { t } = useTranslation();
  const credit = useCredit(props, props.record.id);
  if (!credit) return null;
  return (
    <section className="gk-section">
      <h2>{t("credit.title")}</h2>
      {(credit.limit_amount !== null || credit.available_amount !== null) && (
        <Figures
          rows={[
            [t("credit.limit"), credit.limit_amount], [t("credit.used"), credit.used_amount], [t("credit.available"), credit.available_amount],
            ...(credit.overdue_days > 0 ? [[t("credit.overdue"), credit.overdue_amount] as const] : []),
          ]}
        />
      )}
      {credit.reasons.map((reason) => <p key={reason} className="gk-muted">{reason}</p>)}
    </section>
  );
}

/** What an order that is not in effect yet would leave of the credit of its account. */
export function OrderCredit(props: TabProps) {
  const { t } = useTranslation();
  const account = props.record["account"] as Reference | null;
  const credit = useCredit(props, account?.id ?? 0, props.record.id);
  if (!credit || (credit.available_amount === null && credit.is_within)) return null;
  return (
    <section className="gk-section">
      <Figures rows={[[t("credit.available"), credit.available_amount], [t("credit.order"), credit.order_amount], [t("credit.remaining"), credit.remaining_amount]]} />
      {!credit.is_within && <Alert type="warning" showIcon className="gk-gap-top" title={t("credit.beyond")} description={credit.reasons.join(t("common.sentence_separator"))} />}
    </section>
  );
}

/** In a form, below the account: how much of its credit is left, without the record that is being edited. */
export function CreditHint({ value, record }: { value: unknown; record: RecordData | null }) {
  const { t } = useTranslation();
  const account = idOf(value);
  const own = record && idOf(record["account"]) === account ? record.id : undefined;
  const credit = useQuery({ queryKey: [...keys.record("account", account ?? 0), "credit", own ?? null], queryFn: () => readCredit(account ?? 0, own), enabled: account !== null, retry: false }).data;
  if (!credit) return null;
  const said = [
    credit.available_amount !== null && (credit.limit_amount === null ? t("credit.left", { amount: formatMoney(credit.available_amount) }) : t("credit.left_of", { amount: formatMoney(credit.available_amount), limit: formatMoney(credit.limit_amount) })),
    credit.overdue_days > 0 && t("credit.late", { count: credit.overdue_days, amount: formatMoney(credit.overdue_amount) }),
  ].filter(Boolean);
  if (said.length === 0) return null;
  const isUsedUp = credit.overdue_days > 0 || Number(credit.available_amount ?? 1) <= 0;
  return <span role="status" className={isUsedUp ? "gk-hint gk-danger" : "gk-hint"}>{said.join(t("common.sentence_separator"))}</span>;
}

function idOf(value: unknown): number | null {
  return value && typeof value === "object" && "id" in value ? Number(value.id) : null;
}
