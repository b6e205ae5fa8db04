import "./approvals.css";
import { Button, Checkbox, Skeleton, Segmented } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useSearchParams } from "react-router";
import type { ApprovalAct, ApprovalItem } from "@/api/types";
import { formatInstant } from "../format";
import { Failed } from "../ui/Failed";
import { useTitle } from "../ui/useTitle";
import { Bulk } from "./Bulk";
import { BOXES, useInbox, type Box } from "./data";
import { StatusPill, type Chosen } from "./Detail";
import { Opened } from "./Opened";
import { QuickActs } from "./QuickActs";
import { Card, Who } from "./Shown";
import { Pill } from "../fields/display";
import { TONES } from "./Way";

const keyOf = (item: ApprovalItem) => `${item.kind}-${item.id}`;

/** Which line is open, in the address: a reminder leads to it, and so does going back. */
function useOpened() {
  const [search, setSearch] = useSearchParams();
  const wanted = search.get("box");
  const box = BOXES.find((one) => one === wanted) ?? "todo";
  const task = Number(search.get("task")), request = Number(search.get("request"));
  const chosen: Chosen | null = task ? { kind: "task", id: task } : request ? { kind: "request", id: request } : null;
  const asked = search.get("act");
  const act: ApprovalAct | null = asked === "approve" || asked === "reject" ? asked : null;
  const go = (next: Record<string, string>) => setSearch({ ...(box === "todo" ? {} : { box }), ...next });
  return {
    box, chosen, act,
    show: (next: Box) => setSearch(next === "todo" ? {} : { box: next }),
    open: (item: ApprovalItem) => go(item.kind === "task" ? { task: String(item.id) } : { request: String(item.request.id) }),
    close: () => go({}),
  };
}

/** What a line says of its state: the step that waits, or what became of it. */
function State({ item, box }: { item: ApprovalItem; box: Box }) {
  const { t } = useTranslation();
  if (item.kind !== "task") return <StatusPill request={item.request} />;
  if (box === "done") return <><Pill label={t(`approval.task_${item.status}`)} color={TONES[item.status]} /> <span className="gk-muted">{formatInstant(item.decided_at)}</span></>;
  return <span className="gk-approval-hours" title={t("approval.hours_clock", { hours: item.waiting_hours?.clock })}>{t("approval.waits", { hours: item.waiting_hours?.working ?? "0" })}</span>;
}

interface LineProps {
  item: ApprovalItem;
  box: Box;
  isOpen: boolean;
  isChecked: boolean;
  onCheck: (isChecked: boolean) => void;
  onOpen: () => void;
}

function Line({ item, box, isOpen, isChecked, onCheck, onOpen }: LineProps) {
  const { t } = useTranslation();
  const name = item.record.visible ? item.record.name : t("approval.record_closed", { label: item.object_label });
  const canCheck = box === "todo" && item.kind === "task";
  return (
    <li className={isOpen ? "gk-approval-row is-current" : "gk-approval-row"}>
      {canCheck && <Checkbox checked={isChecked} aria-label={t("approval.choose", { name })} onChange={(event) => onCheck(event.target.checked)} />}
      <div className="gk-approval-row-body">
        <div className="gk-approval-line">
          <Pill label={item.object_label} />
          <button type="button" className="gk-approval-name" onClick={onOpen}>{name}</button>
          <span className="gk-spacer" />
          <State item={item} box={box} />
        </div>
        <Card record={item.record} card={item.card} isCompact />
        <div className="gk-approval-line gk-muted">
          <span>{t("approval.by", { name: item.request.applicant?.name ?? t("approval.system") })}</span>
          {item.kind === "task" && <span>{t("approval.step", { name: item.step.name })}</span>}
          {item.kind === "task" && item.acting_for && <strong className="gk-approval-for"><Who task={item} /></strong>}
          <span>{t("approval.at", { at: formatInstant(item.kind === "task" ? item.opened_at : item.request.started_at) })}</span>
        </div>
        {item.kind === "task" && item.comment && <p className="gk-long">{item.comment}</p>}
        {canCheck && <QuickActs item={item} />}
      </div>
    </li>
  );
}

function Items({ box, chosen, onOpen }: { box: Box; chosen: Chosen | null; onOpen: (item: ApprovalItem) => void }) {
  const { t } = useTranslation();
  const query = useInbox(box);
  const [checked, setChecked] = useState<ReadonlySet<number>>(new Set());
  if (query.isPending) return <Skeleton active />;
  if (query.isError && !query.data) return <Failed error={query.error} onRetry={() => void query.refetch()} />;
  const items = query.data.pages.flatMap((page) => page.items);
  const tasks = items.filter((item) => item.kind === "task" && box === "todo");
  const taken = tasks.filter((item) => checked.has(item.id));
  const check = (ids: number[], isChecked: boolean) => setChecked((now) => new Set(isChecked ? [...now, ...ids] : [...now].filter((id) => !ids.includes(id))));
  if (items.length === 0) return <p className="gk-approval-empty gk-muted">{t(`approval.empty_${box}`)}</p>;
  return (
    <>
      {tasks.length > 1 && (
        <div className="gk-approval-line gk-approval-bulk">
          <Checkbox checked={taken.length === tasks.length} indeterminate={taken.length > 0 && taken.length < tasks.length} onChange={(event) => check(tasks.map((item) => item.id), event.target.checked)}>{t("approval.choose_all")}</Checkbox>
          <Bulk items={taken} onDone={() => setChecked(new Set())} />
        </div>
      )}
      <ul className="gk-approval-list">
        {items.map((item) => (
          <Line
            key={keyOf(item)} item={item} box={box} isOpen={chosen?.kind === (item.kind === "task" ? "task" : "request") && chosen.id === (item.kind === "task" ? item.id : item.request.id)}
            isChecked={checked.has(item.id)} onCheck={(isChecked) => check([item.id], isChecked)} onOpen={() => onOpen(item)}
          />
        ))}
      </ul>
      {query.hasNextPage && <Button loading={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>{t("common.load_more")}</Button>}
    </>
  );
}

/** 审批: what waits for one's decision, what one decided, started, was given to read. */
export function InboxPage() {
  const { t } = useTranslation();
  useTitle(t("approval.title"));
  const { box, chosen, act, show, open, close } = useOpened();
  const todo = useInbox("todo").data?.pages[0]?.counts.todo ?? 0;
  return (
    <div className="gk-page gk-approvals">
      <h1>{t("approval.title")}</h1>
      <Segmented<Box>
        aria-label={t("approval.title")} value={box} onChange={show}
        options={BOXES.map((key) => ({ value: key, label: key === "todo" && todo > 0 ? t("approval.box_todo_n", { count: todo }) : t(`approval.box_${key}`) }))}
      />
      <Items key={box} box={box} chosen={chosen} onOpen={open} />
      <Opened key={`${chosen?.id ?? 0}-${act ?? ""}`} chosen={chosen} act={act} onClose={close} />
    </div>
  );
}
