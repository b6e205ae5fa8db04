import { Checkbox, DatePicker, Table } from "antd";
import { useQuery } from "@tanstack/react-query";
import dayjs from "dayjs";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { keys } from "@/api/queries";
import { readStatement, type Period, type StatementEntry } from "@/api/statement";
import { formatDate, formatMoney } from "@/platform/format";
import type { TabProps } from "@/platform/record/tabs";

/** The entries of a statement, between what was owed before and what is owed at the end. */
function Entries({ opening, rows, closing }: { opening: string; rows: readonly StatementEntry[]; closing: string }) {
  const { t } = useTranslation();
  const keyed = rows.map((one, n) => ({ ...one, key: n }));
  return (
    <Table
      size="small"
      dataSource={keyed}
      pagination={rows.length > 50 ? { pageSize: 50, showSizeChanger: false } : false}
      scroll={{ x: "max-content" }}
      locale={{ emptyText: t("statement.nothing") }}
      title={() => <span>{t("statement.opening")} <b className="gk-number">{formatMoney(opening)}</b></span>}
      footer={() => <span>{t("statement.closing")} <b className="gk-number">{formatMoney(closing)}</b></span>}
      columns={[
        { title: t("statement.on"), dataIndex: "on", render: (day: string, one) => <>{formatDate(day)}{one.corrects_on && <div className="gk-muted">{t("statement.corrects", { on: formatDate(one.corrects_on) })}</div>}</> },
        { title: t("statement.kind"), dataIndex: "kind", render: (kind: string) => t(`statement.kind_${kind}`) },
        { title: t("statement.document"), dataIndex: "document", render: (one: StatementEntry["document"]) => <Link to={`/o/${one.object}/${one.id}`}>{one.name}</Link> },
        { title: t("statement.amount"), dataIndex: "amount", align: "right", render: (amount: string) => <span className="gk-number">{formatMoney(amount)}</span> },
        { title: t("statement.balance"), dataIndex: "balance_amount", align: "right", render: (amount: string) => <span className="gk-number">{formatMoney(amount)}</span> },
      ]}
    />
  );
}

/** On the page of an account: its statement for any period, and as of any past day. */
export function AccountStatement({ record }: TabProps) {
  const { t } = useTranslation();
  const [period, setPeriod] = useState<Period>({});
  const found = useQuery({ queryKey: [...keys.record("account", record.id), "statement", period], queryFn: () => readStatement(record.id, period), retry: false });
  const told = found.data;
  if (!told) return null;
  const range: [dayjs.Dayjs, dayjs.Dayjs] = [dayjs(told.start_on), dayjs(told.end_on)];
  return (
    <section className="gk-section">
      <div className="gk-gap-bottom" style={{ display: "flex", flexWrap: "wrap", gap: 8, alignItems: "center" }}>
        <DatePicker.RangePicker aria-label={t("statement.period")} allowClear={false} value={range} onChange={(days) => days?.[0] && days[1] && setPeriod({ ...period, start_on: days[0].format("YYYY-MM-DD"), end_on: days[1].format("YYYY-MM-DD") })} />
        <DatePicker aria-label={t("statement.as_of")} placeholder={t("statement.as_of")} value={period.as_of ? dayjs(period.as_of) : null} disabledDate={(day) => day.isAfter(dayjs())} onChange={(day) => setPeriod({ start_on: told.start_on, end_on: told.end_on, ...(period.group ? { group: true } : {}), ...(day ? { as_of: day.format("YYYY-MM-DD") } : {}) })} />
        <Checkbox checked={period.group ?? false} onChange={(event) => setPeriod({ ...period, group: event.target.checked })}>{t("statement.group")}</Checkbox>
      </div>
      <Entries opening={told.opening_amount} rows={told.entries} closing={told.closing_amount} />
    </section>
  );
}
