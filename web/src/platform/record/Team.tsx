import { App, Button, Select, Skeleton, Space } from "antd";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { call } from "@/api/client";
import { recordsChanged } from "@/api/queries";
import type { Member, ObjectMeta, RecordData, Reference } from "@/api/types";
import { RecordPicker } from "../fields/editors/reference";
import { plainField } from "../meta";
import { Failed } from "../ui/Failed";
import { problemText } from "../ui/problem-text";

const USER = plainField("user", "user", { required: true });

function AddMember({ onAdd }: { onAdd: (user: Reference, access: Member["access"]) => Promise<void> }) {
  const { t } = useTranslation();
  const [user, setUser] = useState<Reference | null>(null);
  const [access, setAccess] = useState<Member["access"]>("read");
  const [isBusy, setBusy] = useState(false);
  const add = async () => {
    if (!user || isBusy) return;
    setBusy(true);
    await onAdd(user, access);
    setUser(null);
    setBusy(false);
  };
  return (
    <Space wrap className="gk-gap">
      <span className="gk-team-user"><RecordPicker field={USER} target="user" canCreate={false} aria-label={t("team.user")} value={user} onChange={(next) => setUser(next as Reference | null)} /></span>
      <Select aria-label={t("team.access")} value={access} onChange={setAccess} options={(["read", "edit"] as const).map((one) => ({ value: one, label: t(`team.${one}`) }))} />
      <Button type="primary" disabled={!user} loading={isBusy} onClick={() => void add()}>{t("team.add")}</Button>
    </Space>
  );
}

/** Added by a rule, and taken away by it alone. */
const isByRule = (member: Member) => member.source.startsWith("rule:");

/** Who else works on this record, to read it or to change it. */
export function Team({ meta, record }: { meta: ObjectMeta; record: RecordData }) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const path = { object: meta.name, id: record.id };
  const query = useQuery({ queryKey: ["records", meta.name, "team", String(record.id)], queryFn: () => call("get", "/records/{object}/{id}/team", { params: { path } }) });
  const change = async (work: () => Promise<unknown>) => {
    try {
      await work();
      await recordsChanged(meta.name);
    } catch (error) {
      void message.error(problemText(error, t));
    }
  };
  if (query.isPending) return <Skeleton active />;
  if (query.isError) return <Failed error={query.error} onRetry={() => void query.refetch()} />;
  const mayChange = (record._operations ?? meta.operations).includes("edit");
  return (
    <section aria-label={t("record.team")}>
      {mayChange && <AddMember onAdd={(user, access) => change(() => call("post", "/records/{object}/{id}/team", { params: { path }, body: { user: user.id, role: "", access } }))} />}
      {query.data.items.length === 0 ? <p className="gk-muted">{t("team.none")}</p> : (
        <table className="gk-table">
          <thead><tr><th scope="col">{t("team.user")}</th><th scope="col">{t("team.access")}</th><th scope="col"><span className="gk-visually-hidden">{t("lines.tools")}</span></th></tr></thead>
          <tbody>
            {query.data.items.map((member) => (
              <tr key={`${String(member.user.id)} ${member.source}`}>
                <th scope="row">{member.user.name}{isByRule(member) && <span className="gk-muted"> {t("team.by_rule")}</span>}</th><td>{t(`team.${member.access}`)}</td>
                <td>{mayChange && !isByRule(member) && <Button type="link" size="small" onClick={() => void change(() => call("delete", "/records/{object}/{id}/team/{user}", { params: { path: { ...path, user: member.user.id } } }))}>{t("common.remove")}</Button>}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </section>
  );
}
