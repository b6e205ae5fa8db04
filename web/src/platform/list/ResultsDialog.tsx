import "@/platform/form/form.css";
import { Button, Modal } from "antd";
import { useTranslation } from "react-i18next";
import type { ActionResult } from "@/api/types";
import { ScrollBox } from "../ui/ScrollBox";

interface Props {
  title: string;
  results: ActionResult[];
  nameOf: (id: string) => string;
  onClose: () => void;
}

export function failureText(result: ActionResult): string {
  const error = result.error;
  if (!error) return "";
  return error.detail || error.errors?.map((one) => one.message).join(" ") || error.title || error.code || "";
}

/** What became of each record: those that were refused first, with the reason. */
export function ResultsDialog({ title, results, nameOf, onClose }: Props) {
  const { t } = useTranslation();
  const failed = results.filter((result) => !result.ok);
  return (
    <Modal open title={title} onCancel={onClose} width={640} footer={<Button type="primary" onClick={onClose}>{t("common.ok")}</Button>}>
      <p role="status">{t("bulk.summary", { ok: results.length - failed.length, failed: failed.length })}</p>
      {failed.length > 0 && (
        <ScrollBox className="gk-scroll-box" label={title}>
          <table className="gk-table">
            <thead><tr><th scope="col">{t("bulk.record")}</th><th scope="col">{t("bulk.reason")}</th></tr></thead>
            <tbody>
              {failed.map((result) => <tr key={String(result.id)}><th scope="row">{nameOf(String(result.id))}</th><td>{failureText(result)}</td></tr>)}
            </tbody>
          </table>
        </ScrollBox>
      )}
    </Modal>
  );
}
