import { DownloadOutlined, FilePdfOutlined, MailOutlined, PrinterOutlined } from "@ant-design/icons";
import { useQuery } from "@tanstack/react-query";
import { Button, Modal, Select, Skeleton } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { RecordId } from "@/api/types";
import { Failed } from "../ui/Failed";
import { MailForm } from "./MailForm";
import { PaperPages } from "./PaperPages";
import { pagesOf, pdfAddress, templatesOf } from "./templates";

/** A print is asked for once: each asking is noted. */
const ONCE = { staleTime: Infinity, gcTime: 0, retry: false, refetchOnMount: false, refetchOnReconnect: false } as const;

/** Which template a record is printed with, how it will look, and the PDF. */
export function PrintDialog({ object, id, name, onClose }: { object: string; id: RecordId; name: string; onClose: () => void }) {
  const { t } = useTranslation();
  const [chosen, setChosen] = useState<string | null>(null);
  const [isMailing, setMailing] = useState(false);
  const templates = useQuery({ queryKey: ["print-templates", object, id], queryFn: () => templatesOf(object, id), ...ONCE });
  const template = chosen ?? templates.data?.find((one) => one.is_default)?.template ?? null;
  const pages = useQuery({ queryKey: ["print-pages", object, id, template], queryFn: () => pagesOf(object, id, template ?? ""), enabled: template !== null, ...ONCE });
  const error = templates.error ?? pages.error;
  const address = template === null ? undefined : pdfAddress(object, id, template);
  return (
    <Modal open title={t("print.print")} width={920} onCancel={onClose} footer={<Button onClick={onClose}>{t("common.close")}</Button>}>
      <div className="gk-print-choice">
        <Select aria-label={t("printing.template")} value={template} loading={templates.isPending} options={(templates.data ?? []).map((one) => ({ value: one.template, label: one.name }))} onChange={setChosen} />
        <Button type="primary" icon={<FilePdfOutlined aria-hidden="true" />} href={address} target="_blank" disabled={!address || Boolean(error)}>{t("printing.open")}</Button>
        <Button icon={<DownloadOutlined aria-hidden="true" />} href={address} download disabled={!address || Boolean(error)}>{t("printing.download")}</Button>
        <Button icon={<MailOutlined aria-hidden="true" />} disabled={!address || Boolean(error)} onClick={() => setMailing(true)}>{t("printing.mail.title")}</Button>
        <Button icon={<PrinterOutlined aria-hidden="true" />} href={`/o/${object}/${id}/print`} target="_blank">{t("printing.screen")}</Button>
      </div>
      {isMailing && template !== null && <MailForm object={object} id={id} template={template} subject={name} onClose={() => setMailing(false)} />}
      {error ? <Failed error={error} onRetry={() => void (templates.error ? templates : pages).refetch()} /> : pages.data ? <PaperPages answer={pages.data} /> : <Skeleton active />}
    </Modal>
  );
}
