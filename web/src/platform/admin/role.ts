import type { RoleLine } from "@/api/types";

/** What is told of two roles: only what differs, or all. */
export function linesOf(lines: readonly RoleLine[], isWhole: boolean): RoleLine[] {
  return lines.filter((line) => isWhole || line.differs);
}

/** `role.permissions` = `{object: [operations]}`, `role.scopes` = `{object: {"view": s, "edit": s}}`. */
export type Permissions = Record<string, string[]>;
export type Scopes = Record<string, { view?: string; edit?: string }>;

/** `role.fields` = `{"object.field": level}`; a field that is not named may be changed. */
export type FieldLevels = Record<string, string>;

export const BASE_OPERATIONS = ["view", "create", "edit", "delete", "import", "export", "print", "reveal"];
/** Operations besides the columns of the matrix that are no verbs. */
export const FURTHER_OPERATIONS = ["personal_copy"];

/** Nothing may be done with what one may not see: taking view away takes everything. */
export function toggle(permissions: Permissions, object: string, operation: string): Permissions {
  const now = permissions[object] ?? [];
  const { [object]: _old, ...rest } = permissions;
  if (now.includes(operation)) {
    const left = operation === "view" ? [] : now.filter((one) => one !== operation);
    return left.length ? { ...rest, [object]: left } : rest;
  }
  const needed = now.includes("view") || operation === "view" ? [operation] : ["view", operation];
  return { ...rest, [object]: [...now, ...needed] };
}

/** Of these objects those of which the role sees anything, and how many of them it may do the operation with. */
export function columnOf(permissions: Permissions, objects: string[], operation: string): { names: string[]; granted: number } {
  const names = objects.filter((name) => permissions[name]?.includes("view"));
  return { names, granted: names.filter((name) => permissions[name]?.includes(operation)).length };
}

/** The operation with all of these objects, or with none. */
export function setColumn(permissions: Permissions, objects: string[], operation: string, isOn: boolean): Permissions {
  return objects.reduce((now, name) => ((now[name] ?? []).includes(operation) === isOn ? now : toggle(now, name, operation)), permissions);
}

export function setScope(scopes: Scopes, object: string, operation: "view" | "edit", scope: string | undefined): Scopes {
  const { [object]: now, ...rest } = scopes;
  const next = { ...now, [operation]: scope };
  if (!scope) delete next[operation];
  return Object.keys(next).length ? { ...rest, [object]: next } : rest;
}

export function levelOf(levels: FieldLevels, object: string, field: string): string {
  return levels[`${object}.${field}`] ?? "edit";
}

export function setLevel(levels: FieldLevels, object: string, field: string, level: string): FieldLevels {
  const { [`${object}.${field}`]: _old, ...rest } = levels;
  return level === "edit" ? rest : { ...rest, [`${object}.${field}`]: level };
}

/** Whether a role has anything to do with an object, of lines with what they are lines of: else what it says of the fields counts for nobody. */
export function reaches(role: Readonly<Record<string, unknown>>, object: { name: string; parent?: string | null }): boolean {
  const permissions = (role["permissions"] ?? {}) as Permissions;
  return role["is_administrator"] === true || [object.name, object.parent ?? object.name, "*"].some((name) => name in permissions);
}

export function countLimited(levels: FieldLevels, object: string): number {
  return Object.keys(levels).filter((key) => key.startsWith(`${object}.`)).length;
}
