/** What a notice would say about a record, to whom: nobody is told. */
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { call } from "@/api/client";
import type { ObjectMeta, Reference } from "@/api/types";
import { FieldEditor } from "../../fields/editors";
import { plainField } from "../../meta";
import { problemText } from "../../ui/problem-text";
import { useDebounced } from "../../ui/useDebounced";
import { isWhole, storedApprover } from "../designer/flow";
import type { Notice } from "./notices";

const PERSON = plainField("user", "user");

export interface Tried {
  record: Reference | null;
  user: Reference | null;
}

function Texts({ object, notice, record, user }: { object: string; notice: Notice; record: number; user: number | null }) {
  const { t } = useTranslation();
  const asked = useDebounced({ object, id: record, template: notice.template, receivers: notice.receivers.filter(isWhole).map(storedApprover), user }, 400);
  const { data, error } = useQuery({ queryKey: ["approval", "notice", asked], queryFn: () => call("post", "/approvals/notices/preview", { body: asked }), staleTime: 30_000, retry: false });
  if (error) return <p className="gk-danger" role="status">{problemText(error, t)}</p>;
  if (!data) return null;
  if (data.items.length === 0) return <p className="gk-danger" role="status">{t("notice.to_nobody")}</p>;
  return <ul className="gk-notice-texts" role="status">{data.items.map((one) => <li key={one.user?.id}><strong>{one.user?.name ?? "—"}</strong>{t("common.colon")}{one.text}</li>)}</ul>;
}

export function NoticePreview({ meta, notice }: { meta: ObjectMeta; notice: Notice }) {
  const { t } = useTranslation();
  const [{ record, user }, setTried] = useState<Tried>({ record: null, user: null });
  const target = plainField("id", "reference", { target: meta.name });
  return (
    <div className="gk-notice-try">
      <div className="gk-notice-pickers">
        <div><span className="gk-muted">{t("notice.try_record", { label: meta.label })}</span><FieldEditor field={target} value={record} aria-label={t("notice.try_record", { label: meta.label })} onChange={(next) => setTried((now) => ({ ...now, record: (next ?? null) as Reference | null }))} /></div>
        <div><span className="gk-muted">{t("notice.try_user")}</span><FieldEditor field={PERSON} value={user} aria-label={t("notice.try_user")} onChange={(next) => setTried((now) => ({ ...now, user: (next ?? null) as Reference | null }))} /></div>
      </div>
      {record && notice.template.trim() && (user || notice.receivers.some(isWhole)) ? <Texts object={meta.name} notice={notice} record={record.id} user={user?.id ?? null} /> : <p className="gk-muted">{t("notice.try_help")}</p>}
    </div>
  );
}
