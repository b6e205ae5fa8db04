import "@/platform/form/form.css";
import { App, Button, Input, Segmented, Select, Skeleton, Space } from "antd";
import { useQuery } from "@tanstack/react-query";
import { lazy, Suspense, useState } from "react";
import { useTranslation } from "react-i18next";
import { call } from "@/api/client";
import { keys, queryClient, useObjects } from "@/api/queries";
import type { FieldMeta, Reference, SettingItem } from "@/api/types";
import { FieldEditor } from "../fields/editors";
import { RecordPicker } from "../fields/editors/reference";
import { toWire } from "../fields/wire";
import { PLAIN_CHOICE, plainField } from "../meta";
import { Failed } from "../ui/Failed";
import { problemText } from "../ui/problem-text";
import { useTitle } from "../ui/useTitle";

const WorkHours = lazy(() => import("./WorkHours").then((module) => ({ default: module.WorkHours })));
const DEPARTMENT = plainField("department", "department");

function fieldFor(item: SettingItem): FieldMeta {
  return plainField(item.key, item.type as FieldMeta["type"], { label: item.label, required: true, holds: item.holds, choices: item.choices.map((one) => ({ ...PLAIN_CHOICE, ...one })) });
}

/** Where settings hold: the company when neither is named. */
interface Place {
  department?: number;
  object?: string;
}

type Kind = "company" | "department" | "object";

/** `above`: what is in force without a value of this place's own. */
function SettingRow({ item, place, above }: { item: SettingItem; place: Place; above: unknown }) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  // What was typed and not saved; without it the row shows what is in force, also when that is fetched anew.
  const [typed, setTyped] = useState<{ value: unknown } | null>(null);
  const value = typed ? typed.value : item.value;
  const [isBusy, setBusy] = useState(false);
  const field = fieldFor(item);
  // Working hours have a dialog of their own, which saves.
  const isChanged = item.type !== "working_hours" && JSON.stringify(toWire(field, value)) !== JSON.stringify(toWire(field, item.value));
  const isDefault = JSON.stringify(item.value) === JSON.stringify(above);
  const isOfCompany = place.department === undefined && place.object === undefined;
  /** Null: as above it. Answers whether it was stored. */
  const save = async (next: unknown): Promise<boolean> => {
    setBusy(true);
    try {
      await call("patch", "/settings", { params: { query: { ...place } }, body: { [item.key]: next === null ? null : toWire(field, next) } });
      void message.success(t("settings.saved", { label: item.label }));
      await queryClient.invalidateQueries({ queryKey: keys.settings });
      setTyped((now) => (now === typed ? null : now));
      return true;
    } catch (error) {
      void message.error(problemText(error, t));
      return false;
    } finally {
      setBusy(false);
    }
  };
  const id = `setting-${item.key}`;
  return (
    <div className="gk-setting">
      <div>
        <label htmlFor={id}><strong>{item.label}</strong></label>
        {item.help && <p id={`${id}-help`} className="gk-muted">{item.help}</p>}
      </div>
      <Space wrap>
        {item.type === "working_hours"
          ? <Suspense fallback={<Skeleton.Button active />}><WorkHours id={id} label={item.label} value={value} isBusy={isBusy} onSave={save} /></Suspense>
          : <span className="gk-setting-value"><FieldEditor id={id} field={field} value={value} disabled={item.read_only} onChange={(next) => setTyped({ value: next })} aria-describedby={item.help ? `${id}-help` : undefined} /></span>}
        {isChanged && <Button type="primary" loading={isBusy} onClick={() => void save(value)}>{t("common.save")}</Button>}
        {!isChanged && !isDefault && !item.read_only && <Button type="link" loading={isBusy} onClick={() => void save(null)}>{t(isOfCompany ? "settings.reset" : "settings.inherit")}</Button>}
      </Space>
    </div>
  );
}

function useSettings(place: Place, enabled = true) {
  return useQuery({ queryKey: [...keys.settings, place], queryFn: () => call("get", "/settings", { params: { query: { ...place } } }), enabled });
}

function PlaceChooser({ kind, place, onKind, onPlace }: { kind: Kind; place: Place; onKind: (kind: Kind) => void; onPlace: (place: Place) => void }) {
  const { t } = useTranslation();
  const objects = useObjects();
  const company = useSettings({});
  // Only where some setting may differ.
  const kinds = (["company", "department", "object"] as const).filter((one) => one === "company" || company.data?.items.some((item) => item.scope === one));
  const [department, setDepartment] = useState<Reference | null>(null);
  const chosen = (next: unknown) => {
    const one = next as Reference | null;
    setDepartment(one);
    onPlace(one ? { department: one.id } : {});
  };
  if (kinds.length < 2) return null;
  return (
    <Space wrap className="gk-gap">
      <Segmented aria-label={t("settings.place")} value={kind} options={kinds.map((one) => ({ value: one, label: t(`settings.${one}`) }))} onChange={(next) => { setDepartment(null); onPlace({}); onKind(next); }} />
      {kind === "department" && <span className="gk-setting-value"><RecordPicker field={DEPARTMENT} target="department" canCreate={false} aria-label={t("settings.which_department")} value={department} onChange={chosen} /></span>}
      {kind === "object" && (
        <Select
          className="gk-saved-mapping" aria-label={t("settings.which_object")} placeholder={t("settings.which_object")} value={place.object ?? null} showSearch={{ optionFilterProp: "label" }}
          options={(objects.data?.items ?? []).filter((one) => !one.is_line && one.module !== "admin").map((one) => ({ value: one.name, label: one.label }))} onChange={(object: string) => onPlace({ object })}
        />
      )}
    </Space>
  );
}

function Sections({ place, text }: { place: Place; text: string }) {
  const { t } = useTranslation();
  const company = useSettings({});
  const query = useSettings(place);
  if (query.isPending || company.isPending) return <Skeleton active />;
  if (query.isLoadingError) return <Failed error={query.error} onRetry={() => void query.refetch()} />;
  const wanted = text.trim().toLowerCase();
  const items = query.data.items.filter((item) => !wanted || `${item.label}${item.help}${item.key}`.toLowerCase().includes(wanted));
  const sections = [...new Set(items.map((item) => item.section_label))];
  const isOfCompany = Object.keys(place).length === 0;
  const aboveOf = (item: SettingItem) => (isOfCompany ? item.default : company.data?.items.find((one) => one.key === item.key)?.value);
  return (
    <>
      {!isOfCompany && <p className="gk-muted">{t("settings.place_help")}</p>}
      {items.length === 0 && <p className="gk-muted">{t("settings.none")}</p>}
      {sections.map((section) => (
        <section key={section} className="gk-section">
          {section && <h2>{section}</h2>}
          {items.filter((item) => item.section_label === section).map((item) => <SettingRow key={item.key} item={item} place={place} above={aboveOf(item)} />)}
        </section>
      ))}
    </>
  );
}

export function SettingsPage() {
  const { t } = useTranslation();
  const [text, setText] = useState("");
  const [kind, setKind] = useState<Kind>("company");
  const [place, setPlace] = useState<Place>({});
  useTitle(t("admin.settings"));
  const isChosen = kind === "company" || Object.keys(place).length > 0;
  return (
    <div className="gk-page">
      <h1>{t("admin.settings")}</h1>
      <div><PlaceChooser kind={kind} place={place} onKind={setKind} onPlace={setPlace} /></div>
      <Input.Search allowClear className="gk-quick-search gk-gap" value={text} placeholder={t("settings.search")} aria-label={t("settings.search")} onChange={(event) => setText(event.target.value)} />
      {isChosen ? <Sections key={JSON.stringify(place)} place={place} text={text} /> : <p className="gk-muted">{t(`settings.which_${kind}`)}</p>}
    </div>
  );
}
