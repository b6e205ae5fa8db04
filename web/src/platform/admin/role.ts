/** `role.permissions` = `{object: [operations]}`, `role.scopes` = `{object: {"view": s, "edit": s}}`. */
export type Permissions = Record<string, string[]>;
export type Scopes = Record<string, { view?: string; edit?: string }>;

export const BASE_OPERATIONS = ["view", "create", "edit", "delete", "import", "export"];
export const SCOPES = ["own", "department", "departments", "all"] as const;

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

export function setScope(scopes: Scopes, object: string, operation: "view" | "edit", scope: string | undefined): Scopes {
  const { [object]: now, ...rest } = scopes;
  const next = { ...now, [operation]: scope };
  if (!scope) delete next[operation];
  return Object.keys(next).length ? { ...rest, [object]: next } : rest;
}
