import "@/platform/record/record.css";
import "@/platform/form/form.css";
import "./account.css";
import { Alert, App } from "antd";
import { lazy, Suspense } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { call } from "@/api/client";
import { queryClient } from "@/api/queries";
import { can, useSession } from "@/platform/session";
import { problemText } from "../ui/problem-text";
import { useTitle } from "../ui/useTitle";
import { ProgramKeys, SignIns } from "./Keys";
import { NewPassword } from "./NewPassword";

const Absence = lazy(() => import("../approvals/Absence").then((module) => ({ default: module.Absence })));
const Assistance = lazy(() => import("./Assistance").then((module) => ({ default: module.Assistance })));
const SecondFactor = lazy(() => import("./SecondFactor").then((module) => ({ default: module.SecondFactor })));

function Password() {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const change = async (new_password: string, old_password: string) => {
    try {
      await call("post", "/auth/password", { body: { old_password, new_password } });
    } catch (error) {
      void message.error(problemText(error, t));
      return false;
    }
    void message.success(t("account.password_changed"));
    await queryClient.invalidateQueries({ queryKey: ["account"] });
    return true;
  };
  return (
    <section aria-labelledby="password" className="gk-gap">
      <h2 id="password">{t("account.password")}</h2>
      <p className="gk-muted">{t("account.password_help")}</p>
      <NewPassword asksOld submitText={t("account.change")} onSubmit={change} />
    </section>
  );
}

/** 个人账号: one's password, where one is signed in, the keys of one's programs. */
export function ProfilePage() {
  const { t } = useTranslation();
  const me = useSession();
  useTitle(t("account.title"));
  return (
    <div className="gk-page">
      <div className="gk-record-line">
        <h1>{t("account.title")}</h1>
        <span className="gk-spacer" />
        {can(me, "user", "view") && <Link to={`/o/user/${me.id}`}>{t("account.record")}</Link>}
      </div>
      <p className="gk-muted">{[me.name, me.username, me.department?.name, ...me.roles.map((role) => role.name)].filter(Boolean).join(" · ")}</p>
      {me.helper ? <Alert type="info" showIcon title={t("assisting.closed")} /> : <Own />}
    </div>
  );
}

/** What proves who one is, and what ends it: for the person alone. */
function Own() {
  const me = useSession();
  return (
    <>
      <Password />
      <Suspense fallback={null}><SecondFactor /></Suspense>
      {can(me, "approval_task", "view") && <Suspense fallback={null}><Absence /></Suspense>}
      <SignIns />
      <ProgramKeys />
      <Suspense fallback={null}><Assistance /></Suspense>
    </>
  );
}
