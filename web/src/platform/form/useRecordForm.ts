import { App, Form } from "antd";
import type { TFunction } from "i18next";
import { createElement, useCallback, useEffect, useMemo, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { newAttempt } from "@/api/client";
import { isProblem, placeErrors, type ApiProblem } from "@/api/problem";
import { changeRecord, createRecord } from "@/api/records";
import { recordsChanged } from "@/api/queries";
import type { FieldMeta, Me, ObjectMeta, RecordData } from "@/api/types";
import { useSession } from "@/platform/session";
import { changeBody, createBody } from "../fields/wire";
import { canWrite, fieldOf, formSections, lockOf } from "../meta";
import { problemText } from "../ui/problem-text";
import { formOf, isShown } from "./behaviour";
import { standingDefault } from "../fields/defaults";
import { draftKey, dropDraft, readDraft, writeDraft } from "./drafts";

export type Values = Record<string, unknown>;

export interface Conflict {
  current: RecordData;
  yours: Values;
  changed: string[];
}

interface Options {
  meta: ObjectMeta;
  record?: RecordData | null;
  defaults?: Values;
  onSaved: (record: RecordData) => void;
  /** A form inside a dialog keeps no draft. */
  keepsDraft?: boolean;
  /** How a new record is made where it is not simply created. */
  create?: (body: Values, attempt: string) => Promise<RecordData>;
  /** How a record is changed where an action does it, and what is said then. */
  change?: (body: Values, attempt: string) => Promise<RecordData>;
  done?: string;
}

export function startValues(fields: FieldMeta[], record: RecordData | null | undefined, me: Pick<Me, "id" | "name" | "department">, defaults?: Values): Values {
  const values: Values = {};
  for (const field of fields) {
    if (record) values[field.name] = record[field.name] ?? undefined;
    else if (defaults && field.name in defaults) values[field.name] = defaults[field.name];
    else if (field.default !== null && field.default !== undefined) values[field.name] = standingDefault(field.default, me);
  }
  return values;
}

function cellErrors(placed: { name: (string | number)[]; errors: string[] }[]): Record<string, string> {
  return Object.fromEntries(placed.filter((one) => one.name.length > 1).map((one) => [one.name.join("."), one.errors.join(" ")]));
}

function useDraft(key: string, isKept: boolean) {
  const [offered, setOffered] = useState(() => (isKept ? readDraft(key) : null));
  const timer = useRef<ReturnType<typeof setTimeout> | null>(null);
  useEffect(() => () => {
    if (timer.current) clearTimeout(timer.current);
  }, []);
  const keep = useCallback((values: Values) => {
    if (!isKept) return;
    if (timer.current) clearTimeout(timer.current);
    timer.current = setTimeout(() => writeDraft(key, values), 400);
  }, [isKept, key]);
  const drop = useCallback(() => {
    if (timer.current) clearTimeout(timer.current);
    dropDraft(key);
    setOffered(null);
  }, [key]);
  return { offered, keep, drop, hide: () => setOffered(null) };
}

/** What a refusal says of fields that the form does not show is said with their labels. */
function placedIn(meta: ObjectMeta, fields: FieldMeta[], error: ApiProblem, t: TFunction) {
  return placeErrors(error, new Set(fields.map((field) => field.name)), (name, text) => {
    const field = fieldOf(meta, name);
    return field ? t("form.of_field", { field: field.label, text }) : text;
  });
}

/** Ask what may be a slip, once: what stood already when the form was opened is not asked again. */
function useQuestions(object: string, initial: Values): (values: Values) => Promise<boolean> {
  const { t } = useTranslation();
  const { modal } = App.useApp();
  return async (values) => {
    const ask = formOf(object).questions;
    if (!ask) return true;
    const known = new Set(ask(initial));
    const found = ask({ ...initial, ...values }).filter((one) => !known.has(one));
    if (found.length === 0) return true;
    return modal.confirm({
      title: t("discount.ask"), content: found.map((one) => createElement("p", { key: one }, one)), okText: t("discount.sure"), cancelText: t("discount.back"), autoFocusButton: "cancel",
    });
  };
}

/** Create or change one record: errors at the field, conflicts, drafts, one attempt sent once. */
export function useRecordForm({ meta, record: opened, defaults, onSaved, keepsDraft = true, create = (body, attempt) => createRecord(meta.name, body, attempt), change, done }: Options) {
  // The record as it was when the form opened: a refetch behind it must not hide that it is stale.
  const [record] = useState(opened);
  const { t } = useTranslation();
  const me = useSession();
  const { message } = App.useApp();
  const [form] = Form.useForm<Values>();
  const [isSaving, setSaving] = useState(false);
  const [general, setGeneral] = useState<string[]>([]);
  const [cells, setCells] = useState<Record<string, string>>({});
  const [conflict, setConflict] = useState<Conflict | null>(null);
  const attempt = useRef(newAttempt());
  const isBusy = useRef(false);
  const isNew = !record;
  const sections = useMemo(() => formSections(meta, isNew), [meta, isNew]);
  const fields = useMemo(() => sections.flatMap((section) => section.fields), [sections]);
  const writable = useMemo(() => fields.filter((field) => canWrite(field, isNew) && !lockOf(record, field)), [fields, isNew, record]);
  const initial = useMemo(() => startValues(fields, record, me, defaults), [fields, record, me, defaults]);
  const isMeant = useQuestions(meta.name, initial);
  const draft = useDraft(draftKey(me.id, meta.name, record?.id ?? null), keepsDraft);

  const refuse = (error: unknown, values: Values) => {
    if (!isProblem(error)) throw error;
    if (error.status === 409 && error.body["current"]) {
      setConflict({ current: error.body["current"] as RecordData, yours: values, changed: (error.body["changed_fields"] as string[]) ?? [] });
      return;
    }
    if (error.status === 422) {
      const placed = placedIn(meta, fields, error, t);
      form.setFields(placed.fields.filter((one) => one.name.length === 1) as never);
      setCells(cellErrors(placed.fields));
      setGeneral(placed.general);
      const [first] = placed.fields;
      if (first) form.scrollToField(first.name.slice(0, 1) as never, { focus: true, block: "center" });
      return;
    }
    setGeneral([problemText(error, t)]);
  };
  const send = async (values: Values, version: number | undefined): Promise<RecordData | null> => {
    const sent = writable.filter((field) => isShown(meta.name, field.name, values, record ?? null));
    if (!record) {
      const hidden = Object.entries(defaults ?? {}).filter(([name]) => !fields.some((field) => field.name === name));
      const extra = createBody(meta.fields.filter((field) => hidden.some(([name]) => name === field.name)), Object.fromEntries(hidden));
      return create({ ...extra, ...createBody(sent, values) }, attempt.current);
    }
    const body = changeBody(sent, record, values);
    return change?.({ ...body, _version: version }, attempt.current) ?? (Object.keys(body).length ? changeRecord(meta.name, record.id, version, body) : record);
  };
  const save = async (values: Values, version = record?._version) => {
    if (isBusy.current) return;
    isBusy.current = true;
    setGeneral([]);
    setCells({});
    try {
      if (!(await isMeant(values))) return;
      setSaving(true);
      const saved = await send(values, version);
      draft.drop();
      attempt.current = newAttempt();
      void message.success(done ?? t("form.saved"));
      await recordsChanged(meta.name);
      if (saved) onSaved(saved);
    } catch (error) {
      // What was refused may be sent again with other values: that is a new attempt.
      if (isProblem(error) && !error.mayBeDone) attempt.current = newAttempt();
      refuse(error, values);
    } finally {
      isBusy.current = false;
      setSaving(false);
    }
  };
  return { form, sections, fields, writable, initial, isNew, isSaving, general, cells, conflict, setConflict, save, draft };
}

export type RecordFormState = ReturnType<typeof useRecordForm>;
