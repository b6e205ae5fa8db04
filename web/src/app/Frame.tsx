import { Button } from "antd";
import { lazy, Suspense, useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { Outlet, useLocation, useNavigation } from "react-router";
import { useMe } from "@/api/queries";
import { isProblem } from "@/api/problem";
import { setBaseCurrency, setDisplayZone, setMinorUnits } from "@/platform/format";
import { useLive } from "@/platform/notify/live";
import { problemText } from "@/platform/ui/problem-text";
import { Waiting } from "@/platform/ui/Waiting";
import { setLanguage } from "./i18n";
import { isLanguage, storedLanguage } from "./languages";
import type { Me } from "@/api/types";
import { SessionProvider, useSession } from "@/platform/session";
import { SideMenu } from "./SideMenu";
import { TopBar } from "./TopBar";
import { usePalette } from "./usePalette";
import { useSignedIn } from "./useSignedIn";

const CommandPalette = lazy(() => import("./CommandPalette").then((m) => ({ default: m.CommandPalette })));
const SignInAgain = lazy(() => import("./SignInAgain").then((m) => ({ default: m.SignInAgain })));
const Helped = lazy(() => import("@/platform/account/Helped").then((m) => ({ default: m.Helped })));
const JobsTray = lazy(() => import("@/platform/jobs/JobsTray").then((m) => ({ default: m.JobsTray })));

const Watermark = lazy(() => import("@/platform/print/Watermark").then((m) => ({ default: m.Watermark })));

/** Lists, records and what is printed of them lie below /o/. */
const isMarked = (me: Me, pathname: string) => me.company.watermark === "everything" || (me.company.watermark === "records" && pathname.startsWith("/o/"));

const COLLAPSED = "guike.menu.collapsed";

/** Where the frame is while the next page's code or answer is on its way. */
function Progress() {
  const navigation = useNavigation();
  return navigation.state === "idle" ? null : <div className="gk-progress" role="progressbar" aria-label="…" />;
}

function SignedIn() {
  const { t } = useTranslation();
  const location = useLocation();
  const me = useSession();
  const palette = usePalette();
  const [isCollapsed, setCollapsed] = useState(() => localStorage.getItem(COLLAPSED) === "1");
  const [isMenuOpen, setMenuOpen] = useState(false);
  useLive();
  useEffect(() => setMenuOpen(false), [location.pathname]);
  const toggle = () => {
    if (window.innerWidth <= 900) {
      setMenuOpen(!isMenuOpen);
      return;
    }
    localStorage.setItem(COLLAPSED, isCollapsed ? "0" : "1");
    setCollapsed(!isCollapsed);
  };
  const className = `gk-frame${isCollapsed ? " is-collapsed" : ""}${isMenuOpen ? " is-menu-open" : ""}`;
  return (
    <div className={className}>
      <a className="gk-skip" href="#main">{t("frame.skip")}</a>
      <SideMenu isCollapsed={isCollapsed && !isMenuOpen} />
      {isMenuOpen && <button type="button" className="gk-scrim" aria-label={t("common.close")} onClick={() => setMenuOpen(false)} />}
      <div className="gk-column">
        {me.helper && <Suspense fallback={null}><Helped /></Suspense>}
        <TopBar onSearch={palette.open} onToggleMenu={toggle} />
        <Progress />
        <main id="main" className="gk-main" tabIndex={-1}>
          <Suspense fallback={<Waiting />}>
            <Outlet />
          </Suspense>
        </main>
      </div>
      <Suspense fallback={null}>
        {isMarked(me, location.pathname) && <Watermark />}
        {palette.isOpen && <CommandPalette text={palette.text} onText={palette.setText} onClose={palette.close} />}
        <JobsTray />
      </Suspense>
    </div>
  );
}

/** Everything behind the sign-in: who it is, the menu, the top bar, and the page. */
export function Frame() {
  const { t } = useTranslation();
  const me = useMe();
  const [ended, back] = useSignedIn();
  useEffect(() => {
    if (!me.data) return;
    setDisplayZone(me.data.timezone || me.data.company.timezone);
    setBaseCurrency(me.data.company.currency);
    setMinorUnits(me.data.company.minor_units);
    const wanted = me.data.locale;
    if (!localStorage.getItem("guike.language") && isLanguage(wanted) && wanted !== storedLanguage()) void setLanguage(wanted);
  }, [me.data]);
  if (me.data) {
    return (
      <SessionProvider value={me.data}>
        <SignedIn />
        {ended && <Suspense fallback={null}><SignInAgain me={me.data} problem={ended} onDone={back} /></Suspense>}
      </SessionProvider>
    );
  }
  const isSignedOut = isProblem(me.error) && me.error.status === 401;
  if (me.isError && !isSignedOut) {
    return (
      <div className="gk-center">
        <p role="alert">{problemText(me.error, t)}</p>
        <Button type="primary" onClick={() => void me.refetch()}>{t("common.retry")}</Button>
      </div>
    );
  }
  return <Waiting />;
}
