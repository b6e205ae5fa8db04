/** Values of a record as an approval tells them: the card, the facts, what was changed. */
import { useTranslation } from "react-i18next";
import { useMeta } from "@/api/queries";
import type { ApprovalChange, ApprovalDecision, ApprovalRecord, ApprovalShown, FieldMeta, Person } from "@/api/types";
import { FieldValue, plainValue } from "../fields/display";
import { fieldOf, plainField } from "../meta";
import { actors } from "./data";

type Labelled = { name: string; label: string; value: unknown; type?: FieldMeta["type"] | null };

function Values({ record, values, isCompact }: { record: ApprovalRecord; values: Labelled[]; isCompact?: boolean }) {
  const { data: meta } = useMeta(record.object);
  const about = record.currency ? { id: record.id, currency: record.currency } : undefined;
  return (
    <>
      {values.map(({ name, label, value, type }) => {
        const field = type ? plainField(name, type) : meta && fieldOf(meta, name);
        return (
          <div key={name}>
            <dt>{label}</dt>
            <dd>{field ? <FieldValue field={field} value={value} record={about} isCompact={isCompact} /> : plainValue(undefined, value)}</dd>
          </div>
        );
      })}
    </>
  );
}

/** The few fields that tell most of the record. */
export function Card({ record, card, isCompact }: { record: ApprovalRecord; card: ApprovalShown[]; isCompact?: boolean }) {
  if (card.length === 0) return null;
  return <dl className={isCompact ? "gk-approval-card is-compact" : "gk-approval-card"}><Values record={record} values={card.map(({ field, label, value }) => ({ name: field, label, value }))} isCompact={isCompact} /></dl>;
}

export function Facts({ record, facts }: { record: ApprovalRecord; facts: ApprovalDecision["facts"] }) {
  const { t } = useTranslation();
  if (facts.length === 0) return null;
  return (
    <section className="gk-approval-part">
      <h3>{t("approval.facts")}</h3>
      <dl className="gk-approval-card"><Values record={record} values={facts} /></dl>
    </section>
  );
}

function Change({ record, change }: { record: ApprovalRecord; change: ApprovalChange }) {
  const { t } = useTranslation();
  const { data: meta } = useMeta(change.object);
  const field = meta && fieldOf(meta, change.field);
  const about = record.currency ? { id: record.id, currency: record.currency } : undefined;
  const line = change.object === record.object ? "" : meta?.label ?? "";
  return (
    <li>
      {line && <span className="gk-muted">{line} · </span>}{change.label}{t("common.colon")}
      <del>{plainValue(field, change.old, about) || t("history.empty")}</del> → <ins>{plainValue(field, change.new, about) || t("history.empty")}</ins>
    </li>
  );
}

/** From what the caller decided about last to what stands there now. */
export function Changes({ record, changes }: { record: ApprovalRecord; changes: ApprovalChange[] }) {
  const { t } = useTranslation();
  if (changes.length === 0) return null;
  return (
    <section className="gk-approval-part gk-approval-changes">
      <h3>{t("approval.changes")}</h3>
      <ul>{changes.map((change) => <Change key={`${change.object}/${change.id}/${change.field}`} record={record} change={change} />)}</ul>
    </section>
  );
}

/** 「甲 代 乙」, or one name. */
export function Who({ task }: { task: { approver: Person | null; acting_for: Person | null } }) {
  const { t } = useTranslation();
  const { name, of } = actors(task);
  return <>{of ? t("approval.for", { name, of }) : name}</>;
}
