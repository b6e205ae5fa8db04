import "./board.css";
import { DndContext, DragOverlay, KeyboardSensor, PointerSensor, useDraggable, useDroppable, useSensor, useSensors, type DragEndEvent, type DragStartEvent } from "@dnd-kit/core";
import { App, Button, Skeleton } from "antd";
import { useInfiniteQuery, useIsFetching, useQuery } from "@tanstack/react-query";
import { useRef, useState } from "react";
import { createPortal } from "react-dom";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { aggregate, changeRecord, listRecords } from "@/api/records";
import { keys, recordsChanged } from "@/api/queries";
import type { ActionMeta, FieldMeta, FilterNode, ObjectMeta, RecordData } from "@/api/types";
import { askedVerb } from "../../actions/verb";
import { VerbDialog } from "../../actions/VerbDialog";
import { FieldValue } from "../../fields/display";
import { both } from "../../filter-node";
import { formatCount, formatMoney } from "../../format";
import { fieldOf, measurable, recordName } from "../../meta";
import { Toolbar, type QuickSearchState } from "../Toolbar";
import type { ListChange, ListState } from "../useListState";
import { Failed } from "../../ui/Failed";
import { problemText } from "../../ui/problem-text";
import { idOfValue, useColumns, type BoardColumn } from "./columns";
import { ScrollBox } from "../../ui/ScrollBox";

const PAGE = 30;

interface CardProps {
  meta: ObjectMeta;
  record: RecordData;
  facts: FieldMeta[];
}

function CardText({ meta, record, facts }: CardProps) {
  return (
    <>
      <Link to={`/o/${meta.name}/${record.id}`} draggable={false}>{recordName(record, meta)}</Link>
      <dl>
        {facts.map((field) => record[field.name] !== null && record[field.name] !== undefined && (
          <div key={field.name}><dt className="gk-visually-hidden">{field.label}</dt><dd title={field.label}><FieldValue field={field} value={record[field.name]} record={record} isCompact /></dd></div>
        ))}
      </dl>
    </>
  );
}

/** Taken up, the card leaves its place free: what follows the pointer is drawn above the columns, which would cut it off. */
function Card(props: CardProps) {
  const { meta, record } = props;
  const { t } = useTranslation();
  const { attributes, listeners, setNodeRef, isDragging } = useDraggable({ id: String(record.id), data: { record } });
  return (
    <div ref={setNodeRef} className={isDragging ? "gk-card is-taken" : "gk-card"} {...listeners} {...attributes} aria-roledescription={t("board.card")} aria-label={recordName(record, meta)}>
      <CardText {...props} />
    </div>
  );
}

function Column({ meta, column, filter, q, summary, facts }: {
  meta: ObjectMeta; column: BoardColumn; filter: FilterNode | null; q: string; summary: string; facts: FieldMeta[];
}) {
  const { t } = useTranslation();
  const { setNodeRef, isOver } = useDroppable({ id: column.key, data: { column } });
  const query = useInfiniteQuery({
    queryKey: ["records", meta.name, "board", column.key, filter, q],
    queryFn: ({ pageParam, signal }) => listRecords(meta.name, { filter: both(filter, column.filter), q: q || undefined, limit: PAGE, cursor: pageParam, count: "none" }, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.next_cursor,
    placeholderData: (previous) => previous,
  });
  const rows = query.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <section ref={setNodeRef} className={isOver ? "gk-board-column is-over" : "gk-board-column"} aria-label={column.label}>
      <h2>{column.label}<span className="gk-muted">{summary}</span></h2>
      <ScrollBox className="gk-board-cards" role="group" label={column.label}>
        {query.isPending && <Skeleton active title={false} />}
        {rows.map((record) => <Card key={String(record.id)} meta={meta} record={record} facts={facts} />)}
        {query.isSuccess && rows.length === 0 && <p className="gk-muted">{t("board.empty")}</p>}
        {query.hasNextPage && <Button size="small" block loading={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>{t("common.load_more")}</Button>}
      </ScrollBox>
    </section>
  );
}

function useSummaries(meta: ObjectMeta, field: string, filter: FilterNode | null) {
  const amount = meta.fields.find((one) => one.type === "money" && measurable(one));
  const { data } = useQuery({
    queryKey: ["records", meta.name, "board-summary", field, filter],
    queryFn: ({ signal }) =>
      aggregate(meta.name, {
        filter, groups: [field],
        measures: [{ as: "count", agg: "count" }, ...(amount ? [{ as: "amount", agg: "sum", field: amount.name }] : [])],
      }, signal),
  });
  return (column: BoardColumn): string => {
    const row = data?.rows.find((one) => String(idOfValue(one.keys[field]) ?? "") === column.key);
    if (!data) return "";
    const count = formatCount(Number(row?.values["count"] ?? 0), true);
    return amount && row?.values["amount"] ? `${count} · ${formatMoney(row.values["amount"])}` : count;
  };
}

interface Asked {
  action: ActionMeta;
  record: RecordData;
  column: BoardColumn;
}

/** Dropping a card changes the field; where only a verb may do that, the verb's dialog opens. */
function useMove(meta: ObjectMeta, field: FieldMeta, columns: BoardColumn[]) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const [asked, setAsked] = useState<Asked | null>(null);
  const [held, setHeld] = useState<RecordData | null>(null);
  // As it was when it was taken up: what others did to it meanwhile is a conflict, not to be overruled.
  const taken = useRef<RecordData | undefined>(undefined);
  const take = (event: DragStartEvent) => {
    taken.current = event.active.data.current?.["record"] as RecordData | undefined;
    setHeld(taken.current ?? null);
  };
  const move = async (event: DragEndEvent) => {
    setHeld(null);
    const record = taken.current;
    const column = event.over?.data.current?.["column"] as BoardColumn | undefined;
    const from = columns.findIndex((one) => one.key === String(idOfValue(record?.[field.name]) ?? ""));
    if (!record || !column || column.key === columns[from]?.key) return;
    try {
      await changeRecord(meta.name, record.id, record._version, { [field.name]: idOfValue(column.value) });
      void message.success(t("board.moved", { name: recordName(record, meta), column: column.label }));
      await recordsChanged(meta.name);
    } catch (error) {
      const action = askedVerb(meta, error, field.name, column.key, columns.indexOf(column) > from);
      if (action) setAsked({ action, record, column });
      else void message.error(problemText(error, t));
    }
  };
  return { take, move, held, letGo: () => setHeld(null), asked, close: () => setAsked(null) };
}

function cardFacts(meta: ObjectMeta, boardField: string): FieldMeta[] {
  const names = meta.layouts.detail?.header ?? meta.layouts.list?.columns ?? [];
  const shown = names.filter((name) => name !== boardField && name !== meta.name_field && name !== meta.state_field);
  return shown.flatMap((name) => fieldOf(meta, name) ?? []).slice(0, 4);
}

function Columns({ meta, state, field }: { meta: ObjectMeta; state: ListState; field: FieldMeta }) {
  const { columns, isPending, error } = useColumns(meta, field);
  const filter = both(state.filter, openOnly(meta, field));
  const summaryOf = useSummaries(meta, field.name, filter);
  const sensors = useSensors(useSensor(PointerSensor, { activationConstraint: { distance: 6 } }), useSensor(KeyboardSensor, { keyboardCodes: { start: ["Space"], cancel: ["Escape"], end: ["Space", "Enter"] } }));
  const { take, move, held, letGo, asked, close } = useMove(meta, field, columns);
  const facts = cardFacts(meta, field.name);
  if (error) return <Failed error={error} />;
  if (isPending) return <Skeleton active className="gk-pad" />;
  return (
    <DndContext sensors={sensors} onDragStart={take} onDragEnd={(event) => void move(event)} onDragCancel={letGo}>
      <div className="gk-board">
        {columns.map((column) => <Column key={column.key} meta={meta} column={column} filter={filter} q={state.q} summary={state.q ? "" : summaryOf(column)} facts={facts} />)}
      </div>
      {createPortal(<DragOverlay dropAnimation={null}>{held && <div className="gk-card is-held"><CardText meta={meta} record={held} facts={facts} /></div>}</DragOverlay>, document.body)}
      {asked && <VerbDialog meta={meta} action={asked.action} record={asked.record} given={{ [field.name]: asked.column.value }} onClose={close} />}
    </DndContext>
  );
}

/** A board of stages shows what is still open: what is closed lies in the list. */
function openOnly(meta: ObjectMeta, field: FieldMeta): FilterNode | null {
  if (!meta.states || meta.state_field === field.name || !meta.state_field) return null;
  const open = meta.states.items.filter((item) => !item.closed).map((item) => item.code);
  return open.length ? { field: meta.state_field, op: "in", value: open } : null;
}

export function Board({ meta, state, onChange, search }: { meta: ObjectMeta; state: ListState; onChange: (change: ListChange) => void; search: QuickSearchState }) {
  const field = fieldOf(meta, meta.board_field ?? "");
  const isBusy = useIsFetching({ queryKey: keys.records(meta.name) }) > 0;
  if (!field) return null;
  return (
    <>
      <Toolbar meta={meta} state={state} onChange={onChange} search={search} total={null} isExact isBusy={isBusy} columns={state.view?.columns ?? []} labelOf={(path) => path} />
      <Columns meta={meta} state={state} field={field} />
    </>
  );
}
