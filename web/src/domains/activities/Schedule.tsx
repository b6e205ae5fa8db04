/** 日程 of a person: what he has planned, in the order in which it comes. */
import { Button, Skeleton } from "antd";
import { useInfiniteQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { listRecords } from "@/api/records";
import { useMeta } from "@/api/queries";
import { FieldValue } from "@/platform/fields/display";
import { formatCount } from "@/platform/format";
import { fieldOf, recordName } from "@/platform/meta";
import type { TabProps } from "@/platform/record/tabs";
import type { FilterNode } from "@/api/types";
import { Failed } from "@/platform/ui/Failed";
import { ScrollBox } from "@/platform/ui/ScrollBox";

const COLUMNS = ["subject", "kind", "planned_start_at", "planned_end_at", "related"];
const PAGE = 20;

function plannedOf(user: number): FilterNode {
  return { all: [{ field: "owner", op: "eq", value: user }, { field: "status", op: "eq", value: "planned" }] };
}

export function Schedule({ record }: TabProps) {
  const { t } = useTranslation();
  const filter = plannedOf(Number(record.id));
  const meta = useMeta("activity");
  const query = useInfiniteQuery({
    queryKey: ["records", "activity", "schedule", String(record.id)],
    queryFn: ({ pageParam, signal }) => listRecords("activity", { filter, sort: ["planned_start_at"], limit: PAGE, cursor: pageParam, count: pageParam ? "none" : "capped" }, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.next_cursor,
  });
  if (query.isError || meta.isError) return <Failed error={query.error ?? meta.error} onRetry={() => void query.refetch()} />;
  if (query.isPending || !meta.data) return <Skeleton active />;
  const there = meta.data;
  const first = query.data.pages[0];
  const rows = query.data.pages.flatMap((page) => page.items);
  const columns = COLUMNS.flatMap((name) => fieldOf(there, name) ?? []);
  return (
    <section aria-label={t("schedule.tab")}>
      <div className="gk-record-line gk-gap">
        <span className="gk-muted">{t("list.count", { total: formatCount(first?.total ?? rows.length, first?.total_is_exact ?? true) })}</span>
        {rows.length > 0 && <Link to={`/o/activity?${new URLSearchParams({ filter: JSON.stringify(filter) }).toString()}`}>{t("list.open_as_list")}</Link>}
      </div>
      {rows.length === 0 ? <p className="gk-muted">{t("schedule.empty")}</p> : (
        <ScrollBox label={t("schedule.tab")}>
          <table className="gk-table">
            <thead><tr>{columns.map((column) => <th key={column.name} scope="col">{column.label}</th>)}</tr></thead>
            <tbody>
              {rows.map((row) => (
                <tr key={String(row.id)}>
                  {columns.map((column, index) => <td key={column.name}>{index === 0 ? <Link to={`/o/activity/${String(row.id)}`}>{recordName(row, there)}</Link> : <FieldValue field={column} value={row[column.name]} record={row} isCompact />}</td>)}
                </tr>
              ))}
            </tbody>
          </table>
        </ScrollBox>
      )}
      {query.hasNextPage && <Button loading={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>{t("common.load_more")}</Button>}
    </section>
  );
}
