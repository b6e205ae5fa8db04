import { InboxOutlined } from "@ant-design/icons";
import { Alert, Spin, Upload } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { asForm, call } from "@/api/client";
import type { ObjectMeta, Preview } from "@/api/types";
import { problemText } from "../ui/problem-text";

export function UploadStep({ meta, onUploaded }: { meta: ObjectMeta; onUploaded: (preview: Preview) => void }) {
  const { t } = useTranslation();
  const [problem, setProblem] = useState("");
  const [isBusy, setBusy] = useState(false);
  const send = async (file: File) => {
    setBusy(true);
    setProblem("");
    try {
      onUploaded(await call("post", "/imports/preview", { body: { file, object: meta.name }, bodySerializer: asForm }));
    } catch (error) {
      setProblem(problemText(error, t));
    } finally {
      setBusy(false);
    }
  };
  return (
    <Spin spinning={isBusy} description={t("import.reading")}>
      {problem && <Alert type="error" showIcon role="alert" className="gk-gap" title={problem} />}
      <Upload.Dragger accept=".xlsx,.csv,.txt,.vcf" showUploadList={false} beforeUpload={(file) => { void send(file); return false; }}>
        <p><InboxOutlined className="gk-drop-icon" aria-hidden="true" /></p>
        <p>{t("import.drop")}</p>
        <p className="gk-muted">{t("import.formats")}</p>
      </Upload.Dragger>
    </Spin>
  );
}
