import "./record.css";
import "@/platform/form/form.css";
import { Skeleton, Tabs, type TabsProps } from "antd";
import { useQuery } from "@tanstack/react-query";
import { lazy, Suspense, useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { useParams, useSearchParams } from "react-router";
import { readRecord } from "@/api/records";
import { keys, useMeta } from "@/api/queries";
import type { ObjectMeta, RecordData } from "@/api/types";
import { rememberRecord } from "@/platform/record/recent";
import { useSession } from "@/platform/session";
import { Comments } from "../feed/Comments";
import { ActionDialog } from "../actions/ActionDialog";
import { specialDialog } from "../actions/special";
import { Gone, isGone } from "../form/Gone";
import { readTrail } from "../list/neighbours";
import { recordName, relationsOf } from "../meta";
import { Failed } from "../ui/Failed";
import { useTitle } from "../ui/useTitle";
import { isTalkedAbout } from "../feed/talk";
import { Access } from "./Access";
import { Files } from "./Files";
import { Overview } from "./Overview";
import { RecordHead } from "./RecordHead";
import { Related } from "./Related";
import { panelsOf } from "./panels";
import { specialTabs, type TabProps } from "./tabs";
import { Team } from "./Team";
import { History, Timeline } from "./Timeline";
import { useActions, type RecordActions } from "./useActions";
import { useWriter } from "./WriteBox";
import { Revision } from "../actions/later";
import { FormDrawer } from "../form/later";


const Band = lazy(() => import("../approvals/Band").then((module) => ({ default: module.Band })));
const ApprovalTab = lazy(() => import("../approvals/Band").then((module) => ({ default: module.ApprovalTab })));

function Asked({ meta, record, actions }: { meta: ObjectMeta; record: RecordData; actions: RecordActions }) {
  if (!actions.asked) return null;
  const { action, defaults } = actions.asked;
  const Special = specialDialog(meta.name, action.name);
  if (action.opens.length > 0) {
    return <Suspense fallback={null}><Revision meta={meta} action={action} record={record} onClose={actions.close} onDone={(result) => { actions.close(); void actions.settle(result); }} /></Suspense>;
  }
  if (Special) {
    return <Special meta={meta} action={action} record={record} onClose={actions.close} onDone={(result) => { actions.close(); void actions.settle(result); }} />;
  }
  return (
    <ActionDialog
      key={action.name} action={action} object={meta.name} subject={recordName(record, meta)} defaults={defaults} facts={{ meta, record }} onClose={actions.close}
      run={(params, attempt) => actions.run(action, params, attempt)}
    />
  );
}

function Panels(props: TabProps) {
  const shown = panelsOf(props.meta.name, useSession(), props.record);
  return <Suspense fallback={null}>{shown.map(({ component: Component }, index) => <Component key={index} {...props} />)}</Suspense>;
}

function useTabs(meta: ObjectMeta, record: RecordData, isWriting: boolean): NonNullable<TabsProps["items"]> {
  const { t } = useTranslation();
  const me = useSession();
  const hasApprovals = "approval" in record;
  const special = specialTabs(meta.name).filter((tab) => tab.isShown(me, record, meta));
  return [
    { key: "overview", label: t("record.overview"), children: <><Panels meta={meta} record={record} /><Overview meta={meta} record={record} /></> },
    ...special.map(({ key, label, component: Component }) => ({ key, label: t(label), children: <Suspense fallback={<Skeleton active />}><Component meta={meta} record={record} /></Suspense> })),
    ...(isTalkedAbout(meta, me) ? [{ key: "comments", label: t("feed.comments_of"), children: <Comments subject={{ object: meta.name, id: Number(record.id) }} /> }] : []),
    ...(hasApprovals ? [{ key: "approval", label: t("approval.tab"), children: <Suspense fallback={<Skeleton active />}><ApprovalTab meta={meta} record={record} /></Suspense> }] : []),
    ...(meta.has_timeline ? [{ key: "timeline", label: t("record.timeline"), children: <Timeline meta={meta} record={record} isWriting={isWriting} /> }] : []),
    ...relationsOf(meta).filter((relation) => !hasApprovals || relation.object !== "approval_request").map((relation) => ({ key: `related.${relation.name}`, label: relation.label, children: <Related meta={meta} record={record} relation={relation} /> })),
    ...(meta.has_files ? [{ key: "files", label: t("record.files"), children: <Files meta={meta} record={record} /> }] : []),
    ...(meta.has_team ? [{ key: "team", label: t("record.team"), children: <Team meta={meta} record={record} /> }] : []),
    ...(meta.is_ledger ? [] : [{ key: "history", label: t("record.history"), children: <History meta={meta} record={record} /> }]),
    { key: "access", label: t("record.access"), children: <Access meta={meta} record={record} /> },
  ];
}

function Loaded({ meta, record, isGone }: { meta: ObjectMeta; record: RecordData; isGone: boolean }) {
  const me = useSession();
  const [search, setSearch] = useSearchParams();
  const [isEditing, setEditing] = useState(false);
  const actions = useActions(meta, record);
  const [isWriting, setWriting] = useState(false);
  const items = useTabs(meta, record, isWriting);
  const writer = useWriter(meta, record);
  const name = recordName(record, meta);
  useTitle(`${name} · ${meta.label}`);
  useEffect(() => rememberRecord(me.id, { object: meta.name, id: String(record.id), name, label: meta.label }), [me.id, meta, record.id, name]);
  const wanted = search.get("tab");
  const tab = items.some((item) => item.key === wanted) ? wanted ?? "overview" : "overview";
  const show = (key: string) => {
    setWriting(false);
    setSearch((now) => { const next = new URLSearchParams(now); next.set("tab", key); return next; }, { replace: true });
  };
  const write = () => {
    show("timeline");
    setWriting(true);
    document.getElementById("write-follow-up")?.focus();
  };
  return (
    <div className="gk-page gk-record">
      {isGone && <Gone meta={meta} record={record} list={readTrail(meta.name)?.address ?? `/o/${meta.name}`} />}
      <RecordHead meta={meta} record={isGone ? { ...record, _actions: {} } : record} actions={actions} isGone={isGone} onEdit={() => setEditing(true)} onExplain={() => show("access")} onWrite={writer.canWrite ? write : undefined} />
      {record.approval && <Suspense fallback={null}><Band key={record.approval.request} meta={meta} block={record.approval} /></Suspense>}
      <Tabs activeKey={tab} items={items} destroyOnHidden onChange={show} />
      <Asked meta={meta} record={record} actions={actions} />
      <Suspense fallback={null}>
        {isEditing && <FormDrawer object={meta.name} record={record} onClose={() => setEditing(false)} onSaved={() => setEditing(false)} />}
      </Suspense>
    </div>
  );
}

/** One record of any object: `/o/:object/:id`. */
export function RecordPage() {
  const { object = "", id: given } = useParams();
  const id = Number(given);
  const meta = useMeta(object);
  const record = useQuery({ queryKey: keys.record(object, id), queryFn: ({ signal }) => readRecord(object, id, signal) });
  if (meta.isLoadingError || record.isLoadingError) return <Failed error={meta.error ?? record.error} onRetry={() => void Promise.all([meta.refetch(), record.refetch()])} />;
  if (!meta.data || !record.data) return <Skeleton active className="gk-page" />;
  return <Loaded key={`${object}/${id}`} meta={meta.data} record={record.data} isGone={isGone(record)} />;
}
