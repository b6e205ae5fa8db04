import { useCallback, useMemo, useRef } from "react";
import { useTranslation } from "react-i18next";
import { call } from "@/api/client";
import type { EditorProps } from "../../fields/editors/types";
import { FlowDesigner } from "./FlowDesigner";
import { fromStored, storedApprover, toStored, type Step, type StoredStep } from "./flow";
import type { PreviewPeople } from "./Preview";
import { peopleByGroup } from "./words";

/** The steps that a definition holds, as the designer draws them. */
export function stepsIn(value: unknown): Step[] {
  return Array.isArray(value) ? value.map((one, index) => ({ ...fromStored(one as StoredStep), position: index + 1 })) : [];
}

/** The steps of an approval, as a field of the form of its definition. */
export function StepsEditor({ value, onChange, values, disabled }: EditorProps) {
  const { t } = useTranslation();
  const object = typeof values?.["object"] === "string" ? values["object"] : "";
  // What was put together here has names that what is stored has not.
  const last = useRef<{ stored: unknown; steps: Step[] } | null>(null);
  const steps = useMemo(() => (last.current && last.current.stored === value ? last.current.steps : stepsIn(value)), [value]);
  const change = useCallback((next: Step[]) => {
    const stored = next.map(toStored);
    last.current = { stored, steps: next };
    onChange?.(stored);
  }, [onChange]);
  const preview = useCallback<PreviewPeople>(async (approvers, isGrouped) => {
    const { people } = await call("post", "/approvals/preview", { body: { object, approvers: approvers.map(storedApprover), in_groups: isGrouped } });
    return isGrouped ? peopleByGroup(people, t) : people.flatMap((one) => one.name ?? []);
  }, [object, t]);
  if (!object) return <p className="gk-muted">{t("filter.object_first")}</p>;
  return <FlowDesigner value={steps} onChange={change} object={object} readOnly={disabled} preview={preview} />;
}
