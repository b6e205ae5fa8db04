import "@/platform/form/form.css";
import { App, Button, Input, Skeleton, Space } from "antd";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { call } from "@/api/client";
import { keys, queryClient } from "@/api/queries";
import type { FieldMeta, SettingItem } from "@/api/types";
import { FieldEditor } from "../fields/editors";
import { toWire } from "../fields/wire";
import { PLAIN_CHOICE, plainField } from "../meta";
import { Failed } from "../ui/Failed";
import { problemText } from "../ui/problem-text";
import { useTitle } from "../ui/useTitle";

function fieldFor(item: SettingItem): FieldMeta {
  return plainField(item.key, item.type as FieldMeta["type"], { label: item.label, required: true, choices: item.choices.map((one) => ({ ...PLAIN_CHOICE, ...one })) });
}

function SettingRow({ item }: { item: SettingItem }) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const [value, setValue] = useState(item.value);
  const [isBusy, setBusy] = useState(false);
  const field = fieldFor(item);
  const isChanged = JSON.stringify(toWire(field, value)) !== JSON.stringify(toWire(field, item.value));
  const isDefault = JSON.stringify(item.value) === JSON.stringify(item.default);
  const save = async (next: unknown) => {
    setBusy(true);
    try {
      await call("patch", "/settings", { body: { [item.key]: toWire(field, next) } });
      setValue(next);
      void message.success(t("settings.saved", { label: item.label }));
      await queryClient.invalidateQueries({ queryKey: keys.settings });
    } catch (error) {
      void message.error(problemText(error, t));
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
        <span className="gk-setting-value"><FieldEditor id={id} field={field} value={value} onChange={setValue} aria-describedby={item.help ? `${id}-help` : undefined} /></span>
        {isChanged && <Button type="primary" loading={isBusy} onClick={() => void save(value)}>{t("common.save")}</Button>}
        {!isChanged && !isDefault && <Button type="link" loading={isBusy} onClick={() => void save(item.default)}>{t("settings.reset")}</Button>}
      </Space>
    </div>
  );
}

export function SettingsPage() {
  const { t } = useTranslation();
  const [text, setText] = useState("");
  useTitle(t("admin.settings"));
  const query = useQuery({ queryKey: keys.settings, queryFn: () => call("get", "/settings") });
  if (query.isPending) return <Skeleton active className="gk-page" />;
  if (query.isError) return <Failed error={query.error} onRetry={() => void query.refetch()} />;
  const wanted = text.trim().toLowerCase();
  const items = query.data.items.filter((item) => !wanted || `${item.label}${item.help}${item.key}`.toLowerCase().includes(wanted));
  const sections = [...new Set(items.map((item) => item.section))];
  return (
    <div className="gk-page">
      <h1>{t("admin.settings")}</h1>
      <Input.Search allowClear className="gk-quick-search gk-gap" value={text} placeholder={t("settings.search")} aria-label={t("settings.search")} onChange={(event) => setText(event.target.value)} />
      {items.length === 0 && <p className="gk-muted">{t("settings.none")}</p>}
      {sections.map((section) => (
        <section key={section} className="gk-section">
          {section && <h2>{section}</h2>}
          {items.filter((item) => item.section === section).map((item) => <SettingRow key={item.key} item={item} />)}
        </section>
      ))}
    </div>
  );
}
