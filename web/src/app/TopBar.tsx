import {
  BulbOutlined, DownOutlined, GlobalOutlined, LogoutOutlined, MenuOutlined, PlusOutlined, SearchOutlined, UserOutlined,
} from "@ant-design/icons";
import { App, Button, Dropdown, Tooltip, type MenuProps } from "antd";
import { useTranslation } from "react-i18next";
import { useNavigate } from "react-router";
import { metaChanged, queryClient, useObjects } from "@/api/queries";
import { Bell } from "@/platform/notify/Bell";
import { problemText } from "@/platform/ui/problem-text";
import { isLanguage, LANGUAGES, setLanguage } from "./i18n";
import { signOut, useSession } from "./session";
import { setAppearance, useAppearance } from "./theme";

/** The objects offered in quick create, in this order, as far as one may create them. */
const QUICK = ["lead", "account", "contact", "opportunity", "sales_order", "activity", "campaign", "product"];

function QuickCreate() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const { data } = useObjects();
  const items = (data?.items ?? [])
    .filter((object) => QUICK.includes(object.name) && object.operations.includes("create"))
    .sort((a, b) => QUICK.indexOf(a.name) - QUICK.indexOf(b.name))
    .map((object) => ({ key: object.name, label: object.label }));
  if (items.length === 0) return null;
  return (
    <Dropdown trigger={["click"]} menu={{ items, onClick: ({ key }) => void navigate(`/o/${key}/new`) }}>
      <Button type="primary" icon={<PlusOutlined />} className="gk-quick">{t("frame.create")}</Button>
    </Dropdown>
  );
}

function LanguageSwitch() {
  const { t, i18n } = useTranslation();
  const change = async (key: string) => {
    if (!isLanguage(key)) return;
    await setLanguage(key);
    await metaChanged();
    await queryClient.invalidateQueries();
  };
  return (
    <Dropdown
      trigger={["click"]}
      menu={{
        selectedKeys: [i18n.language],
        items: LANGUAGES.map((language) => ({ key: language, label: <span lang={language}>{t(`language.${language}`)}</span> })),
        onClick: ({ key }) => void change(key),
      }}
    >
      <Button type="text" icon={<GlobalOutlined />} aria-label={t("frame.language")} />
    </Dropdown>
  );
}

function Profile() {
  const { t } = useTranslation();
  const me = useSession();
  const navigate = useNavigate();
  const { message } = App.useApp();
  const { appearance } = useAppearance();
  const leave = async () => {
    try {
      await signOut();
      await navigate("/sign-in");
    } catch (error) {
      void message.error(problemText(error, t));
    }
  };
  const items: MenuProps["items"] = [
    {
      key: "who", type: "group",
      label: `${me.name} · ${[me.department?.name, ...me.roles.map((role) => role.name)].filter(Boolean).join(" / ")}`,
      children: [
        { key: "profile", icon: <UserOutlined />, label: t("frame.profile") },
        {
          key: "appearance", icon: <BulbOutlined />, label: t("frame.appearance"),
          children: (["light", "dark", "system"] as const).map((one) => ({ key: `appearance:${one}`, label: t(`appearance.${one}`) })),
        },
        { type: "divider" },
        { key: "leave", icon: <LogoutOutlined />, label: t("frame.sign_out") },
      ],
    },
  ];
  const choose = (key: string) => {
    if (key === "leave") void leave();
    else if (key === "profile") void navigate(`/o/user/${me.id}`);
    else if (key.startsWith("appearance:")) setAppearance(key.slice(11) as "light" | "dark" | "system");
  };
  return (
    <Dropdown trigger={["click"]} menu={{ items, selectedKeys: [`appearance:${appearance}`], onClick: ({ key }) => choose(key) }}>
      <Button type="text" className="gk-profile">
        <span className="gk-avatar" aria-hidden="true">{me.name.slice(-1)}</span>
        <span className="gk-profile-name">{me.name}</span>
        <DownOutlined aria-hidden="true" />
      </Button>
    </Dropdown>
  );
}

export function TopBar({ onSearch, onToggleMenu }: { onSearch: () => void; onToggleMenu: () => void }) {
  const { t } = useTranslation();
  const me = useSession();
  const key = /mac/i.test(navigator.userAgent) ? "⌘ K" : "Ctrl K";
  return (
    <header className="gk-top">
      <Tooltip title={t("frame.toggle_menu")}>
        <Button type="text" icon={<MenuOutlined />} aria-label={t("frame.toggle_menu")} onClick={onToggleMenu} />
      </Tooltip>
      <button type="button" className="gk-search-button" onClick={onSearch}>
        <SearchOutlined aria-hidden="true" />
        <span>{t("frame.search")}</span>
        <kbd>{key}</kbd>
      </button>
      <span className="gk-spacer" />
      {me.company.is_demo && <span className="gk-demo-badge">{t("frame.demo")}</span>}
      <QuickCreate />
      <Bell />
      <LanguageSwitch />
      <Profile />
    </header>
  );
}
