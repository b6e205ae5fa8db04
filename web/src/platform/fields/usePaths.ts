import { useQueries } from "@tanstack/react-query";
import { useCallback, useMemo } from "react";
import { call } from "@/api/client";
import { keys } from "@/api/queries";
import type { FieldMeta, ObjectMeta } from "@/api/types";
import { fieldOf, targetOf } from "../meta";

export interface PathField {
  label: string;
  field: FieldMeta | null;
}

/** The objects that must be known to read these dotted paths, one step each. */
function targetsOf(meta: ObjectMeta, paths: string[]): string[] {
  const names = paths.flatMap((path) => {
    if (!path.includes(".")) return [];
    const first = fieldOf(meta, path.split(".")[0] ?? "");
    return first ? targetOf(first) ?? [] : [];
  });
  return [...new Set(names)];
}

/** Look up fields by path (`account.level`), fetching the metadata of the objects on the way. */
export function usePaths(meta: ObjectMeta, paths: string[]): (path: string) => PathField {
  const targets = useMemo(() => targetsOf(meta, paths), [meta, paths]);
  const answers = useQueries({
    queries: targets.map((name) => ({
      queryKey: keys.meta(name), queryFn: () => call("get", "/meta/objects/{object}", { params: { path: { object: name } } }), staleTime: 300_000,
    })),
    combine: (results) => results.map((result) => result.data),
  });
  return useCallback(
    (path: string): PathField => {
      const own = fieldOf(meta, path);
      if (own) return { label: own.label, field: own };
      const [first = "", ...rest] = path.split(".");
      const holder = fieldOf(meta, first);
      if (!holder || rest.length === 0) return { label: path, field: null };
      const target = targetOf(holder);
      const there = answers.find((one) => one?.name === target);
      const field = rest.length === 1 && there ? fieldOf(there, rest[0] ?? "") ?? null : null;
      return { label: `${holder.label} · ${field?.label ?? rest.join(".")}`, field };
    },
    [meta, answers],
  );
}
