import { DeleteOutlined, EditOutlined, FormOutlined, IdcardOutlined, LeftOutlined, MoreOutlined, PlusOutlined, PrinterOutlined, RightOutlined, SafetyOutlined } from "@ant-design/icons";
import { App, Button, Dropdown, Space, Tooltip, type MenuProps } from "antd";
import { lazy, Suspense, useState } from "react";
import { useTranslation } from "react-i18next";
import { Link, useNavigate } from "react-router";
import { deleteRecord } from "@/api/records";
import { recordsChanged, useObjects } from "@/api/queries";
import type { ObjectMeta, RecordData, RelationMeta } from "@/api/types";
import { FollowButton } from "../feed/FollowButton";
import { isTalkedAbout } from "../feed/talk";
import { FieldValue, Pill } from "../fields/display";
import { neighbours, readTrail } from "../list/neighbours";
import { fieldOf, recordName, relationsOf } from "../meta";
import { useSession } from "../session";
import { isTyping } from "../ui/keyboard";
import { problemText } from "../ui/problem-text";
import { useUndoToast } from "../ui/useUndoToast";
import { useWindowKey } from "../ui/useWindowKey";
import { recordLink } from "./links";
import { NewRelated } from "./NewRelated";
import { StagePath } from "./StagePath";
import { offeredActions, type OfferedAction, type RecordActions } from "./useActions";

const PrintDialog = lazy(() => import("../papers/PrintDialog").then((module) => ({ default: module.PrintDialog })));

interface Props {
  meta: ObjectMeta;
  record: RecordData;
  actions: RecordActions;
  /** It went away while it was looked at: nothing can be done with it. */
  isGone: boolean;
  onEdit: () => void;
  /** Shows why one may or may not. */
  onExplain: () => void;
  /** Opens the write box of the timeline; absent where nothing can be written. */
  onWrite?: () => void;
}

/** Left and right: the neighbouring record of the list that one came from. */
function Neighbours({ object, id }: { object: string; id: string }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const { previous, next, place, count } = neighbours(readTrail(object), id);
  useWindowKey((event) => {
    if (event.altKey || event.ctrlKey || event.metaKey || event.shiftKey || event.defaultPrevented || isTyping(event.target)) return;
    if (document.querySelector(".ant-modal-wrap:not([style*='display: none']), .ant-drawer-open")) return;
    if ((event.target as HTMLElement | null)?.closest?.("[role=tablist],[role=grid],[role=menu],[role=listbox]")) return;
    const to = event.key === "ArrowLeft" ? previous : event.key === "ArrowRight" ? next : null;
    if (to) void navigate(`/o/${object}/${to}`, { replace: true });
  });
  if (place === 0) return null;
  return (
    <span className="gk-neighbours">
      <Tooltip title={t("record.previous")}><Button type="text" size="small" icon={<LeftOutlined aria-hidden="true" />} disabled={!previous} aria-label={t("record.previous")} onClick={() => void navigate(`/o/${object}/${previous}`, { replace: true })} /></Tooltip>
      <span className="gk-muted">{place} / {count}</span>
      <Tooltip title={t("record.next")}><Button type="text" size="small" icon={<RightOutlined aria-hidden="true" />} disabled={!next} aria-label={t("record.next")} onClick={() => void navigate(`/o/${object}/${next}`, { replace: true })} /></Tooltip>
    </span>
  );
}

function ActionButton({ offered, actions }: { offered: OfferedAction; actions: RecordActions }) {
  const { action, reason } = offered;
  const button = (
    <Button type={reason ? "default" : "primary"} danger={action.danger} loading={actions.running === action.name} aria-disabled={reason ? true : undefined} className={reason ? "is-refused" : undefined} onClick={() => { if (!reason) void actions.start(action); }}>
      {action.label}
    </Button>
  );
  return reason ? <Tooltip title={reason}>{button}</Tooltip> : button;
}

function useDelete(meta: ObjectMeta, record: RecordData) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const navigate = useNavigate();
  const undo = useUndoToast();
  return async () => {
    try {
      await deleteRecord(meta.name, record.id);
      await navigate(readTrail(meta.name)?.address ?? `/o/${meta.name}`, { replace: true });
      await recordsChanged(meta.name);
      undo(t("record.deleted", { name: recordName(record, meta) }), meta.name, [record.id]);
    } catch (error) {
      void message.error(problemText(error, t));
    }
  };
}

/** What may be made out of this record: an order of an opportunity, a contact of an account. */
function NewButton({ meta, record }: { meta: ObjectMeta; record: RecordData }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const objects = useObjects();
  const [chosen, setChosen] = useState<RelationMeta | null>(null);
  const relations = relationsOf(meta).filter((relation) => relation.can_create);
  const labelOf = (relation: RelationMeta) => objects.data?.items.find((one) => one.name === relation.object)?.label ?? relation.label;
  if (relations.length === 0) return null;
  return (
    <>
      <Dropdown trigger={["click"]} menu={{ items: relations.map((one) => ({ key: one.name, label: labelOf(one) })), onClick: ({ key }) => setChosen(relations.find((one) => one.name === key) ?? null) }}>
        <Button icon={<PlusOutlined aria-hidden="true" />}>{t("record.new")}</Button>
      </Dropdown>
      {chosen && <NewRelated meta={meta} record={record} relation={chosen} onClose={() => setChosen(null)} onSaved={(made) => void navigate(`/o/${chosen.object}/${made.id}`)} />}
    </>
  );
}

type MenuItem = NonNullable<MenuProps["items"]>[number];

function Buttons({ meta, record, actions, onEdit, onWrite, onExplain }: Props) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const me = useSession();
  const remove = useDelete(meta, record);
  const [isPrinting, setPrinting] = useState(false);
  const link = recordLink(meta.name, record);
  const offered = offeredActions(meta, record).filter((one) => one.action.name !== "follow_up" && one.action.name !== "restore");
  const primary = offered.filter((one) => one.action.placement === "primary");
  const others = offered.filter((one) => one.action.placement !== "primary");
  const operations = record._operations ?? meta.operations;
  const entry = ({ action, reason }: (typeof others)[number]): MenuItem => ({
    key: action.name, danger: action.danger, disabled: Boolean(reason),
    label: reason ? <span title={reason}>{action.label}<span className="gk-menu-reason">{reason}</span></span> : action.label,
  });
  const papers: MenuItem[] = [];
  if (meta.operations.includes("print")) papers.push({ key: "_print", icon: <PrinterOutlined aria-hidden="true" />, label: t("print.print") });
  if (meta.operations.includes("personal_copy")) papers.push({ key: "_personal", icon: <IdcardOutlined aria-hidden="true" />, label: t("operation.personal_copy") });
  papers.push({ key: "_access", icon: <SafetyOutlined aria-hidden="true" />, label: t("record.access") });
  // What cannot be taken back stands last, where nobody hits it by habit.
  const grave = others.filter((one) => one.action.danger).map(entry);
  if (operations.includes("delete")) grave.push({ key: "_delete", danger: true, icon: <DeleteOutlined aria-hidden="true" />, label: t("common.delete") });
  const groups = [others.filter((one) => !one.action.danger).map(entry), papers, grave].filter((one) => one.length > 0);
  const items = groups.flatMap((group, n): MenuItem[] => (n ? [{ type: "divider" }, ...group] : group));
  const choose = (key: string) => {
    const found = others.find((one) => one.action.name === key);
    if (key === "_delete") void remove();
    else if (key === "_access") onExplain();
    else if (key === "_print") setPrinting(true);
    else if (key === "_personal") void navigate(`/o/${meta.name}/${record.id}/personal`);
    else if (found) void actions.start(found.action);
  };
  return (
    <Space wrap>
      {primary.map((one) => <ActionButton key={one.action.name} offered={one} actions={actions} />)}
      {onWrite && <Button icon={<FormOutlined aria-hidden="true" />} onClick={onWrite}>{t("timeline.write")}</Button>}
      <NewButton meta={meta} record={record} />
      {isTalkedAbout(meta, me) && <FollowButton subject={{ object: meta.name, id: Number(record.id) }} />}
      {link && <Button onClick={() => void navigate(link.to)}>{t(link.label)}</Button>}
      {operations.includes("edit") && <Button icon={<EditOutlined aria-hidden="true" />} onClick={onEdit}>{t("common.edit")}</Button>}
      <Dropdown trigger={["click"]} menu={{ items, onClick: ({ key }) => choose(key) }}>
        <Button icon={<MoreOutlined aria-hidden="true" />} aria-label={t("common.more")} />
      </Dropdown>
      {isPrinting && <Suspense fallback={null}><PrintDialog object={meta.name} id={record.id} name={`${meta.label} ${recordName(record, meta)}`} onClose={() => setPrinting(false)} /></Suspense>}
    </Space>
  );
}

export function RecordHead(props: Props) {
  const { meta, record, actions } = props;
  const { t } = useTranslation();
  const state = meta.states?.items.find((item) => item.code === record[meta.state_field ?? ""]);
  const facts = (meta.layouts.detail?.header ?? [meta.owner_field ?? ""])
    .filter((name) => name && name !== meta.state_field)
    .flatMap((name) => fieldOf(meta, name) ?? []);
  const name = recordName(record, meta);
  const number = typeof record["number"] === "string" && record["number"] !== name ? record["number"] : "";
  return (
    <header className="gk-record-head">
      <div className="gk-record-line">
        <nav aria-label="breadcrumb" className="gk-muted"><Link to={readTrail(meta.name)?.address ?? `/o/${meta.name}`}>{meta.plural_label || meta.label}</Link>{number ? ` / ${number}` : ""}</nav>
        <span className="gk-spacer" />
        <Neighbours object={meta.name} id={String(record.id)} />
      </div>
      <div className="gk-record-line">
        <h1>{name}</h1>
        {state && <Pill label={state.label} color={state.color} />}
        <span className="gk-spacer" />
        {!props.isGone && <Buttons {...props} />}
      </div>
      <dl className="gk-facts">
        {facts.map((field) => (
          <div key={field.name}><dt>{field.label}</dt><dd><FieldValue field={field} value={record[field.name]} record={record} /></dd></div>
        ))}
      </dl>
      {record._next && <p className="gk-next"><span>{t("record.next_step")}</span>{record._next}</p>}
      <StagePath meta={meta} record={record} actions={actions} />
    </header>
  );
}
