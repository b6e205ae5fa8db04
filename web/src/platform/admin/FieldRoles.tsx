import { Alert, Button, Modal } from "antd";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { bulk, listRecords } from "@/api/records";
import { newAttempt } from "@/api/client";
import { recordsChanged, useMeta, useObjects } from "@/api/queries";
import type { FieldMeta, ObjectMeta, RecordData } from "@/api/types";
import { problemText } from "../ui/problem-text";
import { LevelTable } from "./FieldLevels";
import { levelOf, reaches, setLevel, type FieldLevels } from "./role";

/** Every role with what it says of fields; none for who may not see roles. */
export function useRoles(): RecordData[] | undefined {
  const objects = useObjects();
  const isSeen = objects.data?.items.some((one) => one.name === "role") ?? false;
  const { data } = useQuery({
    queryKey: ["records", "role", "levels"],
    queryFn: ({ signal }) => listRecords("role", { fields: ["name", "is_administrator", "permissions", "fields"], sort: ["id"], limit: 500, count: "none" }, signal),
    enabled: isSeen,
  });
  return data?.items;
}

const levelsOf = (role: RecordData) => (role["fields"] ?? {}) as FieldLevels;

/** How many roles see less of a field than others, and the way to each of them. */
export function FieldRolesCell({ field, meta, roles, onOpen }: { field: FieldMeta; meta: ObjectMeta; roles: RecordData[]; onOpen: (field: FieldMeta) => void }) {
  const { t } = useTranslation();
  const count = roles.filter((role) => reaches(role, meta) && levelOf(levelsOf(role), meta.name, field.name) !== "edit").length;
  return <Button type="link" size="small" aria-label={t("role.roles_of", { field: field.label })} onClick={() => onOpen(field)}>{count ? t("role.limits", { count }) : t("role.unlimited")}</Button>;
}

/** One field over all roles. What is changed is saved together, or not at all. */
export function FieldRolesDialog({ field, meta, roles, onClose }: { field: FieldMeta; meta: ObjectMeta; roles: RecordData[]; onClose: () => void }) {
  const { t } = useTranslation();
  const { data: role } = useMeta("role");
  const [chosen, setChosen] = useState<Record<string, string>>({});
  const [problem, setProblem] = useState("");
  const [isBusy, setBusy] = useState(false);
  const isReadOnly = !role?.operations.includes("edit");
  const title = t("role.roles_of", { field: field.label });
  const before = (one: RecordData) => levelOf(levelsOf(one), meta.name, field.name);
  const changed = roles.filter((one) => (chosen[one.id] ?? before(one)) !== before(one));
  const save = async () => {
    setBusy(true);
    try {
      const update = changed.map((one) => ({ id: one.id, _version: one._version, fields: setLevel(levelsOf(one), meta.name, field.name, chosen[one.id] ?? "edit") }));
      const { results } = await bulk("role", { update, atomic: true }, newAttempt());
      const refused = results.find((result) => !result.ok && !result.error?.code.endsWith("rolled_back"));
      await recordsChanged("role");
      if (refused) setProblem(refused.error?.detail ?? t("error.unknown"));
      else onClose();
    } catch (error) {
      setProblem(problemText(error, t));
    } finally {
      setBusy(false);
    }
  };
  // Those who see less stand first, and stay there while one goes on.
  const rank = (one: RecordData) => (!reaches(one, meta) ? 2 : before(one) === "edit" ? 1 : 0);
  const rows = [...roles].sort((a, b) => rank(a) - rank(b)).map((one) => ({
    key: String(one.id),
    label: String(one["name"]),
    level: chosen[one.id] ?? before(one),
    closed: reaches(one, meta) ? undefined : t("role.no_object"),
    isReadOnly,
  }));
  return (
    <Modal open width={640} title={title} okText={t("common.save")} okButtonProps={{ disabled: isReadOnly || changed.length === 0, loading: isBusy }} cancelText={t("common.cancel")} onCancel={onClose} onOk={() => void save()}>
      <p className="gk-muted">{t("role.roles_help")}</p>
      {problem && <Alert type="error" showIcon className="gk-gap" title={problem} />}
      <LevelTable label={title} rows={rows} onChange={(id, level) => setChosen({ ...chosen, [id]: level })} />
    </Modal>
  );
}
