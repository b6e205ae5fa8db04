import { Suspense } from "react";
import { recordsChanged, useMeta } from "@/api/queries";
import type { ObjectMeta, RecordData, RelationMeta } from "@/api/types";
import { fieldOf, recordName } from "../meta";
import { FormDrawer } from "../form/later";


/** What a new one of a relation begins with. */
export function startValue(there: ObjectMeta, relation: RelationMeta, record: RecordData, meta: ObjectMeta) {
  const field = fieldOf(there, relation.field);
  const self = { object: meta.name, id: record.id, name: recordName(record, meta) };
  const isMany = field?.type === "references" || field?.type === "any_references";
  return { ...shared(there, record, meta), [relation.field]: isMany ? [self] : self };
}

/** What the new one must name and this one names already: the account of an opportunity's order. */
function shared(there: ObjectMeta, record: RecordData, meta: ObjectMeta): Record<string, unknown> {
  const found = there.fields.filter((field) => field.type === "reference" && field.required && fieldOf(meta, field.name)?.target === field.target && record[field.name]);
  return Object.fromEntries(found.map((field) => [field.name, record[field.name]]));
}

/** The form of a record that will point at this one. */
export function NewRelated({ meta, record, relation, onClose, onSaved }: {
  meta: ObjectMeta; record: RecordData; relation: RelationMeta; onClose: () => void; onSaved: (made: RecordData) => void;
}) {
  const there = useMeta(relation.object);
  if (!there.data) return null;
  return (
    <Suspense fallback={null}>
      <FormDrawer
        object={relation.object} defaults={startValue(there.data, relation, record, meta)} onClose={onClose}
        onSaved={(made) => { void recordsChanged(meta.name); onSaved(made); }}
      />
    </Suspense>
  );
}
