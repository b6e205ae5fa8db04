import {
  AppstoreOutlined, BarChartOutlined, BellOutlined, CalendarOutlined, CustomerServiceOutlined, DollarOutlined, DownOutlined, EnvironmentOutlined,
  FileTextOutlined, FundOutlined, HomeOutlined, MessageOutlined, NotificationOutlined, SettingOutlined, ShoppingCartOutlined,
  ShoppingOutlined, SwapOutlined, TeamOutlined, UserAddOutlined,
} from "@ant-design/icons";
import { useState, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { NavLink, useLocation } from "react-router";
import { useObjects } from "@/api/queries";
import { Waiting } from "@/platform/ui/Waiting";
import { menuOf, type MenuGroup, type MenuItem } from "./menu";
import { useSession } from "@/platform/session";

const ICONS: Record<string, ReactNode> = {
  home: <HomeOutlined aria-hidden="true" />, feed: <MessageOutlined aria-hidden="true" />, calendar: <CalendarOutlined aria-hidden="true" />, marketing: <NotificationOutlined aria-hidden="true" />, campaigns: <NotificationOutlined aria-hidden="true" />,
  leads: <UserAddOutlined aria-hidden="true" />, accounts: <TeamOutlined aria-hidden="true" />, opportunities: <FundOutlined aria-hidden="true" />,
  visits: <EnvironmentOutlined aria-hidden="true" />, products: <ShoppingOutlined aria-hidden="true" />, catalog: <ShoppingOutlined aria-hidden="true" />,
  quotes: <FileTextOutlined aria-hidden="true" />, orders: <ShoppingCartOutlined aria-hidden="true" />, finance: <DollarOutlined aria-hidden="true" />,
  service: <CustomerServiceOutlined aria-hidden="true" />, reports: <BarChartOutlined aria-hidden="true" />, admin: <SettingOutlined aria-hidden="true" />,
  expenses: <DollarOutlined aria-hidden="true" />, approvals: <FileTextOutlined aria-hidden="true" />, reminders: <BellOutlined aria-hidden="true" />, exchange: <SwapOutlined aria-hidden="true" />,
};

function Item({ item, depth }: { item: MenuItem; depth: number }) {
  const location = useLocation();
  const isInside = (entry: MenuItem): boolean =>
    Boolean(entry.to && (location.pathname === entry.to || location.pathname.startsWith(`${entry.to}/`))) ||
    Boolean(entry.children?.some(isInside));
  const [isOpen, setOpen] = useState<boolean | null>(null);
  const icon = depth === 0 ? <span className="gk-menu-icon" aria-hidden="true">{ICONS[item.icon ?? ""] ?? <AppstoreOutlined aria-hidden="true" />}</span> : null;
  if (!item.children) {
    return (
      <li>
        <NavLink to={item.to ?? "/"} end={item.to === "/"} className="gk-menu-link" style={{ paddingInlineStart: 16 + depth * 16 }} title={item.label}>
          {icon}<span className="gk-menu-label">{item.label}</span>
        </NavLink>
      </li>
    );
  }
  const opened = isOpen ?? isInside(item);
  return (
    <li>
      <button type="button" className="gk-menu-link" aria-expanded={opened} style={{ paddingInlineStart: 16 + depth * 16 }} title={item.label} onClick={() => setOpen(!opened)}>
        {icon}<span className="gk-menu-label">{item.label}</span>
        <DownOutlined className={`gk-menu-arrow${opened ? " is-open" : ""}`} aria-hidden="true" />
      </button>
      {opened && <ul>{item.children.map((child) => <Item key={child.key} item={child} depth={depth + 1} />)}</ul>}
    </li>
  );
}

function Group({ group }: { group: MenuGroup }) {
  return (
    <section>
      {group.label && <h2 className="gk-menu-group">{group.label}</h2>}
      <ul>{group.items.map((item) => <Item key={item.key} item={item} depth={0} />)}</ul>
    </section>
  );
}

export function SideMenu({ isCollapsed }: { isCollapsed: boolean }) {
  const { t } = useTranslation();
  const me = useSession();
  const { data, isPending } = useObjects();
  return (
    <nav className="gk-side" aria-label={t("frame.menu")}>
      <NavLink to="/" className="gk-brand" title={me.company.name}>
        <img src="/favicon.svg" alt="" width={28} height={28} />
        {!isCollapsed && <strong>{t("app.name")}</strong>}
      </NavLink>
      <div className="gk-side-scroll">
        {isPending && <Waiting />}
        {menuOf(data, me, t).map((group) => <Group key={group.key} group={group} />)}
      </div>
    </nav>
  );
}
