import { Alert, App, Button, Form, Modal } from "antd";
import { useTranslation } from "react-i18next";
import { useNavigate } from "react-router";
import type { ApiProblem } from "@/api/problem";
import { keys, queryClient, useAuthConfig } from "@/api/queries";
import { tellEntered, whoIsHere } from "@/api/signed-out";
import type { Me } from "@/api/types";
import { signInAddress } from "@/platform/session";
import { ProviderButton } from "./ProviderButton";
import { SignInForm, type SignInValues } from "./SignInForm";

/** Above whatever the page shows, dialogs and messages too. */
const ABOVE_ALL = 3_000;

/** Other ways on: by the company's provider in another window, so that the page stays; or as somebody else. */
function Below({ onBack, onLeave }: { onBack: () => Promise<void>; onLeave: () => void }) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const isThere = Boolean(useAuthConfig().data?.provider);
  const goOn = () => void onBack().catch(() => message.warning(t("signin.not_yet")));
  return (
    <>
      {isThere && <div className="gk-signin-apart"><ProviderButton next="/profile" isApart /><Button block onClick={goOn}>{t("signin.apart_done")}</Button></div>}
      <Button type="link" block onClick={onLeave}>{t("signin.other_person")}</Button>
    </>
  );
}

/** The sign-in has ended: the page waits below, covered, until the same person is back. */
export function SignInAgain({ me, problem, onDone }: { me: Me; problem: ApiProblem; onDone: () => void }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const [form] = Form.useForm<SignInValues>();
  const back = async () => {
    const now = await whoIsHere();
    if (!now) throw new Error("nobody is signed in");
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
      <SignInForm form={form} username={me.username} onDone={back} below={<Below onBack={back} onLeave={leave} />} />
    </Modal>
  );
}
