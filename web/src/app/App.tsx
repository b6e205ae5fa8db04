import { QueryClientProvider } from "@tanstack/react-query";
import { App as AntdApp, ConfigProvider } from "antd";
import type { Locale } from "antd/es/locale";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { RouterProvider } from "react-router";
import { queryClient } from "@/api/queries";
import { loadAntdLocale, loadedAntdLocale } from "./antd-locale";
import { ErrorBoundary } from "./ErrorBoundary";
import { Faults } from "./Faults";
import { router } from "./routes";
import { themeOf, useAppearance } from "./theme";

/**
 * Loaded before the first drawing (start.tsx): a provider that gets its locale only later puts a new
 * layer into the tree, and everything below it would be made anew while one is typing.
 */
function useAntdLocale(): Locale | undefined {
  const { i18n } = useTranslation();
  const [locale, setLocale] = useState(() => loadedAntdLocale(i18n.language));
  useEffect(() => {
    let isCurrent = true;
    void loadAntdLocale(i18n.language).then((next) => {
      if (isCurrent) setLocale(next);
    });
    return () => {
      isCurrent = false;
    };
  }, [i18n.language]);
  return locale;
}

export function App() {
  const { isDark } = useAppearance();
  const locale = useAntdLocale();
  return (
    <ConfigProvider theme={themeOf(isDark)} locale={locale} button={{ autoInsertSpace: false }}>
      <AntdApp message={{ maxCount: 3 }}>
        <Faults />
        <QueryClientProvider client={queryClient}>
          <ErrorBoundary>
            <RouterProvider router={router} />
          </ErrorBoundary>
        </QueryClientProvider>
      </AntdApp>
    </ConfigProvider>
  );
}
