import { PlusOutlined } from "@ant-design/icons";
import { Button, Skeleton } from "antd";
import { useInfiniteQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { readRelated } from "@/api/records";
import { useMeta } from "@/api/queries";
import type { ObjectMeta, RecordData, RelationMeta } from "@/api/types";
import { FieldValue, isRightAligned } from "../fields/display";
import { formatCount } from "../format";
import { defaultColumns, fieldOf, recordName } from "../meta";
import { Failed } from "../ui/Failed";
import { ScrollBox } from "../ui/ScrollBox";
import { NewRelated } from "./NewRelated";

const SHOWN_COLUMNS = 7;

/** The same rows as a list of their own, where they can be filtered, marked and worked on together. */
function listLink(there: ObjectMeta, relation: RelationMeta, record: RecordData): string {
  return `/o/${there.name}?${new URLSearchParams({ filter: JSON.stringify({ field: relation.field, op: "eq", value: record.id }) }).toString()}`;
}

/** Every imported row gets the reference to this record. */
function importLink(there: ObjectMeta, relation: RelationMeta, record: RecordData, meta: ObjectMeta): string {
  const search = new URLSearchParams({ [relation.field]: String(record.id), [`${relation.field}.name`]: recordName(record, meta) });
  return `/o/${there.name}/import?${search.toString()}`;
}

/** The column that only repeats the record one is looking at is left out. */
function Rows({ there, rows, pointer }: { there: ObjectMeta; rows: RecordData[]; pointer: string }) {
  const columns = defaultColumns(there).filter((name) => name !== pointer).flatMap((name) => fieldOf(there, name) ?? []).slice(0, SHOWN_COLUMNS);
  return (
    <ScrollBox label={there.plural_label}>
      <table className="gk-table">
        <thead><tr>{columns.map((column) => <th key={column.name} scope="col" className={isRightAligned(column) ? "gk-right" : undefined}>{column.label}</th>)}</tr></thead>
        <tbody>
          {rows.map((row) => (
            <tr key={String(row.id)}>
              {columns.map((column, index) => (
                <td key={column.name} className={isRightAligned(column) ? "gk-right" : undefined}>
                  {index === 0 && !there.is_ledger ? <Link to={`/o/${there.name}/${row.id}`}>{recordName(row, there)}</Link> : <FieldValue field={column} value={row[column.name]} record={row} isCompact />}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </ScrollBox>
  );
}

/** The rows of another object that point at this record; new ones are begun from here. */
export function Related({ meta, record, relation }: { meta: ObjectMeta; record: RecordData; relation: RelationMeta }) {
  const { t } = useTranslation();
  const there = useMeta(relation.object);
  const [isCreating, setCreating] = useState(false);
  const query = useInfiniteQuery({
    queryKey: ["records", relation.object, "related", meta.name, String(record.id), relation.name],
    queryFn: ({ pageParam, signal }) => readRelated(meta.name, record.id, relation.name, { limit: 20, cursor: pageParam, count: pageParam ? "none" : "capped" }, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.next_cursor,
  });
  const rows = query.data?.pages.flatMap((page) => page.items) ?? [];
  const first = query.data?.pages[0];
  if (query.isError || there.isError) return <Failed error={query.error ?? there.error} onRetry={() => void query.refetch()} />;
  if (query.isPending || !there.data) return <Skeleton active />;
  const label = there.data.label;
  const isReference = fieldOf(there.data, relation.field)?.type === "reference";
  return (
    <section aria-label={relation.label}>
      <div className="gk-record-line gk-gap">
        <span className="gk-muted">{t("list.count", { total: formatCount(first?.total ?? rows.length, first?.total_is_exact ?? true) })}</span>
        {isReference && rows.length > 0 && <Link to={listLink(there.data, relation, record)}>{t("list.open_as_list")}</Link>}
        <span className="gk-spacer" />
        {there.data.operations.includes("import") && isReference && <Button href={importLink(there.data, relation, record, meta)}>{t("list.import")}</Button>}
        {relation.can_create && <Button icon={<PlusOutlined aria-hidden="true" />} onClick={() => setCreating(true)}>{t("list.new", { label })}</Button>}
      </div>
      {rows.length === 0 ? <p className="gk-muted">{t("empty.related", { label: relation.label })}</p> : <Rows there={there.data} rows={rows} pointer={relation.field} />}
      {query.hasNextPage && <Button loading={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>{t("common.load_more")}</Button>}
      {isCreating && <NewRelated meta={meta} record={record} relation={relation} onClose={() => setCreating(false)} onSaved={() => setCreating(false)} />}
    </section>
  );
}
