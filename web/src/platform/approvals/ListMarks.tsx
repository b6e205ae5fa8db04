/** What a list shows of approvals: which rows are being approved, and the way to decide about those that wait for oneself. */
import "./marks.css";
import { lazy, Suspense, useCallback, useMemo, useState, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { ObjectMeta, RecordData } from "@/api/types";
import { recordName } from "../meta";
import type { Decided } from "./Bulk";
import { useMarks } from "./marks";

const Opened = lazy(() => import("./Opened").then((module) => ({ default: module.Opened })));
const Bulk = lazy(() => import("./Bulk").then((module) => ({ default: module.Bulk })));

interface Marked {
  /** Beside the name of a row. */
  markOf?: (record: RecordData) => ReactNode;
  /** The buttons for those of the chosen rows that wait for oneself. */
  bulk: (chosen: ReadonlySet<string>, onDone: () => void) => ReactNode;
  /** The approval that was opened from a row. */
  panel: ReactNode;
}

/** For every object that has approvals, whatever it is. */
export function useListMarks(meta: ObjectMeta, rows: RecordData[], isOn: boolean): Marked {
  const { t } = useTranslation();
  const has = meta.has_approval && isOn;
  const marks = useMarks(meta.name, has, rows);
  const [task, setTask] = useState<number | null>(null);
  const markOf = useCallback((record: RecordData) => {
    const mark = marks.get(Number(record.id));
    if (!mark) return null;
    if (mark.task === null) return <span className="gk-mark">{t(mark.is_returned ? "approval.status_returned" : "approval.status_pending")}</span>;
    const name = recordName(record, meta);
    return <button type="button" tabIndex={-1} className="gk-mark is-mine" aria-label={t("approval.act_on", { act: t("approval.decide"), name })} onClick={(event) => { event.stopPropagation(); setTask(mark.task); }}>{t("approval.decide")}</button>;
  }, [marks, meta, t]);
  const mine = useMemo(() => rows.flatMap((row): (Decided & { row: string })[] => {
    const own = marks.get(Number(row.id))?.task;
    return own ? [{ id: own, row: String(row.id), record: { object: meta.name, name: recordName(row, meta) } }] : [];
  }), [rows, marks, meta]);
  return {
    markOf: marks.size > 0 ? markOf : undefined,
    bulk: (chosen, onDone) => {
      const items = mine.filter((one) => chosen.has(one.row));
      return items.length > 0 && <Suspense fallback={null}><Bulk items={items} isCounted onDone={onDone} /></Suspense>;
    },
    panel: task !== null && <Suspense fallback={null}><Opened chosen={{ kind: "task", id: task }} onClose={() => setTask(null)} /></Suspense>,
  };
}
