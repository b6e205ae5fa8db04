/** 离职与工作交接: what somebody has in hand, counted, and who takes what. */
import "@/platform/form/form.css";
import { Alert, App, Modal, Select, Skeleton } from "antd";
import { useQuery } from "@tanstack/react-query";
import { useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { call, newAttempt } from "@/api/client";
import { isProblem } from "@/api/problem";
import { runAction } from "@/api/records";
import type { HandoverPreview, RecordData, Reference } from "@/api/types";
import type { SpecialDialogProps } from "../actions/special";
import { FieldEditor } from "../fields/editors";
import { plainField, recordName } from "../meta";
import { problemText } from "../ui/problem-text";

type Item = HandoverPreview["items"][number];
type Choice = "all" | "keep" | "other";

interface Chosen {
  choice: Choice;
  person: Reference | null;
}

const FIRST: Chosen = { choice: "all", person: null };

/** What the call names besides the one who takes everything: kinds that stay, and kinds that others take. */
export function receiversOf(chosen: Readonly<Record<string, Chosen>>): Record<string, number | null> {
  const named = Object.entries(chosen).filter(([, one]) => one.choice === "keep" || (one.choice === "other" && one.person));
  return Object.fromEntries(named.map(([key, one]) => [key, one.choice === "keep" ? null : Number(one.person?.id)]));
}

function Person({ label, value, onChange }: { label: string; value: Reference | null; onChange: (next: Reference | null) => void }) {
  return <FieldEditor field={plainField("to", "user", { label, target: "user" })} value={value} aria-label={label} onChange={(next) => onChange((next ?? null) as Reference | null)} />;
}

function Row({ item, chosen, onChange }: { item: Item; chosen: Chosen; onChange: (next: Chosen) => void }) {
  const { t } = useTranslation();
  return (
    <tr>
      <th scope="row">{item.label}{item.names.length > 0 && <div className="gk-muted">{item.names.join(t("common.list_separator"))}</div>}</th>
      <td className="gk-right">{item.count}</td>
      <td>
        <Select<Choice>
          size="small" className="gk-block" aria-label={t("handover.who_takes", { label: item.label })} value={chosen.choice} onChange={(choice) => onChange({ ...chosen, choice })}
          options={(["all", "other", "keep"] as const).map((value) => ({ value, label: t(`handover.to_${value}`) }))}
        />
        {chosen.choice === "other" && <Person label={t("handover.other_of", { label: item.label })} value={chosen.person} onChange={(person) => onChange({ ...chosen, person })} />}
      </td>
    </tr>
  );
}

export function Handover({ meta, action, record, onDone, onClose }: SpecialDialogProps) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const [to, setTo] = useState<Reference | null>(null);
  const [chosen, setChosen] = useState<Record<string, Chosen>>({});
  const [failure, setFailure] = useState<unknown>(null);
  const [isBusy, setBusy] = useState(false);
  const attempt = useRef(newAttempt());
  const leaves = action.name === "leave";
  const query = useQuery({ queryKey: ["records", "user", "handover", String(record.id)], queryFn: ({ signal }) => call("get", "/access/handover", { params: { query: { user: Number(record.id) } }, signal }) });
  const isIncomplete = !to || Object.values(chosen).some((one) => one.choice === "other" && !one.person);
  const run = async () => {
    setBusy(true);
    setFailure(null);
    try {
      const result: RecordData = await runAction(meta.name, record.id, action.name, { to: Number(to?.id), receivers: receiversOf(chosen) }, attempt.current);
      void message.success(action.done ?? t("form.saved"));
      onDone(result);
    } catch (error) {
      if (isProblem(error) && !error.mayBeDone) attempt.current = newAttempt();
      setFailure(error);
    } finally {
      setBusy(false);
    }
  };
  return (
    <Modal
      open width={720} title={`${action.label} · ${recordName(record, meta)}`} okText={action.label} cancelText={t("common.cancel")} confirmLoading={isBusy} onCancel={onClose}
      okButtonProps={{ danger: action.danger, disabled: isIncomplete }} onOk={() => void run()} mask={{ closable: false }} destroyOnHidden
    >
      {action.confirm && <p>{action.confirm}</p>}
      {failure !== null && <Alert type="error" showIcon role="alert" className="gk-gap" title={isProblem(failure) && failure.errors.length > 0 ? failure.errors.map((one) => <div key={one.field}>{one.message}</div>) : problemText(failure, t)} />}
      <div className="gk-gap"><label>{t("handover.to")}</label><Person label={t("handover.to")} value={to} onChange={setTo} /></div>
      {query.isPending && <Skeleton active />}
      {query.isError && <Alert type="error" showIcon role="alert" title={problemText(query.error, t)} />}
      {query.data && (query.data.items.length === 0 ? <p className="gk-muted">{t("handover.nothing")}</p> : (
        <table className="gk-table">
          <thead><tr><th scope="col">{t("handover.what")}</th><th scope="col" className="gk-right">{t("handover.count")}</th><th scope="col">{t("handover.receiver")}</th></tr></thead>
          <tbody>{query.data.items.map((item) => <Row key={item.key} item={item} chosen={chosen[item.key] ?? FIRST} onChange={(next) => setChosen((now) => ({ ...now, [item.key]: next }))} />)}</tbody>
        </table>
      ))}
      {leaves && query.data && <p className="gk-muted">{t("handover.ends", { sessions: query.data.sessions, keys: query.data.keys })}</p>}
      <p className="gk-muted">{t("handover.kept_help")}</p>
    </Modal>
  );
}
