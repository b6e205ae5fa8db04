import { lazy, Suspense } from "react";
import { runAction } from "@/api/records";
import { recordsChanged } from "@/api/queries";
import type { ActionMeta, ObjectMeta, RecordData } from "@/api/types";
import { recordName } from "../meta";

const ActionDialog = lazy(() => import("./ActionDialog").then((module) => ({ default: module.ActionDialog })));

interface Props {
  meta: ObjectMeta;
  action: ActionMeta;
  record: RecordData;
  /** Values already chosen; those of them that the verb does not ask for are left out. */
  given?: Record<string, unknown>;
  onClose: () => void;
}

/** The dialog of a verb on one record, wherever it was asked for; afterwards everything shown is fresh. */
export function VerbDialog({ meta, action, record, given, onClose }: Props) {
  const defaults = Object.fromEntries(Object.entries(given ?? {}).filter(([name]) => action.fields?.some((one) => one.name === name)));
  return (
    <Suspense fallback={null}>
      <ActionDialog
        action={action} object={meta.name} subject={recordName(record, meta)} defaults={defaults} facts={{ meta, record }} onClose={onClose}
        run={async (params, attempt) => {
          await runAction(meta.name, record.id, action.name, params, attempt);
          onClose();
          await recordsChanged(meta.name);
        }}
      />
    </Suspense>
  );
}
