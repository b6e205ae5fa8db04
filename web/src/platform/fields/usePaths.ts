import { useCallback, useMemo, useState } from "react";
import { useMetas } from "@/api/queries";
import type { FieldMeta, ObjectMeta } from "@/api/types";
import { fieldOf, targetOf } from "../meta";

export interface PathField {
  label: string;
  field: FieldMeta | null;
  /** The object that the path leads to, of a reference or of records that belong to it. */
  target?: string | null;
  /** It leads to many records, not to one. */
  isMany?: boolean;
}

/** One step from an object: its field, else the records that name it, or what every record has. */
function step(meta: ObjectMeta, name: string): PathField | null {
  const field = fieldOf(meta, name);
  if (field) return { label: field.label, field, target: field.lines?.object ?? targetOf(field), isMany: field.type === "references" || field.type === "lines" };
  const relation = meta.relations?.find((one) => one.name === name);
  return relation ? { label: relation.label, field: null, target: relation.object, isMany: true } : null;
}

/** Follow a path as far as the objects on it are known: what it leads to, and the object that is still to be asked. */
function follow(meta: ObjectMeta, path: string, known: ObjectMeta[]): { at: PathField; missing: string | null } {
  const own = step(meta, path);
  if (own) return { at: own, missing: null };
  const labels: string[] = [];
  let here: ObjectMeta | undefined = meta;
  let at: PathField | null = null;
  let isMany = false;
  const parts = path.split(".");
  for (const [index, part] of parts.entries()) {
    at = here ? step(here, part) : null;
    const rest = parts.slice(index).join(".");
    if (!at) return { at: { label: [...labels, rest].join(" · "), field: null, target: null, isMany }, missing: null };
    labels.push(at.label);
    isMany ||= at.isMany ?? false;
    const target: string | null | undefined = at.target;
    here = known.find((one) => one.name === target);
    if (!here && index < parts.length - 1) {
      const left = parts.slice(index + 1).join(".");
      return { at: { label: [...labels, left].join(" · "), field: null, target: null, isMany }, missing: target ?? null };
    }
  }
  return { at: { ...(at as PathField), label: labels.join(" · "), isMany }, missing: null };
}

/** Look up fields by path (`account.level`, `leads.campaign.name`), fetching the metadata of the objects on the way. */
export function usePaths(meta: ObjectMeta, paths: string[]): (path: string) => PathField {
  const [asked, setAsked] = useState<string[]>([]);
  const known = useMetas(asked);
  const missing = useMemo(() => paths.flatMap((path) => follow(meta, path, known).missing ?? []), [meta, paths, known]);
  const more = [...new Set(missing)].filter((name) => !asked.includes(name));
  if (more.length) setAsked([...asked, ...more]);
  return useCallback((path: string) => follow(meta, path, known).at, [meta, known]);
}
