import { Button, Input, Modal, Segmented, Skeleton } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useMeta } from "@/api/queries";
import type { ObjectSummary } from "@/api/types";
import { ownFirst } from "../meta";
import { ScrollBox } from "../ui/ScrollBox";
import { levelOf, setLevel, type FieldLevels } from "./role";
import { useRoleWords } from "./useRoleWords";

export interface LevelRow {
  key: string;
  label: string;
  level: string;
  /** Why there is nothing to choose. */
  closed?: string;
  isReadOnly?: boolean;
}

/** One level for each row: of a role's fields, or of one field's roles. */
export function LevelTable({ label, rows, onChange }: { label: string; rows: LevelRow[]; onChange: (key: string, level: string) => void }) {
  const { t } = useTranslation();
  const options = useRoleWords("fields");
  if (!options.length) return <Skeleton active />;
  return (
    <ScrollBox className="gk-scroll-box" label={label}>
      <table className="gk-table">
        <tbody>
          {rows.map((row) => (
            <tr key={row.key}>
              <th scope="row">{row.label}</th>
              <td className="gk-right">
                {row.closed
                  ? <span className="gk-muted">{row.closed}</span>
                  : <Segmented size="small" disabled={row.isReadOnly} options={options} value={row.level} aria-label={t("role.level_of", { field: row.label })} onChange={(level) => onChange(row.key, level)} />}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </ScrollBox>
  );
}

interface Props {
  object: ObjectSummary;
  levels: FieldLevels;
  isReadOnly: boolean;
  onChange: (next: FieldLevels) => void;
  onClose: () => void;
}

/** What a role sees of the fields of one object: kept with the rest of the role. */
export function FieldLevelsDialog({ object, levels, isReadOnly, onChange, onClose }: Props) {
  const { t } = useTranslation();
  const { data } = useMeta(object.name);
  const [wanted, setWanted] = useState("");
  const title = t("role.fields_of", { object: object.label });
  // What is limited already stands first, and stays there while one goes on.
  const [limited] = useState(() => new Set(Object.keys(levels)));
  const fields = ownFirst(data?.fields ?? [])
    .filter((field) => field.name !== "id" && field.label.toLowerCase().includes(wanted.trim().toLowerCase()))
    .sort((a, b) => Number(limited.has(`${object.name}.${b.name}`)) - Number(limited.has(`${object.name}.${a.name}`)));
  return (
    <Modal open width={640} title={title} onCancel={onClose} footer={<Button type="primary" onClick={onClose}>{t("common.done")}</Button>}>
      <p className="gk-muted">{t("role.levels_help")}</p>
      <Input.Search allowClear className="gk-gap" value={wanted} aria-label={t("role.find_field")} placeholder={t("role.find_field")} onChange={(event) => setWanted(event.target.value)} />
      {!data ? <Skeleton active /> : (
        <LevelTable label={title} rows={fields.map((field) => ({ key: field.name, label: field.label, level: levelOf(levels, object.name, field.name), isReadOnly }))} onChange={(field, level) => onChange(setLevel(levels, object.name, field, level))} />
      )}
    </Modal>
  );
}
