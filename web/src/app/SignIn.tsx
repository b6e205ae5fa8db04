import { Alert, Button, Form, Spin } from "antd";
import { useEffect } from "react";
import { useTranslation } from "react-i18next";
import { useLocation, useNavigate, useSearchParams } from "react-router";
import { useAuthConfig } from "@/api/queries";
import { problemText } from "@/platform/ui/problem-text";
import { setLanguage } from "./i18n";
import { isLanguage, LANGUAGES } from "./languages";
import { entered, safeNext } from "@/platform/session";
import { ProviderButton } from "./ProviderButton";
import { SignInForm, type SignInValues } from "./SignInForm";
import { stepNamed } from "./SignInSteps";

function LanguageLinks() {
  const { t, i18n } = useTranslation();
  return (
    <nav className="gk-signin-languages" aria-label={t("frame.language")}>
      {LANGUAGES.map((language) => (
        <Button
          key={language} type="link" size="small" lang={language}
          aria-pressed={i18n.language === language}
          onClick={() => void (isLanguage(language) && setLanguage(language))}
        >
          {t(`language.${language}`)}
        </Button>
      ))}
    </nav>
  );
}

function DemoLogins({ onChoose }: { onChoose: (username: string) => void }) {
  const { t } = useTranslation();
  const { data } = useAuthConfig();
  if (!data?.is_demo) return null;
  return (
    <section className="gk-demo" aria-labelledby="demo-title">
      <h2 id="demo-title">{t("signin.demo_title")}</h2>
      <p>{t("signin.demo_help")}</p>
      <ul>
        {data.demo_logins.map((login) => (
          <li key={login.username}>
            <Button type="text" block onClick={() => onChoose(login.username)}>
              <span>{login.label}</span>
              <code>{login.username}</code>
            </Button>
          </li>
        ))}
      </ul>
    </section>
  );
}

/** What the server says of a try at the company's provider, besides that it failed. */
const TOLD = ["refused", "another", "unverified"];

export function SignIn() {
  const { t, i18n } = useTranslation();
  const config = useAuthConfig();
  const navigate = useNavigate();
  const [search] = useSearchParams();
  const endSession = (useLocation().state as { endSession?: string } | null)?.endSession;
  const [form] = Form.useForm<SignInValues>();

  useEffect(() => {
    document.title = `${t("signin.title")} · ${t("app.name")}`;
  }, [t, i18n.language]);

  const goOn = async () => {
    await entered();
    await navigate(safeNext(search.get("next")), { replace: true });
  };
  const wrong = search.get("provider");
  const choose = (username: string) => {
    form.setFieldsValue({ username, password: config.data?.demo_password ?? "" });
    form.submit();
  };

  return (
    <main className="gk-signin">
      <div className="gk-signin-card">
        <h1>{t("app.name")}</h1>
        <p className="gk-muted">{config.data?.company ?? t("app.slogan")}</p>
        {config.isError && <Alert type="error" showIcon title={problemText(config.error, t)} />}
        {config.data?.is_new && <Alert type="info" showIcon className="gk-signin-new" title={t("signin.new_title")} description={t("signin.new_help")} />}
        {wrong && <Alert className="gk-signin-new" type="error" showIcon role="alert" title={t(`signin.provider_${TOLD.includes(wrong) ? wrong : "failed"}`)} />}
        {endSession && <Alert className="gk-signin-new" type="info" showIcon title={t("signin.provider_stays")} description={<a href={endSession}>{t("signin.provider_end")}</a>} />}
        <ProviderButton next={safeNext(search.get("next"))} />
        <SignInForm form={form} begun={stepNamed(search.get("step"))} onDone={goOn} below={<DemoLogins onChoose={choose} />} />
        {config.isPending && <Spin className="gk-center-block" />}
        <LanguageLinks />
      </div>
    </main>
  );
}
