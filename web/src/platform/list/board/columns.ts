import { useQuery } from "@tanstack/react-query";
import { listRecords } from "@/api/records";
import type { FieldMeta, FilterNode, ObjectMeta, Reference } from "@/api/types";
import { targetOf } from "../../meta";
import { recordName } from "../../meta";

export interface BoardColumn {
  key: string;
  label: string;
  value: unknown;
  filter: FilterNode;
}

export function idOfValue(value: unknown): unknown {
  return value && typeof value === "object" && "id" in value ? (value as Reference).id : value;
}

/** One column per choice, or per record that the field points at, in its order. */
export function useColumns(meta: ObjectMeta, field: FieldMeta): { columns: BoardColumn[]; isPending: boolean; error: unknown } {
  const target = targetOf(field);
  const query = useQuery({
    queryKey: ["records", target ?? "", "board-columns", meta.name, field.name],
    queryFn: ({ signal }) => listRecords(target ?? "", { sort: target === "stage" ? ["position"] : [], limit: 50, count: "none" }, signal),
    enabled: Boolean(target),
    staleTime: 300_000,
  });
  if (!target) {
    const columns = (field.choices ?? []).filter((choice) => choice.is_active !== false).map((choice): BoardColumn => ({
      key: choice.code, label: choice.label, value: choice.code, filter: { field: field.name, op: "eq", value: choice.code },
    }));
    return { columns, isPending: false, error: null };
  }
  const columns = (query.data?.items ?? []).map((record): BoardColumn => ({
    key: String(record.id), label: recordName(record), value: { id: record.id, name: recordName(record) },
    filter: { field: field.name, op: "eq", value: record.id },
  }));
  return { columns, isPending: query.isPending, error: query.error };
}
