import { App } from "antd";
import { useRef, useState, type KeyboardEvent } from "react";
import { useTranslation } from "react-i18next";
import { isProblem } from "@/api/problem";
import { changeRecord } from "@/api/records";
import type { ActionMeta, FieldMeta, ObjectMeta, RecordData } from "@/api/types";
import { askedVerb } from "../actions/verb";
import { VerbDialog } from "../actions/VerbDialog";
import { FieldEditor } from "../fields/editors";
import { toWire } from "../fields/wire";
import { numberProblem } from "../form/rules";
import type { Conflict } from "../form/useRecordForm";
import { ConflictDialog } from "../form/ConflictDialog";
import { isComposing } from "../ui/keyboard";
import { problemText } from "../ui/problem-text";
import { patchLists } from "./useListData";

/** Choosing is the whole edit: no Enter is waited for. */
const AT_ONCE = new Set(["choice", "boolean", "date", "reference", "user", "department", "region"]);

interface Props {
  meta: ObjectMeta;
  field: FieldMeta;
  record: RecordData;
  onClose: () => void;
}

/**
 * One cell, edited in place: Enter or leaving saves, Escape gives up, a conflict is asked about.
 * The record must stay the one that the person saw when starting: its version tells what the edit is based on.
 */
export function InlineEditor({ meta, field, record, onClose }: Props) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const [value, setValue] = useState(record[field.name]);
  const [problem, setProblem] = useState("");
  const [conflict, setConflict] = useState<Conflict | null>(null);
  const [asked, setAsked] = useState<ActionMeta | null>(null);
  const isBusy = useRef(false);
  const save = async (next: unknown, version?: number) => {
    // The question whose version stays takes the focus: leaving the cell for it is no answer.
    if (isBusy.current || asked || (conflict && version === undefined)) return;
    const wire = toWire(field, next);
    if (version === undefined && JSON.stringify(wire) === JSON.stringify(toWire(field, record[field.name]))) return onClose();
    const wrong = numberProblem(field, next, t);
    if (wrong) return setProblem(wrong);
    isBusy.current = true;
    try {
      patchLists(meta.name, await changeRecord(meta.name, record.id, version ?? record._version, { [field.name]: wire }));
      onClose();
    } catch (error) {
      const verb = askedVerb(meta, error, field.name, wire);
      if (verb) setAsked(verb);
      else if (isProblem(error) && error.status === 409 && error.body["current"]) {
        setConflict({ current: error.body["current"] as RecordData, yours: { [field.name]: next }, changed: [field.name] });
      } else if (!isProblem(error) || error.isOffline || error.status === 422 || error.status === 429 || error.status >= 500) {
        // It may go through the next time: what was typed stays.
        setProblem(problemText(error, t));
      } else {
        void message.error(problemText(error, t));
        onClose();
      }
    } finally {
      isBusy.current = false;
    }
  };
  const leave = () => {
    if (!isBusy.current && !conflict && !problem && !asked) onClose();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    event.stopPropagation();
    if (isComposing(event)) return;
    if (event.key === "Escape") onClose();
    if (event.key === "Enter" && !AT_ONCE.has(field.type) && !(field.type === "long_text" && event.shiftKey)) {
      event.preventDefault();
      void save(value);
    }
  };
  return (
    // The cell belongs to the grid; this only keeps its keys from the grid while one types.
    // eslint-disable-next-line jsx-a11y/no-static-element-interactions
    <div className="gk-inline-editor" onKeyDown={onKeyDown}>
      <FieldEditor
        field={field} value={value} autoFocus size="small" values={record} object={meta.name} aria-label={field.label} aria-invalid={problem ? "true" : undefined}
        onBlur={() => (AT_ONCE.has(field.type) ? leave() : void save(value))}
        onChange={(next) => {
          setValue(next);
          setProblem("");
          if (AT_ONCE.has(field.type)) void save(next);
        }}
      />
      {problem && <div className="gk-field-error is-floating" role="alert">{problem}</div>}
      {asked && <VerbDialog meta={meta} action={asked} record={record} given={{ [field.name]: value }} onClose={onClose} />}
      {conflict && (
        <ConflictDialog
          meta={meta} conflict={conflict} onClose={onClose}
          onTakeTheirs={() => { patchLists(meta.name, conflict.current); onClose(); }}
          onKeepMine={() => { setConflict(null); void save(value, conflict.current._version); }}
        />
      )}
    </div>
  );
}
