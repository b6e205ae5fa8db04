import type { Locale } from "antd/es/locale";

const sources: Record<string, () => Promise<Locale>> = {
  "zh-CN": () => import("antd/locale/zh_CN").then((module) => module.default),
  "zh-TW": () => import("antd/locale/zh_TW").then((module) => module.default),
  en: () => import("antd/locale/en_US").then((module) => module.default),
};

const loaded = new Map<string, Locale>();

export async function loadAntdLocale(language: string): Promise<Locale | undefined> {
  const source = sources[language] ?? sources["zh-CN"];
  const locale = loaded.get(language) ?? (await source?.());
  if (locale) loaded.set(language, locale);
  return locale;
}

export function loadedAntdLocale(language: string): Locale | undefined {
  return loaded.get(language);
}
