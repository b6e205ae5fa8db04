import { CopyOutlined, DownloadOutlined, EditOutlined, ReloadOutlined, SaveOutlined, ShareAltOutlined } from "@ant-design/icons";
import { App, Button, Checkbox, Form, Input, Modal } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useNavigate } from "react-router";
import { newAttempt } from "@/api/client";
import { recordsChanged } from "@/api/queries";
import { changeRecord, createRecord, runAction } from "@/api/records";
import type { FilterNode, ObjectMeta, RecordData, Reference, ViewMeta } from "@/api/types";
import { can, useSession } from "@/platform/session";
import { FieldEditor } from "../fields/editors";
import { toWire } from "../fields/wire";
import { both } from "../filter-node";
import { trackJob } from "../jobs/store";
import { plainField } from "../meta";
import { problemText } from "../ui/problem-text";
import { saveFile } from "../ui/save-file";
import { exported, type Shown } from "./data";

interface Props {
  shown: Shown;
  meta: ObjectMeta;
  scene: ViewMeta | null;
  isBusy: boolean;
  onAgain: () => void;
}

const LONGEST_NAME = 100;

/** Does something and says what became of it; true when it was done. */
function useAttempt() {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const [isBusy, setBusy] = useState(false);
  const attempt = async (work: () => Promise<string | null>) => {
    setBusy(true);
    try {
      const said = await work();
      if (said) void message.success(said);
      return true;
    } catch (error) {
      void message.error(problemText(error, t));
      return false;
    } finally {
      setBusy(false);
    }
  };
  return { isBusy, attempt };
}

/** Of a template a report of one's own; of a saved report a copy, which stays as it is when the other changes. */
function KeepDialog({ shown, scene, onClose }: Pick<Props, "shown" | "scene"> & { onClose: () => void }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const { isBusy, attempt } = useAttempt();
  const isCopy = shown.saved !== undefined;
  const [name, setName] = useState(isCopy ? t("report.copy_of", { name: shown.title }) : shown.title);
  const [folder, setFolder] = useState<unknown>(null);
  const [withScene, setWithScene] = useState(true);
  const [key] = useState(newAttempt);
  const keep = async (): Promise<RecordData> => {
    if (shown.saved) return runAction("report", shown.saved.id, "copy", { name: name.trim() }, key);
    const filter = both(shown.spec["filter"] as FilterNode | null, withScene ? scene?.filter : null);
    const code = "template" in shown.name ? shown.name.template : null;
    const spec = filter ? { ...shown.spec, filter } : shown.spec;
    return createRecord("report", { name: name.trim(), description: shown.sentence, folder: toWire(folderField(t("report.folder")), folder), spec, preset_code: code }, key);
  };
  const finish = async () => {
    if (!name.trim() || isBusy) return;
    let made: RecordData | null = null;
    const isDone = await attempt(async () => { made = await keep(); await recordsChanged("report"); return t(isCopy ? "report.copied" : "report.saved"); });
    if (!isDone) return;
    onClose();
    void navigate(`/reports/${(made as RecordData | null)?.id ?? ""}`);
  };
  return (
    <Modal open title={t(isCopy ? "report.copy" : "report.save_as")} okText={t("common.save")} cancelText={t("common.cancel")} confirmLoading={isBusy} okButtonProps={{ disabled: !name.trim() }} onOk={() => void finish()} onCancel={onClose}>
      <Form layout="vertical">
        <Form.Item label={t("report.name")} htmlFor="report-name">
          <Input id="report-name" autoFocus value={name} maxLength={LONGEST_NAME} onChange={(event) => setName(event.target.value)} onPressEnter={(event) => { if (!event.nativeEvent.isComposing) void finish(); }} />
        </Form.Item>
        {!isCopy && <Form.Item label={t("report.folder")} htmlFor="report-folder"><FieldEditor id="report-folder" field={folderField(t("report.folder"))} value={folder} onChange={setFolder} /></Form.Item>}
        {!isCopy && scene && <Checkbox checked={withScene} onChange={(event) => setWithScene(event.target.checked)}>{t("report.with_scene", { name: scene.label })}</Checkbox>}
      </Form>
    </Modal>
  );
}

function folderField(label: string) {
  return plainField("folder", "reference", { target: "report_folder", label });
}

const SHARED_WITH = ["user", "department", "role"] as const;

/** Shared with people, whole departments and roles, like a saved view. */
function ShareDialog({ report, onClose }: { report: RecordData; onClose: () => void }) {
  const { t } = useTranslation();
  const me = useSession();
  const { isBusy, attempt } = useAttempt();
  const [value, setValue] = useState<Reference[]>((report["shared_with"] ?? []) as Reference[]);
  const finish = async () => {
    const isDone = await attempt(async () => {
      await changeRecord("report", report.id, report._version, { shared_with: value.map(({ object, id }) => ({ object, id })) });
      await recordsChanged("report");
      return t("report.share_done");
    });
    if (isDone) onClose();
  };
  return (
    <Modal open title={t("report.share")} okText={t("common.save")} cancelText={t("common.cancel")} confirmLoading={isBusy} onOk={() => void finish()} onCancel={onClose}>
      <p className="gk-muted">{t("report.share_help")}</p>
      <Form layout="vertical">
        {SHARED_WITH.filter((kind) => can(me, kind, "view")).map((kind) => (
          <Form.Item key={kind} label={t(`party.${kind}`)} htmlFor={`report-${kind}`}>
            <FieldEditor
              id={`report-${kind}`} field={plainField(kind, "references", { target: kind, label: t(`party.${kind}`) })} value={value.filter((one) => one.object === kind)}
              onChange={(next) => setValue([...value.filter((one) => one.object !== kind), ...((next ?? []) as Reference[]).map((one) => ({ ...one, object: kind }))])}
            />
          </Form.Item>
        ))}
      </Form>
    </Modal>
  );
}

/** What can be done with a report: calculated anew, exported, kept, shared. */
export function ReportButtons({ shown, meta, scene, isBusy, onAgain }: Props) {
  const { t } = useTranslation();
  const me = useSession();
  const navigate = useNavigate();
  const [dialog, setDialog] = useState<"keep" | "share" | null>(null);
  const exporting = useAttempt();
  const { saved } = shown;
  const isOwn = saved?._operations?.includes("edit") ?? false;
  const doExport = () => exporting.attempt(async () => {
    const answer = await exported(shown.name, scene?.filter ?? null);
    if ("job" in answer) {
      trackJob({ id: answer.job, kind: "export", title: t("report.export_job", { name: shown.title }), object: meta.name });
      return null;
    }
    saveFile(answer, `${shown.title}.xlsx`);
    return t("report.exported");
  });
  return (
    <div className="gk-report-deeds">
      <Button icon={<ReloadOutlined aria-hidden="true" />} loading={isBusy} onClick={onAgain}>{t("report.refresh")}</Button>
      {meta.operations.includes("export") && <Button icon={<DownloadOutlined aria-hidden="true" />} loading={exporting.isBusy} onClick={() => void doExport()}>{t("report.export")}</Button>}
      {isOwn && saved && <Button icon={<EditOutlined aria-hidden="true" />} onClick={() => void navigate(`/o/report/${saved.id}`)}>{t("report.edit")}</Button>}
      {isOwn && <Button icon={<ShareAltOutlined aria-hidden="true" />} onClick={() => setDialog("share")}>{t("report.share")}</Button>}
      {can(me, "report", "create") && <Button type={saved ? "default" : "primary"} icon={saved ? <CopyOutlined aria-hidden="true" /> : <SaveOutlined aria-hidden="true" />} onClick={() => setDialog("keep")}>{t(saved ? "report.copy" : "report.save_as")}</Button>}
      {dialog === "keep" && <KeepDialog shown={shown} scene={scene} onClose={() => setDialog(null)} />}
      {dialog === "share" && saved && <ShareDialog report={saved} onClose={() => setDialog(null)} />}
    </div>
  );
}
