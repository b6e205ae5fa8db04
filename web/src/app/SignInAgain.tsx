import { Alert, Button, Form, Modal } from "antd";
import { useTranslation } from "react-i18next";
import { useNavigate } from "react-router";
import { call } from "@/api/client";
import type { ApiProblem } from "@/api/problem";
import { keys, queryClient } from "@/api/queries";
import { tellEntered } from "@/api/signed-out";
import type { Me } from "@/api/types";
import { signInAddress } from "@/platform/session";
import { SignInForm, type SignInValues } from "./SignInForm";

/** Above whatever the page shows, dialogs and messages too. */
const ABOVE_ALL = 3_000;

/** The sign-in has ended: the page waits below, covered, until the same person is back. */
export function SignInAgain({ me, problem, onDone }: { me: Me; problem: ApiProblem; onDone: () => void }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const [form] = Form.useForm<SignInValues>();
  const back = async () => {
    const now = await call("get", "/auth/me");
    if (now.id !== me.id) return location.assign("/"); // nothing of what the other person saw may stay
    queryClient.setQueryData(keys.me, now);
    tellEntered(true);
    onDone();
    void queryClient.invalidateQueries();
  };
  const leave = () => {
    const to = signInAddress();
    queryClient.clear();
    tellEntered(false);
    onDone();
    void navigate(to);
  };
  return (
    <Modal open centered width={420} title={t("signin.again")} footer={null} closable={false} keyboard={false} mask={{ closable: false }} zIndex={ABOVE_ALL} classNames={{ mask: "gk-cover" }} afterOpenChange={() => form.getFieldInstance("password")?.focus?.()}>
      <Alert className="gk-signin-new" type="info" showIcon title={problem.code === "auth.required" ? t("signin.ended") : problem.message} description={t("signin.kept")} />
      <SignInForm form={form} username={me.username} onDone={back} below={<Button type="link" block onClick={leave}>{t("signin.other_person")}</Button>} />
    </Modal>
  );
}
