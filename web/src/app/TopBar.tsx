import {
  BulbOutlined, DownOutlined, GlobalOutlined, LogoutOutlined, MenuOutlined, PlusOutlined, SearchOutlined, UserOutlined,
} from "@ant-design/icons";
import { App } from "antd";
import { useTranslation } from "react-i18next";
import { Link, useNavigate } from "react-router";
import { useObjects } from "@/api/queries";
import { Bell } from "@/platform/notify/Bell";
import { MenuButton, type MenuEntry } from "@/platform/ui/Popup";
import { problemText } from "@/platform/ui/problem-text";
import { setLanguage } from "./i18n";
import { isLanguage, LANGUAGES } from "./languages";
import { signOut, useSession } from "@/platform/session";
import { setAppearance, useAppearance, type Appearance } from "./theme";

/** The objects offered in quick create, in this order, as far as one may create them. */
const QUICK = ["lead", "account", "contact", "opportunity", "sales_order", "activity", "campaign", "product"];

function QuickCreate() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const { data } = useObjects();
  const entries = (data?.items ?? [])
    .filter((object) => QUICK.includes(object.name) && object.operations.includes("create"))
    .sort((a, b) => QUICK.indexOf(a.name) - QUICK.indexOf(b.name))
    .map((object) => ({ key: object.name, label: object.label }));
  if (entries.length === 0) return null;
  return (
    <MenuButton label={t("frame.create")} className="gk-quick" entries={entries} onChoose={(name) => void navigate(`/o/${name}/new`)}>
      <PlusOutlined aria-hidden="true" /><span>{t("frame.create")}</span>
    </MenuButton>
  );
}

function LanguageSwitch() {
  const { t, i18n } = useTranslation();
  const change = async (key: string) => {
    if (isLanguage(key)) await setLanguage(key);
  };
  const entries = LANGUAGES.map((language) => ({ key: language, label: <span lang={language}>{t(`language.${language}`)}</span>, isCurrent: i18n.language === language }));
  return <MenuButton label={t("frame.language")} entries={entries} onChoose={(key) => void change(key)}><GlobalOutlined aria-hidden="true" /></MenuButton>;
}

function Profile() {
  const { t } = useTranslation();
  const me = useSession();
  const navigate = useNavigate();
  const { message } = App.useApp();
  const { appearance } = useAppearance();
  const leave = async () => {
    try {
      const endSession = await signOut();
      await navigate("/sign-in", { state: { endSession } });
    } catch (error) {
      void message.error(problemText(error, t));
    }
  };
  const entries: MenuEntry[] = [
    { key: "profile", icon: <UserOutlined aria-hidden="true" />, label: t("frame.profile") },
    ...(["light", "dark", "system"] as const).map((one, index) => ({
      key: one, icon: <BulbOutlined aria-hidden="true" />, label: `${t("frame.appearance")} · ${t(`appearance.${one}`)}`, isCurrent: appearance === one, isDivided: index === 0,
    })),
    { key: "leave", icon: <LogoutOutlined aria-hidden="true" />, label: t("frame.sign_out"), isDivided: true },
  ];
  const choose = (key: string) => {
    if (key === "leave") void leave();
    else if (key === "profile") void navigate("/profile");
    else setAppearance(key as Appearance);
  };
  const heading = [me.name, me.department?.name, ...me.roles.map((role) => role.name)].filter(Boolean).join(" · ");
  return (
    <MenuButton label={me.name} className="gk-top-button gk-profile" heading={heading} entries={entries} onChoose={choose}>
      <span className="gk-avatar" aria-hidden="true">{me.name.slice(-1)}</span>
      <span className="gk-profile-name">{me.name}</span>
      <DownOutlined aria-hidden="true" />
    </MenuButton>
  );
}

export function TopBar({ onSearch, onToggleMenu }: { onSearch: () => void; onToggleMenu: () => void }) {
  const { t } = useTranslation();
  const me = useSession();
  const key = /mac/i.test(navigator.userAgent) ? "⌘ K" : "Ctrl K";
  return (
    <header className="gk-top">
      <button type="button" className="gk-top-button" aria-label={t("frame.toggle_menu")} title={t("frame.toggle_menu")} onClick={onToggleMenu}><MenuOutlined aria-hidden="true" /></button>
      <button type="button" className="gk-search-button" onClick={onSearch}>
        <SearchOutlined aria-hidden="true" />
        <span>{t("frame.search")}</span>
        <kbd>{key}</kbd>
      </button>
      <span className="gk-spacer" />
      {me.company.is_demo && (me.is_administrator ? <Link to="/admin/start" className="gk-demo-badge" title={t("start.clear_demo")}>{t("frame.demo")}</Link> : <span className="gk-demo-badge">{t("frame.demo")}</span>)}
      <QuickCreate />
      <Bell />
      <LanguageSwitch />
      <Profile />
    </header>
  );
}
