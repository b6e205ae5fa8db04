import { App, Button, Dropdown, InputNumber, Space } from "antd";
import { lazy, Suspense, useState, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { newAttempt } from "@/api/client";
import { bulk, listRecords, runActionOnFilter, runActionOnIds } from "@/api/records";
import { recordsChanged } from "@/api/queries";
import type { ActionMeta, ActionResult, FilterNode, ObjectMeta, RecordData, RecordId } from "@/api/types";
import { formatCount } from "../format";
import { trackJob } from "../jobs/store";
import { fieldOf, recordName } from "../meta";
import { pdfOfSome } from "../papers/templates";
import { problemText } from "../ui/problem-text";
import { saveFile } from "../ui/save-file";
import { useUndoToast } from "../ui/useUndoToast";
import { useTotals } from "./useListData";
import type { Selection } from "./useSelection";

const ActionDialog = lazy(() => import("../actions/ActionDialog").then((module) => ({ default: module.ActionDialog })));
const BulkEditDialog = lazy(() => import("./BulkEditDialog").then((module) => ({ default: module.BulkEditDialog })));
const ResultsDialog = lazy(() => import("./ResultsDialog").then((module) => ({ default: module.ResultsDialog })));

const CHUNK = 500;
/** A few are deleted at once and can be taken back; many are asked about. */
const ASKED_FROM = 10;

interface Props {
  meta: ObjectMeta;
  rows: RecordData[];
  selection: Selection;
  filter: FilterNode | null;
  q: string;
  sort: string[];
  total: number | null;
  isExact: boolean;
  isDeleted: boolean;
  /** Further things to do with the chosen records. */
  more?: ReactNode;
}

async function inChunks(ids: string[], run: (chunk: RecordId[]) => Promise<ActionResult[]>): Promise<ActionResult[]> {
  const results: ActionResult[] = [];
  for (let at = 0; at < ids.length; at += CHUNK) {
    const chunk = ids.slice(at, at + CHUNK).map(Number);
    results.push(...await run(chunk));
  }
  return results;
}

function useBulk({ meta, selection, filter, q, isDeleted }: Props) {
  const { t } = useTranslation();
  const { message, modal } = App.useApp();
  const undo = useUndoToast();
  const [shown, setShown] = useState<{ title: string; results: ActionResult[] } | null>(null);
  const ids = [...selection.ids];
  /** Whether anything was done; if not, the selection stands for another try. */
  const finish = async (title: string, results: ActionResult[]) => {
    const failed = results.filter((result) => !result.ok);
    if (failed.length) setShown({ title, results });
    else void message.success(t("bulk.all_done", { title, count: results.length }));
    await recordsChanged(meta.name);
    const done = failed.length < results.length;
    if (done) selection.clear();
    return done;
  };
  const runOnFilter = async (action: ActionMeta, params: object, attempt: string) => {
    const counted = await listRecords(meta.name, { filter, q: q || undefined, limit: 1, count: "exact", deleted: isDeleted });
    const job = await runActionOnFilter(meta.name, action.name, { filter: filter ?? { all: [] }, expected_count: counted.total ?? 0 }, params, attempt);
    trackJob({ id: job, kind: "action", title: `${action.label} · ${meta.plural_label}`, object: meta.name });
    selection.clear();
  };
  const run = async (action: ActionMeta, params: object, attempt: string) => {
    if (selection.isWhole) await runOnFilter(action, params, attempt);
    else await finish(action.label, await inChunks(ids, (chunk) => runActionOnIds(meta.name, action.name, chunk, params, `${attempt}:${String(chunk[0])}`)));
  };
  const edit = async (values: Record<string, unknown>, attempt: string) =>
    finish(t("bulk.edit"), await inChunks(ids, async (chunk) => (await bulk(meta.name, { update: chunk.map((id) => ({ id, ...values })) }, `${attempt}:${String(chunk[0])}`)).results));
  const remove = async () => {
    if (ids.length >= ASKED_FROM && !(await modal.confirm({
      title: t("bulk.delete_many", { count: ids.length, label: meta.plural_label }), content: t(meta.has_recycle_bin ? "bulk.delete_help" : "bulk.delete_for_good"),
      okText: t("bulk.delete_sure", { count: ids.length }), okButtonProps: { danger: true }, cancelText: t("common.cancel"), autoFocusButton: "cancel",
    }))) return;
    try {
      const attempt = newAttempt();
      const results = await inChunks(ids, async (chunk) => (await bulk(meta.name, { delete: chunk }, `${attempt}:${String(chunk[0])}`)).results);
      const gone = results.flatMap((result) => (result.ok && result.id !== null ? [result.id] : []));
      await finish(t("common.delete"), results);
      if (gone.length && meta.has_recycle_bin) undo(t("bulk.deleted", { count: gone.length }), meta.name, gone);
    } catch (error) {
      void message.error(problemText(error, t));
    }
  };
  return { run, edit, remove, shown, hide: () => setShown(null) };
}

const MOST_FIRST = 500;

/** "The first 50": whether the list has fetched them yet or not, in the order that it shows. */
function First({ meta, rows, selection, filter, q, sort, total, isDeleted }: Props) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const [wanted, setWanted] = useState<number | null>(Math.min(50, rows.length));
  const [isBusy, setBusy] = useState(false);
  const most = Math.min(MOST_FIRST, total ?? rows.length);
  const take = async () => {
    const count = Math.min(wanted ?? 0, most);
    if (count < 1) return;
    setBusy(true);
    try {
      const found = count <= rows.length ? rows.slice(0, count) : (await listRecords(meta.name, { fields: ["id"], filter, q: q || undefined, sort, limit: count, count: "none", deleted: isDeleted || undefined })).items;
      selection.replace(found.map((row) => String(row.id)));
    } catch (error) {
      void message.error(problemText(error, t));
    } finally {
      setBusy(false);
    }
  };
  return (
    <Space.Compact size="small">
      <InputNumber size="small" className="gk-first" min={1} max={most} precision={0} controls={false} value={wanted} aria-label={t("bulk.first_count")} prefix={t("bulk.first")} suffix={t("bulk.first_unit")} onChange={setWanted} onPressEnter={() => void take()} />
      <Button size="small" loading={isBusy} onClick={() => void take()}>{t("bulk.choose_first")}</Button>
    </Space.Compact>
  );
}

const RESTORE = { name: "restore", fields: [] } as unknown as ActionMeta;

interface ButtonsProps extends Props {
  work: ReturnType<typeof useBulk>;
}

/** The sums of the amounts that the question about the action shows; of all that a search found they are not added up. */
function useSums({ meta, selection, filter, q }: Props, asked: ActionMeta | null) {
  const fields = (asked?.shows ?? []).filter((name) => fieldOf(meta, name)?.type === "money");
  const chosen: FilterNode | null = selection.isWhole ? filter : { field: "id", op: "in", value: [...selection.ids].map(Number) };
  const { data } = useTotals(meta.name, chosen, fields, asked !== null && !(selection.isWhole && q));
  return data ? { meta, record: data.totals as RecordData } : undefined;
}

/** One PDF of the chosen records. */
function usePrinting(meta: ObjectMeta, selection: Selection) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const [isBusy, setBusy] = useState(false);
  const print = async () => {
    setBusy(true);
    try {
      saveFile(await pdfOfSome(meta.name, [...selection.ids].map(Number)), `${meta.plural_label || meta.label}.pdf`);
    } catch (error) {
      void message.error(problemText(error, t));
    } finally {
      setBusy(false);
    }
  };
  return { print, isBusy };
}

/** What can be done with the chosen records, or with all that the filter finds. */
function Buttons(props: ButtonsProps) {
  const { meta, rows, selection, total, isExact, isDeleted, work } = props;
  const { t } = useTranslation();
  const [asked, setAsked] = useState<ActionMeta | null>(null);
  const [isEditing, setEditing] = useState(false);
  const sums = useSums(props, asked);
  const printing = usePrinting(meta, selection);
  const may = (operation: string) => meta.operations.includes(operation) && !isDeleted && !selection.isWhole;
  const count = selection.isWhole ? formatCount(total, isExact) : String(selection.ids.size);
  const actions = isDeleted ? [] : meta.actions.filter((action) => action.on_list && action.name !== "merge");
  const first = actions.slice(0, 4);
  const rest = actions.slice(4);
  const canTakeAll = !selection.isWhole && selection.ids.size >= rows.length && total !== null && total > rows.length;
  return (
    <div className="gk-bulk" role="region" aria-label={t("bulk.bar")}>
      <span role="status">{t("bulk.selected", { count })}</span>
      {canTakeAll && <Button type="link" size="small" onClick={selection.takeWhole}>{t("bulk.take_all", { total: formatCount(total, isExact) })}</Button>}
      {rows.length > 1 && <First {...props} />}
      <span className="gk-divider" aria-hidden="true" />
      {props.more}
      {first.map((action) => <Button key={action.name} size="small" danger={action.danger} onClick={() => setAsked(action)}>{action.label}</Button>)}
      {rest.length > 0 && (
        <Dropdown trigger={["click"]} menu={{ items: rest.map((action) => ({ key: action.name, label: action.label, danger: action.danger })), onClick: ({ key }) => setAsked(rest.find((action) => action.name === key) ?? null) }}>
          <Button size="small">{t("common.more")}</Button>
        </Dropdown>
      )}
      {may("print") && <Button size="small" loading={printing.isBusy} onClick={() => void printing.print()}>{t("print.print")}</Button>}
      {may("edit") && <Button size="small" onClick={() => setEditing(true)}>{t("bulk.edit")}</Button>}
      {may("delete") && <Button size="small" danger onClick={() => void work.remove()}>{t("common.delete")}</Button>}
      {isDeleted && <Button size="small" type="primary" onClick={() => setAsked({ ...RESTORE, label: t("recycle.restore") })}>{t("recycle.restore")}</Button>}
      <Button size="small" type="text" onClick={selection.clear}>{t("bulk.clear")}</Button>
      <Suspense fallback={null}>
        {asked && (
          <ActionDialog
            action={asked} object={meta.name} subject={t("bulk.subject", { count })} facts={sums} onClose={() => setAsked(null)}
            run={async (params, attempt) => { await work.run(asked, params, attempt); setAsked(null); }}
          />
        )}
        {isEditing && <BulkEditDialog meta={meta} count={selection.ids.size} onClose={() => setEditing(false)} onRun={async (values, attempt) => { if (await work.edit(values, attempt)) setEditing(false); }} />}
      </Suspense>
    </div>
  );
}

/** The bar goes with the selection; what became of each record stays until it is read. */
export function BulkBar(props: Props) {
  const { meta, rows, selection } = props;
  const work = useBulk(props);
  const nameOf = (id: string) => {
    const row = rows.find((one) => String(one.id) === id);
    return row ? recordName(row, meta) : `#${id}`;
  };
  return (
    <>
      {selection.ids.size > 0 && <Buttons {...props} work={work} />}
      {work.shown && <Suspense fallback={null}><ResultsDialog title={work.shown.title} results={work.shown.results} nameOf={nameOf} onClose={work.hide} /></Suspense>}
    </>
  );
}
