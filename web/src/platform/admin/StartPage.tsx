import "@/platform/form/form.css";
import { CheckCircleFilled } from "@ant-design/icons";
import { Alert, Button, Input, Skeleton } from "antd";
import { useQuery } from "@tanstack/react-query";
import { useState, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { call } from "@/api/client";
import { keys, queryClient } from "@/api/queries";
import { formatCount } from "../format";
import { Failed } from "../ui/Failed";
import { problemText } from "../ui/problem-text";
import { useTitle } from "../ui/useTitle";
import { useStart } from "./start";

function Step({ title, isDone, fact, children }: { title: string; isDone: boolean; fact: string; children: ReactNode }) {
  const { t } = useTranslation();
  return (
    <li className="gk-setting">
      <div>
        <strong>{isDone && <CheckCircleFilled className="gk-done" aria-label={t("start.done")} />} {title}</strong>
        <p className="gk-muted">{fact}</p>
      </div>
      <div>{children}</div>
    </li>
  );
}

function Steps() {
  const { t } = useTranslation();
  const query = useStart();
  if (query.isPending) return <Skeleton active />;
  if (query.isError) return <Failed error={query.error} onRetry={() => void query.refetch()} />;
  const { company, currency, is_named: isNamed, departments, people, roles, objects } = query.data;
  const filled = objects.filter((one) => one.records > 0);
  return (
    <ol className="gk-plain gk-start gk-box">
      <Step title={t("start.company")} isDone={isNamed} fact={t("start.company_fact", { company, currency })}>
        <Link to="/admin/settings">{t("admin.settings")}</Link>
      </Step>
      <Step title={t("start.departments")} isDone={departments > 0} fact={t("start.departments_fact", { count: departments })}>
        <Link to="/o/department">{t("start.enter")}</Link> · <Link to="/o/department/import">{t("start.import")}</Link>
      </Step>
      <Step title={t("start.people")} isDone={people > 1} fact={t("start.people_fact", { count: people })}>
        <Link to="/o/user">{t("start.enter")}</Link> · <Link to="/o/user/import">{t("start.import")}</Link>
      </Step>
      <Step title={t("start.roles")} isDone={roles > 1} fact={t("start.roles_fact", { count: roles })}>
        <Link to="/o/role">{t("start.see_roles")}</Link> · <Link to="/admin/rights">{t("rights.title")}</Link>
      </Step>
      <Step title={t("start.data")} isDone={filled.length > 0} fact={filled.length ? filled.map((one) => `${one.label} ${formatCount(one.records, true)}`).join("　") : t("start.no_data")}>
        {objects.filter((one) => ["account", "contact", "lead", "product"].includes(one.object)).map((one) => <span key={one.object}><Link to={`/o/${one.object}/import`}>{t("start.import_of", { label: one.label })}</Link>　</span>)}
      </Step>
    </ol>
  );
}

/** 「清空演示数据」: how much goes, the company's name typed, and a password of one's own. */
function DemoEnd() {
  const { t } = useTranslation();
  const query = useQuery({ queryKey: ["company", "demo"], queryFn: () => call("get", "/company/demo"), staleTime: 0 });
  const [name, setName] = useState("");
  const [password, setPassword] = useState("");
  const [isBusy, setBusy] = useState(false);
  const [failure, setFailure] = useState("");
  if (query.isPending) return <Skeleton active />;
  if (query.isError) return <Failed error={query.error} onRetry={() => void query.refetch()} />;
  const { company, records, added, changed, people, objects, needs_password: needsPassword } = query.data;
  const clear = async () => {
    setBusy(true);
    setFailure("");
    try {
      await call("post", "/company/demo/clear", { body: { name, password: needsPassword ? password : null } });
      queryClient.removeQueries({ predicate: (one) => one.queryKey[0] !== "me" });
      await queryClient.invalidateQueries({ queryKey: keys.me });
    } catch (error) {
      setFailure(problemText(error, t));
    } finally {
      setBusy(false);
    }
  };
  return (
    <section className="gk-box gk-gap" aria-labelledby="demo-end">
      <h2 id="demo-end">{t("start.clear_demo")}</h2>
      <p>{t("start.clear_what", { company, total: formatCount(records, true) })}</p>
      <p className="gk-muted">{objects.map((one) => `${one.label} ${formatCount(one.records, true)}${one.added ? t("start.clear_added", { count: one.added }) : ""}`).join("　")}</p>
      {added + changed > 0 && <Alert type="warning" showIcon className="gk-gap" title={t("start.clear_mind", { added, changed })} />}
      <p>{t("start.clear_stays", { count: people })}</p>
      <p><label htmlFor="demo-name">{t("start.clear_name", { company })}</label></p>
      <Input id="demo-name" className="gk-narrow" value={name} placeholder={company} autoComplete="off" onChange={(event) => setName(event.target.value)} />
      {needsPassword && (
        <>
          <p className="gk-gap"><label htmlFor="demo-password">{t("start.clear_password")}</label></p>
          <Input.Password id="demo-password" className="gk-narrow" value={password} autoComplete="new-password" onChange={(event) => setPassword(event.target.value)} />
        </>
      )}
      {failure && <p role="alert" className="gk-danger">{failure}</p>}
      <p className="gk-gap"><Button danger type="primary" loading={isBusy} disabled={!name.trim() || (needsPassword && !password)} onClick={() => void clear()}>{t("start.clear_count", { total: formatCount(records, true) })}</Button></p>
    </section>
  );
}

/** The first days of a company, for its administrators; of a demo company, its end. */
export function StartPage() {
  const { t } = useTranslation();
  const query = useStart();
  useTitle(t("start.title"));
  return (
    <div className="gk-page">
      <div className="gk-record-line"><h1>{t("start.title")}</h1></div>
      {query.data?.is_demo ? <DemoEnd /> : <><p className="gk-muted">{t("start.help")}</p><Steps /></>}
    </div>
  );
}
