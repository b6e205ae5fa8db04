import "@/platform/form/form.css";
import { Alert, Button, Form, Tooltip } from "antd";
import { LockOutlined, QuestionCircleOutlined } from "@ant-design/icons";
import { memo, Suspense, useId, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { FieldMeta, FieldType, ObjectMeta, RecordData } from "@/api/types";
import { FieldValue } from "../fields/display";
import { FieldEditor } from "../fields/editors";
import type { EditorProps } from "../fields/editors/types";
import { settled } from "../fields/lines";
import { LinesTable } from "../fields/LinesTable";
import { canWrite, fieldOf, lockOf } from "../meta";
import { ConflictDialog } from "./ConflictDialog";
import { useSteady } from "../ui/useSteady";
import { useWindowKey } from "../ui/useWindowKey";
import { useSession } from "../session";
import { formOf, hintOf, isShown } from "./behaviour";
import { Duplicates } from "./Duplicates";
import { FormErrors } from "../fields/errors";
import { JUDGED, rulesOf } from "./rules";
import { useBelonging } from "./useBelonging";
import type { RecordFormState, Values } from "./useRecordForm";

const WIDE = new Set(["any_reference", "long_text", "lines", "any_references", "file", "files", "image", "json", "choices"]);

function Label({ field, lock }: { field: FieldMeta; lock?: string | null }) {
  if (lock) return <span>{field.label} <Tooltip title={lock}><LockOutlined aria-label={lock} /></Tooltip></span>;
  if (!field.help) return <>{field.label}</>;
  return (
    <span>{field.label} <Tooltip title={field.help}><QuestionCircleOutlined aria-label={field.help} /></Tooltip></span>
  );
}

/** Editors that look at nothing but their own value are not drawn again when another one changes. */
const ALONE = new Set<FieldType>([
  "text", "long_text", "integer", "decimal", "percent", "boolean", "date", "instant", "choice", "multi_choice", "phone", "email", "url", "region", "geo", "image", "file", "tags", "label", "choices",
]);
const NOTHING: Values = {};

/** What the editor of a field looks at. */
function valuesFor(field: FieldMeta, object: string, values: Values): Values {
  return ALONE.has(field.type) && !formOf(object).editors?.[field.name] ? NOTHING : values;
}

/** Beside the discount of the whole document stands what it takes off its lines: it alone is drawn again for that. */
function DiscountField({ object = "", ...props }: EditorProps) {
  const saved = Form.useWatch((all: Values) => formOf(object).saved?.(all) ?? null, { form: Form.useFormInstance<Values>(), preserve: true });
  return <FieldEditor {...props} object={object} saved={saved} />;
}

/** The values of the form without its lines, the same object while they say the same: typing in a line does not draw the whole form again. */
function useHead(meta: ObjectMeta, form: RecordFormState["form"], initial: Values): Values {
  const headOf = (all: Values) => Object.fromEntries(Object.entries(all).filter(([name]) => fieldOf(meta, name)?.type !== "lines"));
  const watched = Form.useWatch(headOf, { form, preserve: true });
  return useSteady(Object.keys(watched).length ? watched : headOf(initial));
}

/** The other values come as a prop so that editors which depend on them draw again. */
const FormField = memo(function FormField({ field, values, emptied, isNew, record, object, meta, autoFocus, isAlone }: {
  field: FieldMeta; values: Values; emptied?: string; isNew: boolean; record?: RecordData | null; object: string; meta?: ObjectMeta; autoFocus: boolean; isAlone: boolean;
}) {
  const { t } = useTranslation();
  const hint = hintOf(object, field.name, useSession());
  const Editor = formOf(object).editors?.[field.name] ?? (field.discount ? DiscountField : FieldEditor);
  const className = WIDE.has(field.type) ? "gk-field is-wide" : "gk-field";
  const lock = isNew ? null : lockOf(record, field);
  if (!canWrite(field, isNew) || lock) {
    return (
      <Form.Item label={isAlone ? null : <Label field={field} lock={lock} />} className={className}>
        {field.type === "lines" && record && meta ? <LinesTable field={field} record={record} parent={meta} /> : <FieldValue field={field} value={record?.[field.name]} record={record ?? undefined} />}
      </Form.Item>
    );
  }
  return (
    <Form.Item
      name={field.name} label={isAlone ? null : <Label field={field} />} className={className} rules={rulesOf(field, t)}
      required={field.required} valuePropName="value" validateTrigger={JUDGED} extra={emptied ? <span role="status">{emptied}</span> : hint && <Suspense fallback={null}><hint.component value={values[field.name]} record={record ?? null} /></Suspense>}
    >
      <Editor field={field} values={values} object={object} autoFocus={autoFocus} aria-label={isAlone ? field.label : undefined} aria-required={field.required ? "true" : undefined} />
    </Form.Item>
  );
});

function useSaveKey(form: RecordFormState["form"]): void {
  useWindowKey((event) => {
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "s") {
      event.preventDefault();
      if (!event.repeat) form.submit();
    }
  });
}

function DraftOffer({ state }: { state: RecordFormState }) {
  const { t } = useTranslation();
  const { offered, drop, hide } = state.draft;
  if (!offered) return null;
  const take = () => {
    state.form.setFieldsValue(offered);
    hide();
  };
  return (
    <Alert
      type="info" showIcon className="gk-gap" title={t("form.draft_found")}
      action={
        <>
          <Button size="small" type="primary" onClick={take}>{t("form.draft_take")}</Button>{" "}
          <Button size="small" onClick={drop}>{t("form.draft_drop")}</Button>
        </>
      }
    />
  );
}

interface Props {
  meta: ObjectMeta;
  record?: RecordData | null;
  state: RecordFormState;
  /** It was opened to change what is locked otherwise: only the locks of single fields are told, at the fields. */
  isQuiet?: boolean;
  /** The buttons below the fields; in a drawer they stand in its foot. */
  children?: ReactNode;
}

const noFacts = (): void => undefined;

export function RecordForm({ meta, record, state, isQuiet, children }: Props) {
  const { t } = useTranslation();
  const { form, sections, initial, isNew, general, cells, conflict, setConflict, save, draft } = state;
  // A form may stand over another one: their fields must not share ids.
  const name = useId();
  const values = useHead(meta, form, initial);
  useSaveKey(form);
  (formOf(meta.name).useFacts ?? noFacts)(values);
  const { emptied, look } = useBelonging(form, state.writable);
  const shown = sections
    .map((section) => ({ ...section, fields: section.fields.filter((field) => isShown(meta.name, field.name, values, record ?? null) && !(field.write_only && lockOf(record, field))) }))
    .filter((section) => section.fields.length > 0);
  const locks = isNew || isQuiet ? [] : [...new Set(state.fields.flatMap((field) => lockOf(record, field) ?? []))];
  const Preview = formOf(meta.name).preview;
  const firstName = sections[0]?.fields.find((field) => canWrite(field, isNew))?.name;
  return (
    <FormErrors.Provider value={cells}>
      <Form
        form={form} name={name} layout="vertical" initialValues={initial} disabled={state.isSaving} className="gk-form" scrollToFirstError={{ focus: true, block: "center" }}
        onFinish={() => void settled().then(() => save(form.getFieldsValue(true) as Values))} onValuesChange={(changed: Values, all: Values) => { draft.keep(all); void look(changed); }}
      >
        <DraftOffer state={state} />
        {locks.map((reason) => <Alert key={reason} type="info" showIcon icon={<LockOutlined aria-hidden="true" />} className="gk-gap" title={reason} />)}
        {general.length > 0 && <Alert type="error" showIcon role="alert" className="gk-gap" title={general.map((text) => <div key={text}>{text}</div>)} />}
        <Duplicates object={meta.name} values={values} id={record?.id ?? null} fields={state.fields} />
        {shown.map((section) => (
          <fieldset key={section.label} className="gk-section">
            {section.label && <legend>{section.label}</legend>}
            <div className="gk-fields">
              {section.fields.map((field) => (
                <Suspense key={field.name} fallback={null}>
                  <FormField
                    field={field} values={valuesFor(field, meta.name, values)} emptied={emptied[field.name]} isNew={isNew} record={record} object={meta.name} meta={meta}
                    autoFocus={isNew && field.name === firstName} isAlone={section.label === field.label && (section.fields.length === 1 || field.type === "lines")}
                  />
                </Suspense>
              ))}
            </div>
          </fieldset>
        ))}
        {Preview && <Suspense fallback={null}><Preview values={values} /></Suspense>}
        {children}
        <button type="submit" className="gk-visually-hidden" tabIndex={-1} aria-hidden="true">{t("common.save")}</button>
      </Form>
      {conflict && (
        <ConflictDialog
          meta={meta} conflict={conflict} onClose={() => setConflict(null)}
          onTakeTheirs={() => { form.setFieldsValue(conflict.current); setConflict(null); }}
          onKeepMine={() => { setConflict(null); void save(conflict.yours, conflict.current._version); }}
        />
      )}
    </FormErrors.Provider>
  );
}
