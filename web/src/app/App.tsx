import { QueryClientProvider } from "@tanstack/react-query";
import { App as AntdApp, ConfigProvider } from "antd";
import type { Locale } from "antd/es/locale";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { RouterProvider } from "react-router";
import { queryClient } from "@/api/queries";
import { ErrorBoundary } from "./ErrorBoundary";
import { router } from "./routes";
import { themeOf, useAppearance } from "./theme";

const locales: Record<string, () => Promise<Locale>> = {
  "zh-CN": () => import("antd/locale/zh_CN").then((module) => module.default),
  "zh-TW": () => import("antd/locale/zh_TW").then((module) => module.default),
  en: () => import("antd/locale/en_US").then((module) => module.default),
};

function useAntdLocale(): Locale | undefined {
  const { i18n } = useTranslation();
  const [locale, setLocale] = useState<Locale>();
  useEffect(() => {
    let isCurrent = true;
    void (locales[i18n.language] ?? locales["zh-CN"])?.().then((next) => {
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
        <QueryClientProvider client={queryClient}>
          <ErrorBoundary>
            <RouterProvider router={router} />
          </ErrorBoundary>
        </QueryClientProvider>
      </AntdApp>
    </ConfigProvider>
  );
}
