import { Button, Input, Modal, Segmented, Skeleton } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useMeta } from "@/api/queries";
import type { ObjectSummary } from "@/api/types";
import { ownFirst } from "../meta";
import { ScrollBox } from "../ui/ScrollBox";
import { levelOf, LEVELS, setLevel, type FieldLevels } from "./role";

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
  const options = LEVELS.map((level) => ({ value: level as string, label: t(`role.level_${level}`) }));
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
        <ScrollBox className="gk-scroll-box" label={title}>
          <table className="gk-table">
            <tbody>
              {fields.map((field) => (
                <tr key={field.name}>
                  <th scope="row">{field.label}</th>
                  <td className="gk-right"><Segmented size="small" disabled={isReadOnly} options={options} value={levelOf(levels, object.name, field.name)} aria-label={t("role.level_of", { field: field.label })} onChange={(level) => onChange(setLevel(levels, object.name, field.name, level))} /></td>
                </tr>
              ))}
            </tbody>
          </table>
        </ScrollBox>
      )}
    </Modal>
  );
}
