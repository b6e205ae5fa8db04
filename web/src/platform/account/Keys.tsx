import { App, Button, Input, Select, Skeleton, Tag } from "antd";
import { useQuery } from "@tanstack/react-query";
import { useState, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { call } from "@/api/client";
import { queryClient } from "@/api/queries";
import { formatInstant } from "../format";
import { Failed } from "../ui/Failed";
import { problemText } from "../ui/problem-text";

/** Whose sign-ins and keys are shown: another person's for administrators, else one's own. */
interface Whose {
  user?: number;
}

const keyOf = (what: string, user: number | undefined) => ["account", what, user ?? "me"] as const;

/** Does something and fetches what is shown anew; says why when it could not be done. */
function useChange(what: string, user: number | undefined) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  return async (work: () => Promise<unknown>, done?: string) => {
    try {
      await work();
      await queryClient.invalidateQueries({ queryKey: keyOf(what, user) });
      if (done) void message.success(done);
      return true;
    } catch (error) {
      void message.error(problemText(error, t));
      return false;
    }
  };
}

/** A browser and its system in a few words; the whole text is the title. */
export function browserOf(agent: string): string {
  const browser = [/MicroMessenger/, /Edg/, /OPR/, /Firefox/, /Chrome/, /Safari/].find((one) => one.test(agent));
  const names: Record<string, string> = { MicroMessenger: "WeChat", Edg: "Edge", OPR: "Opera" };
  const system = [/iPhone|iPad/, /Android/, /Windows/, /Mac OS X/, /Linux/].map((one) => one.exec(agent)?.[0]).find(Boolean);
  const name = browser?.source ?? "";
  return [names[name] ?? name, system].filter(Boolean).join(" · ") || agent.slice(0, 60);
}

function Table({ heads, children }: { heads: string[]; children: ReactNode }) {
  const { t } = useTranslation();
  return (
    <div className="gk-table-scroll">
      <table className="gk-table">
        <thead><tr>{heads.map((head) => <th key={head} scope="col">{t(head)}</th>)}<th scope="col"><span className="gk-visually-hidden">{t("lines.tools")}</span></th></tr></thead>
        <tbody>{children}</tbody>
      </table>
    </div>
  );
}

/** Where one is signed in, each to be ended. */
export function SignIns({ user }: Whose) {
  const { t } = useTranslation();
  const { modal } = App.useApp();
  const change = useChange("sessions", user);
  const query = useQuery({ queryKey: keyOf("sessions", user), queryFn: () => call("get", "/auth/sessions", { params: { query: { user } } }) });
  if (query.isPending) return <Skeleton active />;
  if (query.isError) return <Failed error={query.error} onRetry={() => void query.refetch()} />;
  const others = query.data.items.filter((item) => !item.is_current);
  const endAll = () => void modal.confirm({
    title: t(user ? "account.end_all_of" : "account.end_others"), content: t("account.end_help"), okButtonProps: { danger: true },
    onOk: () => change(() => call("delete", "/auth/sessions", { params: { query: { user } } }), t("account.ended")),
  });
  return (
    <section aria-labelledby="sign-ins" className="gk-gap">
      <div className="gk-record-line">
        <h2 id="sign-ins">{t("account.sign_ins")}</h2>
        <span className="gk-spacer" />
        {others.length > 0 && <Button danger onClick={endAll}>{t(user ? "account.end_all_of" : "account.end_others")}</Button>}
      </div>
      {query.data.items.length === 0 ? <p className="gk-muted">{t("account.no_sign_ins")}</p> : (
        <Table heads={["account.browser", "account.address", "account.since", "account.seen", "account.ends"]}>
          {query.data.items.map((item) => (
            <tr key={item.id}>
              <th scope="row" title={item.agent}>{browserOf(item.agent)} {item.is_current && <Tag color="blue">{t("account.here")}</Tag>}</th>
              <td>{item.address}</td><td>{formatInstant(item.created_at)}</td><td>{formatInstant(item.last_seen_at)}</td><td>{formatInstant(item.ends_at)}</td>
              <td>{!item.is_current && <Button type="link" size="small" onClick={() => void change(() => call("delete", "/auth/sessions/{id}", { params: { path: { id: item.id } } }), t("account.ended"))}>{t("account.end")}</Button>}</td>
            </tr>
          ))}
        </Table>
      )}
    </section>
  );
}

/** How long a new key holds, in days; 0 means without end. */
const TERMS = [30, 90, 365, 0];
const DAY = 86_400_000;

function NewKey() {
  const { t } = useTranslation();
  const { modal } = App.useApp();
  const change = useChange("tokens", undefined);
  const [name, setName] = useState("");
  const [days, setDays] = useState(90);
  const [scopes, setScopes] = useState<string[]>([]);
  const make = async () => {
    let token = "";
    const body = { name: name.trim(), scopes: scopes.length > 0 ? scopes : null, expires_at: days ? new Date(Date.now() + days * DAY).toISOString() : null };
    const isMade = await change(async () => { token = (await call("post", "/auth/tokens", { body })).token; });
    if (!isMade) return;
    setName("");
    setScopes([]);
    void modal.success({ title: t("account.key_made"), content: <><p>{t("account.key_once")}</p><Input.TextArea readOnly autoSize value={token} aria-label={t("account.key")} /></> });
  };
  return (
    <form className="gk-record-line gk-gap" onSubmit={(event) => { event.preventDefault(); if (name.trim()) void make(); }}>
      <Input className="gk-quick-search" maxLength={100} value={name} placeholder={t("account.key_name")} aria-label={t("account.key_name")} onChange={(event) => setName(event.target.value)} />
      <Select
        className="gk-quick-search" mode="tags" value={scopes} tokenSeparators={[",", "，", " "]} open={false} suffixIcon={null}
        placeholder={t("account.scopes_hint")} aria-label={t("account.key_scopes")} onChange={(chosen: string[]) => setScopes(chosen)}
      />
      <Select value={days} aria-label={t("account.expires")} options={TERMS.map((value) => ({ value, label: value ? t("account.for_days", { count: value }) : t("account.never") }))} onChange={(value: number) => setDays(value)} />
      <Button htmlType="submit" type="primary" disabled={!name.trim()}>{t("account.new_key")}</Button>
    </form>
  );
}

/** The keys of one's programs, each to be revoked; one's own are made here, too. */
export function ProgramKeys({ user }: Whose) {
  const { t } = useTranslation();
  const { modal } = App.useApp();
  const change = useChange("tokens", user);
  const query = useQuery({ queryKey: keyOf("tokens", user), queryFn: () => call("get", "/auth/tokens", { params: { query: { user } } }) });
  if (query.isPending) return <Skeleton active />;
  if (query.isError) return <Failed error={query.error} onRetry={() => void query.refetch()} />;
  const revoke = (id: number, name: string) => void modal.confirm({
    title: t("account.revoke_named", { name }), content: t("account.revoke_help"), okButtonProps: { danger: true },
    onOk: () => change(() => call("delete", "/auth/tokens/{id}", { params: { path: { id } } }), t("account.revoked")),
  });
  return (
    <section aria-labelledby="program-keys" className="gk-gap">
      <h2 id="program-keys">{t("account.keys")}</h2>
      <p className="gk-muted">{t("account.keys_help")}</p>
      {user === undefined && <NewKey />}
      {query.data.items.length === 0 ? <p className="gk-muted">{t("account.no_keys")}</p> : (
        <Table heads={["account.key_name", "account.key_begins", "account.key_scopes", "account.since", "account.expires", "account.used"]}>
          {query.data.items.map((item) => (
            <tr key={item.id}>
              <th scope="row">{item.name}</th><td><code>{item.prefix}…</code></td><td>{item.scopes?.join(", ") ?? t("account.all_rights")}</td><td>{formatInstant(item.created_at)}</td>
              <td>{item.expires_at ? formatInstant(item.expires_at) : t("account.never")} {item.is_expired && <Tag color="red">{t("account.expired")}</Tag>}</td><td>{item.last_used_at ? formatInstant(item.last_used_at) : t("account.unused")}</td>
              <td><Button type="link" size="small" danger onClick={() => revoke(item.id, item.name)}>{t("account.revoke")}</Button></td>
            </tr>
          ))}
        </Table>
      )}
    </section>
  );
}
