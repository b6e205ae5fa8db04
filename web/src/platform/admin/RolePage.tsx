import "@/platform/form/form.css";
import { App, Button, Checkbox, Input, Select, Skeleton, Space } from "antd";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Link, useParams } from "react-router";
import { changeRecord, readRecord } from "@/api/records";
import { keys, recordsChanged, useMeta, useObjects } from "@/api/queries";
import type { ObjectSummary, RecordData } from "@/api/types";
import { Failed } from "../ui/Failed";
import { problemText } from "../ui/problem-text";
import { useTitle } from "../ui/useTitle";
import { ScrollBox } from "../ui/ScrollBox";
import { FieldLevelsDialog } from "./FieldLevels";
import { BASE_OPERATIONS, countLimited, FURTHER_OPERATIONS, SCOPES, setScope, toggle, type FieldLevels, type Permissions, type Scopes } from "./role";

function ScopeSelect({ object, operation, scopes, onChange }: { object: ObjectSummary; operation: "view" | "edit"; scopes: Scopes; onChange: (next: Scopes) => void }) {
  const { t } = useTranslation();
  return (
    <Select
      size="small" className="gk-scope" aria-label={t("role.scope_of", { object: object.label, operation: t(`operation.${operation}`) })} value={scopes[object.name]?.[operation]} allowClear placeholder="—"
      options={SCOPES.map((scope) => ({ value: scope, label: t(`scope.${scope}`) }))} onChange={(scope: string | undefined) => onChange(setScope(scopes, object.name, operation, scope))}
    />
  );
}

function ActionsCell({ object, permissions, onChange, isReadOnly }: { object: ObjectSummary; permissions: Permissions; onChange: (next: Permissions) => void; isReadOnly: boolean }) {
  const { t } = useTranslation();
  const { data } = useMeta(object.name);
  const granted = permissions[object.name] ?? [];
  const further = FURTHER_OPERATIONS.filter((one) => data?.operations.includes(one));
  const known = [...(data?.actions ?? []).map((action) => ({ value: action.name, label: action.label })), ...further.map((one) => ({ value: one, label: t(`operation.${one}`) }))];
  const verbs = granted.filter((one) => !BASE_OPERATIONS.includes(one));
  return (
    <Select
      mode="multiple" size="small" className="gk-block" maxTagCount={3} disabled={isReadOnly} value={verbs} options={known} aria-label={t("role.actions_of", { object: object.label })}
      onChange={(next: string[]) => onChange({ ...permissions, [object.name]: [...granted.filter((one) => BASE_OPERATIONS.includes(one)), ...next] })}
    />
  );
}

function Matrix({ record }: { record: RecordData }) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const objects = useObjects();
  const [permissions, setPermissions] = useState((record["permissions"] ?? {}) as Permissions);
  const [scopes, setScopes] = useState((record["scopes"] ?? {}) as Scopes);
  const [levels, setLevels] = useState((record["fields"] ?? {}) as FieldLevels);
  const [limiting, setLimiting] = useState<ObjectSummary | null>(null);
  const [version, setVersion] = useState(record._version);
  const [wanted, setWanted] = useState("");
  const [opened, setOpened] = useState<string | null>(null);
  const [isBusy, setBusy] = useState(false);
  const isReadOnly = !(record._operations ?? ["edit"]).includes("edit");
  const save = async () => {
    setBusy(true);
    try {
      const saved = await changeRecord("role", record.id, version, { permissions, scopes, fields: levels });
      setVersion(saved._version);
      void message.success(t("form.saved"));
      await recordsChanged("role");
    } catch (error) {
      void message.error(problemText(error, t));
    } finally {
      setBusy(false);
    }
  };
  const rows = (objects.data?.items ?? []).filter((object) => !object.is_line && object.is_granted && `${object.label}${object.name}`.toLowerCase().includes(wanted.trim().toLowerCase()));
  return (
    <>
      <Space className="gk-gap">
        <Input.Search allowClear value={wanted} aria-label={t("admin.find_object")} placeholder={t("admin.find_object")} onChange={(event) => setWanted(event.target.value)} />
        <Link to={`/admin/roles/compare?roles=${String(record.id)},`}>{t("role.compare")}</Link>
        <Button type="primary" disabled={isReadOnly} loading={isBusy} onClick={() => void save()}>{t("common.save")}</Button>
      </Space>
      <ScrollBox label={t("role.matrix")}>
        <table className="gk-table">
          <thead>
            <tr>
              <th scope="col">{t("role.object")}</th>
              {BASE_OPERATIONS.map((operation) => <th key={operation} scope="col">{t(`operation.${operation}`)}</th>)}
              <th scope="col">{t("role.scope_view")}</th><th scope="col">{t("role.scope_edit")}</th><th scope="col">{t("role.actions")}</th><th scope="col">{t("role.fields")}</th>
            </tr>
          </thead>
          <tbody>
            {rows.map((object) => (
              <tr key={object.name}>
                <th scope="row">{object.label}</th>
                {BASE_OPERATIONS.map((operation) => (
                  <td key={operation}><Checkbox disabled={isReadOnly} checked={permissions[object.name]?.includes(operation) ?? false} aria-label={`${object.label} ${t(`operation.${operation}`)}`} onChange={() => setPermissions(toggle(permissions, object.name, operation))} /></td>
                ))}
                <td><ScopeSelect object={object} operation="view" scopes={scopes} onChange={setScopes} /></td>
                <td><ScopeSelect object={object} operation="edit" scopes={scopes} onChange={setScopes} /></td>
                <td className="gk-role-actions">
                  {opened === object.name
                    ? <ActionsCell object={object} permissions={permissions} onChange={setPermissions} isReadOnly={isReadOnly} />
                    : <Button type="link" size="small" onClick={() => setOpened(object.name)}>{t("role.verbs", { count: (permissions[object.name] ?? []).filter((one) => !BASE_OPERATIONS.includes(one)).length })}</Button>}
                </td>
                <td><Button type="link" size="small" aria-label={t("role.fields_of", { object: object.label })} onClick={() => setLimiting(object)}>{countLimited(levels, object.name) ? t("role.limited", { count: countLimited(levels, object.name) }) : t("role.unlimited")}</Button></td>
              </tr>
            ))}
          </tbody>
        </table>
      </ScrollBox>
      {limiting && <FieldLevelsDialog object={limiting} levels={levels} isReadOnly={isReadOnly} onChange={setLevels} onClose={() => setLimiting(null)} />}
    </>
  );
}

/** What a role may do, object by object, and how far it sees. */
export function RolePage() {
  const id = Number(useParams()["id"]);
  const { t } = useTranslation();
  const query = useQuery({ queryKey: keys.record("role", id), queryFn: ({ signal }) => readRecord("role", id, signal) });
  useTitle(String(query.data?.["name"] ?? t("role.matrix")));
  if (query.isLoadingError) return <Failed error={query.error} onRetry={() => void query.refetch()} />;
  if (!query.data) return <Skeleton active className="gk-page" />;
  return (
    <div className="gk-page">
      <nav aria-label="breadcrumb" className="gk-muted"><Link to={`/o/role/${id}`}>{t("role.back")}</Link> /</nav>
      <h1>{String(query.data["name"])}</h1>
      <Matrix key={query.data.id} record={query.data} />
    </div>
  );
}
