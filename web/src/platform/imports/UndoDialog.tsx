import { Modal, Skeleton } from "antd";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { call } from "@/api/client";
import { Failed } from "../ui/Failed";
import { problemText } from "../ui/problem-text";

const REASONS = 8;

interface Props {
  job: number;
  file: string;
  label: string;
  onClose: () => void;
  onBegun: () => void;
}

/** Says what taking an import back would delete, restore and leave, before it is done. */
export function UndoDialog({ job, file, label, onClose, onBegun }: Props) {
  const { t } = useTranslation();
  const [isBusy, setBusy] = useState(false);
  const [failure, setFailure] = useState("");
  const foreseen = useQuery({
    queryKey: ["import", job, "undo"],
    queryFn: () => call("get", "/imports/{id}/undo", { params: { path: { id: job } } }),
    staleTime: 0,
    gcTime: 0,
  });
  const found = foreseen.data;
  const isNothing = found !== undefined && found.deleted + found.restored + found.beside.reduce((sum, one) => sum + one.count, 0) === 0;
  const undo = async () => {
    setBusy(true);
    setFailure("");
    try {
      await call("post", "/imports/{id}/undo", { params: { path: { id: job } } });
      onBegun();
      onClose();
    } catch (error) {
      setFailure(problemText(error, t));
    } finally {
      setBusy(false);
    }
  };
  return (
    <Modal
      open
      title={t("exchange.undo_title", { file })}
      okText={t("import.undo")}
      okButtonProps={{ danger: true, disabled: !found || isNothing, loading: isBusy }}
      cancelText={t("common.cancel")}
      onOk={() => void undo()}
      onCancel={onClose}
    >
      {foreseen.isPending && <Skeleton active paragraph={{ rows: 3 }} title={false} />}
      {foreseen.isError && <Failed error={foreseen.error} onRetry={() => void foreseen.refetch()} />}
      {found && (
        <>
          <ul className="gk-gap">
            {found.deleted > 0 && <li>{t(found.exact ? "exchange.undo_deleted" : "exchange.undo_deleted_most", { count: found.deleted, label })}</li>}
            {found.beside.map((one) => <li key={one.object}>{t(found.exact ? "exchange.undo_deleted" : "exchange.undo_deleted_most", { count: one.count, label: one.label })}</li>)}
            {found.restored > 0 && <li>{t(found.exact ? "exchange.undo_restored" : "exchange.undo_restored_most", { count: found.restored, label })}</li>}
            {(found.kept > 0 || found.reasons.length > 0) && <li>
              {t(found.exact ? "exchange.undo_kept" : "exchange.undo_kept_least", { count: found.kept, label })}
              {found.reasons.length > 0 && <ul>{found.reasons.slice(0, REASONS).map((one) => <li key={one.message}>{one.count > 1 ? t("exchange.undo_reason", { count: one.count, reason: one.message }) : one.message}</li>)}{found.reasons.length > REASONS && <li>…</li>}</ul>}
            </li>}
          </ul>
          {!found.exact && <p className="gk-muted">{t("exchange.undo_inexact")}</p>}
          {isNothing && <p className="gk-muted">{t("exchange.undo_nothing")}</p>}
        </>
      )}
      {failure && <p role="alert" className="gk-danger">{failure}</p>}
    </Modal>
  );
}
