import "@/platform/form/form.css";
import { App, Button, Checkbox, Input, Select, Skeleton, Space } from "antd";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Link, useParams } from "react-router";
import { useSession } from "../session";
import { changeRecord, readRecord } from "@/api/records";
import { keys, recordsChanged, useMeta, useObjects } from "@/api/queries";
import type { ObjectSummary, RecordData } from "@/api/types";
import { Failed } from "../ui/Failed";
import { problemText } from "../ui/problem-text";
import { useTitle } from "../ui/useTitle";
import { ScrollBox } from "../ui/ScrollBox";
import { FieldLevelsDialog } from "./FieldLevels";
import { byArea } from "./areas";
import { BASE_OPERATIONS, columnOf, countLimited, FURTHER_OPERATIONS, setColumn, setScope, toggle, type FieldLevels, type Permissions, type Scopes } from "./role";
import { useRoleWords } from "./useRoleWords";

function ScopeSelect({ object, operation, scopes, onChange }: { object: ObjectSummary; operation: "view" | "edit"; scopes: Scopes; onChange: (next: Scopes) => void }) {
  const { t } = useTranslation();
  return (
    <Select
      size="small" className="gk-scope" aria-label={t("role.scope_of", { object: object.label, operation: t(`operation.${operation}`) })} value={scopes[object.name]?.[operation]} allowClear placeholder="—"
      options={useRoleWords("scopes")} onChange={(scope: string | undefined) => onChange(setScope(scopes, object.name, operation, scope))}
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

interface Held {
  permissions: Permissions;
  scopes: Scopes;
  levels: FieldLevels;
}

/** The name of an operation, which also grants or takes it with all objects that the role may view. */
function ColumnHead({ operation, permissions, objects, onChange }: { operation: string; permissions: Permissions; objects: string[]; onChange: (next: Permissions) => void }) {
  const { t } = useTranslation();
  const label = t(`operation.${operation}`);
  const { names, granted } = columnOf(permissions, objects, operation);
  if (operation === "view" || names.length === 0) return label;
  const title = t("role.column", { operation: label });
  return <span title={title}><Checkbox checked={granted === names.length} indeterminate={granted > 0 && granted < names.length} aria-label={title} onChange={(event) => onChange(setColumn(permissions, names, operation, event.target.checked))}>{label}</Checkbox></span>;
}

function Row({ object, held: { permissions, scopes, levels }, isReadOnly, has, isOpened, onOpen, onLimit, onPermissions, onScopes }: {
  object: ObjectSummary; held: Held; isReadOnly: boolean; has: (object: ObjectSummary, operation: string) => boolean; isOpened: boolean;
  onOpen: () => void; onLimit: () => void; onPermissions: (next: Permissions) => void; onScopes: (next: Scopes) => void;
}) {
  const { t } = useTranslation();
  return (
    <tr>
      <th scope="row">{object.label}</th>
      {BASE_OPERATIONS.map((operation) => (
        <td key={operation}>{(has(object, operation) || permissions[object.name]?.includes(operation)) && <Checkbox disabled={isReadOnly} checked={permissions[object.name]?.includes(operation) ?? false} aria-label={`${object.label} ${t(`operation.${operation}`)}`} onChange={() => onPermissions(toggle(permissions, object.name, operation))} />}</td>
      ))}
      <td>{(object.is_owned || scopes[object.name]) && <ScopeSelect object={object} operation="view" scopes={scopes} onChange={onScopes} />}</td>
      <td>{(object.is_owned || scopes[object.name]) && <ScopeSelect object={object} operation="edit" scopes={scopes} onChange={onScopes} />}</td>
      <td className="gk-role-actions">
        {isOpened
          ? <ActionsCell object={object} permissions={permissions} onChange={onPermissions} isReadOnly={isReadOnly} />
          : <Button type="link" size="small" onClick={onOpen}>{t("role.verbs", { count: (permissions[object.name] ?? []).filter((one) => !BASE_OPERATIONS.includes(one)).length })}</Button>}
      </td>
      <td><Button type="link" size="small" aria-label={t("role.fields_of", { object: object.label })} onClick={onLimit}>{countLimited(levels, object.name) ? t("role.limited", { count: countLimited(levels, object.name) }) : t("role.unlimited")}</Button></td>
    </tr>
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
  const [saved, setSaved] = useState({ permissions, scopes, levels });
  const me = useSession();
  const isReadOnly = !(record._operations ?? ["edit"]).includes("edit");
  const save = async () => {
    setBusy(true);
    try {
      const changed = await changeRecord("role", record.id, version, { permissions, scopes, fields: levels });
      setVersion(changed._version);
      setSaved({ permissions, scopes, levels });
      void message.success(t("form.saved"));
      await recordsChanged("role");
    } catch (error) {
      void message.error(problemText(error, t));
    } finally {
      setBusy(false);
    }
  };
  const areas = byArea(objects.data, (object) => !object.is_line && object.is_granted && `${object.label}${object.name}`.toLowerCase().includes(wanted.trim().toLowerCase()));
  const isUnsaved = saved.permissions !== permissions || saved.scopes !== scopes || saved.levels !== levels;
  // Only administrators are told all that can be done with an object; what it does not have cannot be granted.
  const has = (object: ObjectSummary, operation: string) => !me.is_administrator || object.operations.includes(operation);
  const all = areas.flatMap((area) => area.objects);
  return (
    <>
      <Space className="gk-gap">
        <Input.Search allowClear value={wanted} aria-label={t("admin.find_object")} placeholder={t("admin.find_object")} onChange={(event) => setWanted(event.target.value)} />
        <Link to={`/admin/roles/compare?roles=${String(record.id)},`}>{t("role.compare")}</Link>
        <Button type="primary" disabled={isReadOnly} loading={isBusy} onClick={() => void save()}>{t("common.save")}</Button>
        {isUnsaved && <span role="status" className="gk-muted">{t("role.unsaved")}</span>}
      </Space>
      <ScrollBox label={t("role.matrix")} className="gk-matrix">
        <table className="gk-table">
          <thead>
            <tr>
              <th scope="col">{t("role.object")}</th>
              {BASE_OPERATIONS.map((operation) => <th key={operation} scope="col"><ColumnHead operation={operation} permissions={permissions} objects={isReadOnly ? [] : all.filter((object) => has(object, operation)).map((one) => one.name)} onChange={setPermissions} /></th>)}
              <th scope="col">{t("role.scope_view")}</th><th scope="col">{t("role.scope_edit")}</th><th scope="col">{t("role.actions")}</th><th scope="col">{t("role.fields")}</th>
            </tr>
          </thead>
          {areas.map((area) => (
            <tbody key={area.name}>
              <tr><th scope="rowgroup" colSpan={BASE_OPERATIONS.length + 5}>{area.label || t("role.other_area")}</th></tr>
              {area.objects.map((object) => (
                <Row
                  key={object.name} object={object} held={{ permissions, scopes, levels }} isReadOnly={isReadOnly} has={has} isOpened={opened === object.name} onOpen={() => setOpened(object.name)} onLimit={() => setLimiting(object)}
                  onPermissions={setPermissions} onScopes={setScopes}
                />
              ))}
            </tbody>
          ))}
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
      <nav aria-label="breadcrumb" className="gk-muted"><Link to={`/o/role/${id}`}>{t("role.back")}</Link></nav>
      <h1>{String(query.data["name"])}</h1>
      <Matrix key={query.data.id} record={query.data} />
    </div>
  );
}
