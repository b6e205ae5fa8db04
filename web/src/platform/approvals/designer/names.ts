import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import type { ApprovalOptions, ObjectMeta } from "@/api/types";
import { useRecordNames } from "../../filters/names";
import { fieldOf } from "../../meta";
import type { Approver } from "./flow";
import { unnamed, type Names } from "./words";

/** The names of roles, people and fields that these people are named by. */
export function useNames(people: readonly Approver[], meta: ObjectMeta | undefined, options: ApprovalOptions): Names {
  const { t } = useTranslation();
  const wanted = useMemo(() => unnamed(people), [people]);
  const known = useRecordNames(wanted);
  return useMemo(() => ({
    t,
    name: (object, reference) => reference.name || known(object, reference.id) || `#${reference.id}`,
    label: (path) => (meta && fieldOf(meta, path)?.label) ?? options.people_fields.find((one) => one.path === path)?.label ?? path,
  }), [t, known, meta, options]);
}
