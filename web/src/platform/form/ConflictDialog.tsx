import "@/platform/form/form.css";
import { Button, Modal } from "antd";
import { useTranslation } from "react-i18next";
import type { ObjectMeta, RecordData } from "@/api/types";
import { plainValue } from "../fields/display";
import { fieldOf } from "../meta";

interface Props {
  meta: ObjectMeta;
  conflict: { current: RecordData; yours: Record<string, unknown>; changed: string[] };
  onKeepMine: () => void;
  onTakeTheirs: () => void;
  onClose: () => void;
}

/** Somebody else saved first: both versions side by side, and the person decides. */
export function ConflictDialog({ meta, conflict, onKeepMine, onTakeTheirs, onClose }: Props) {
  const { t } = useTranslation();
  const { current, yours } = conflict;
  const differs = Object.keys(yours).filter((name) => plainValue(fieldOf(meta, name), yours[name]) !== plainValue(fieldOf(meta, name), current[name]));
  const names = [...new Set([...differs, ...conflict.changed])].filter((name) => fieldOf(meta, name));
  return (
    <Modal
      open title={t("conflict.title")} onCancel={onClose} width={640}
      footer={[
        <Button key="close" onClick={onClose}>{t("conflict.go_on")}</Button>,
        <Button key="theirs" onClick={onTakeTheirs}>{t("conflict.take_theirs")}</Button>,
        <Button key="mine" type="primary" onClick={onKeepMine}>{t("conflict.keep_mine")}</Button>,
      ]}
    >
      <p>{t("conflict.help")}</p>
      <table className="gk-table">
        <thead><tr><th scope="col">{t("conflict.field")}</th><th scope="col">{t("conflict.yours")}</th><th scope="col">{t("conflict.current")}</th></tr></thead>
        <tbody>
          {names.map((name) => {
            const field = fieldOf(meta, name);
            return (
              <tr key={name}>
                <th scope="row">{field?.label ?? name}</th>
                <td>{name in yours ? plainValue(field, yours[name], current) : "—"}</td>
                <td>{plainValue(field, current[name], current) || "—"}</td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </Modal>
  );
}
