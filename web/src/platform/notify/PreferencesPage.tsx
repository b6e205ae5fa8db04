import "./todos.css";
import { Alert, App, Button, Checkbox, Radio, Skeleton, Space, Switch, TimePicker } from "antd";
import { useQuery } from "@tanstack/react-query";
import dayjs from "dayjs";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { call } from "@/api/client";
import { keys, queryClient } from "@/api/queries";
import type { Preferences } from "@/api/types";
import { Failed } from "../ui/Failed";
import { problemText } from "../ui/problem-text";
import { useTitle } from "../ui/useTitle";
import { bodyOf, toggled, type Choice } from "./choice";

const QUERY = [...keys.notifications, "preferences"];
const clock = (time: string) => dayjs(`2000-01-01 ${time}`);

function Row({ label, channels, chosen, isOwn, onToggle, onInherit }: { label: string; channels: Preferences["channels"]; chosen: string[]; isOwn: boolean; onToggle: (channel: string) => void; onInherit?: () => void }) {
  const { t } = useTranslation();
  return (
    <tr className={isOwn ? undefined : "is-inherited"}>
      <th scope="row">{label}</th>
      <td><Checkbox checked disabled aria-label={`${label}：${t("preferences.in_app")}`} /></td>
      {channels.map((one) => (
        <td key={one.channel}><Checkbox checked={chosen.includes(one.channel)} disabled={!one.is_on && !chosen.includes(one.channel)} aria-label={`${label}：${one.label}`} onChange={() => onToggle(one.channel)} /></td>
      ))}
      <td>{isOwn && onInherit && <Button size="small" type="link" onClick={onInherit}>{t("preferences.inherit")}</Button>}</td>
    </tr>
  );
}

function Editor({ given }: { given: Preferences }) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const [choice, setChoice] = useState<Choice>({ all: given.all, own: Object.fromEntries(given.items.flatMap((one) => (one.channels ? [[one.kind, one.channels]] : []))) });
  const [isBusy, setBusy] = useState(false);
  const { all, own } = choice;
  const setAll = (change: Partial<Choice["all"]>) => setChoice((now) => ({ ...now, all: { ...now.all, ...change } }));
  const setOwn = (kind: string, channels: string[] | null) => setChoice((now) => {
    const { [kind]: _before, ...rest } = now.own;
    return { ...now, own: channels ? { ...rest, [kind]: channels } : rest };
  });
  const save = async () => {
    setBusy(true);
    try {
      queryClient.setQueryData(QUERY, await call("put", "/notifications/preferences", { body: { items: bodyOf(choice) } }));
      void message.success(t("preferences.saved"));
    } catch (error) {
      void message.error(problemText(error, t));
    }
    setBusy(false);
  };
  const off = given.channels.filter((one) => !one.is_on).map((one) => one.label);
  const isQuiet = all.quiet_from !== null && all.quiet_to !== null;
  return (
    <>
      {given.channels.filter((one) => one.last_error).map((one) => (
        <Alert key={one.channel} className="gk-gap" type="warning" showIcon title={t(one.is_retried ? "preferences.retried" : "preferences.failed", { channel: one.label })} description={one.last_error} />
      ))}
      <p className="gk-muted">{t("preferences.help")}{off.length > 0 && t("preferences.off", { channels: off.join(t("preferences.comma")) })}</p>
      <div className="gk-wide">
        <table className="gk-channels">
          <thead><tr><th scope="col">{t("preferences.kind")}</th><th scope="col">{t("preferences.in_app")}</th>{given.channels.map((one) => <th key={one.channel} scope="col">{one.label}</th>)}<td /></tr></thead>
          <tbody>
            <Row label={t("preferences.all")} channels={given.channels} chosen={all.channels} isOwn onToggle={(channel) => setAll({ channels: toggled(all.channels, channel) })} />
            {given.items.map((one) => (
              <Row
                key={one.kind} label={one.label} channels={given.channels} chosen={own[one.kind] ?? all.channels} isOwn={one.kind in own}
                onToggle={(channel) => setOwn(one.kind, toggled(own[one.kind] ?? all.channels, channel))} onInherit={() => setOwn(one.kind, null)}
              />
            ))}
          </tbody>
        </table>
      </div>
      <div className="gk-preference">
        <Space wrap>
          <Switch id="quiet" checked={isQuiet} onChange={(isOn) => setAll(isOn ? { quiet_from: "22:00", quiet_to: "08:00" } : { quiet_from: null, quiet_to: null })} />
          <label htmlFor="quiet">{t("preferences.quiet")}</label>
          {isQuiet && (
            <TimePicker.RangePicker
              aria-label={t("preferences.quiet")} format="HH:mm" minuteStep={5} needConfirm={false} order={false} allowClear={false} value={[clock(all.quiet_from ?? ""), clock(all.quiet_to ?? "")]}
              onChange={(next) => next?.[0] && next[1] && setAll({ quiet_from: next[0].format("HH:mm"), quiet_to: next[1].format("HH:mm") })}
            />
          )}
        </Space>
        <p className="gk-muted">{t("preferences.quiet_help")}</p>
      </div>
      <div className="gk-preference">
        <Radio.Group
          aria-label={t("preferences.when")} value={all.digest} onChange={(event) => setAll({ digest: event.target.value as Choice["all"]["digest"] })}
          options={[{ value: "none", label: t("preferences.at_once") }, { value: "daily", label: t("preferences.daily") }]}
        />
      </div>
      <Button type="primary" loading={isBusy} onClick={() => void save()}>{t("common.save")}</Button>
    </>
  );
}

/** 提醒设置: by which channels one is told of what, and when. */
export function PreferencesPage() {
  const { t } = useTranslation();
  useTitle(t("preferences.title"));
  const query = useQuery({ queryKey: QUERY, queryFn: () => call("get", "/notifications/preferences") });
  return (
    <div className="gk-page">
      <h1>{t("preferences.title")}</h1>
      {query.isPending ? <Skeleton active /> : query.isLoadingError ? <Failed error={query.error} onRetry={() => void query.refetch()} /> : query.data && <Editor given={query.data} />}
    </div>
  );
}
