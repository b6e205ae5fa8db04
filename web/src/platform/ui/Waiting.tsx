import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";

const QUIET_MS = 300;

/** Shown only when a wait lasts: what takes no longer than a blink does not flicker. */
export function Waiting() {
  const { t } = useTranslation();
  const [isShown, setShown] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setShown(true), QUIET_MS);
    return () => clearTimeout(timer);
  }, []);
  return <div className="gk-waiting" role="status">{isShown && <><span className="gk-spinner" aria-hidden="true" />{t("common.loading")}</>}</div>;
}
