import dayjs from "dayjs";
import i18next from "i18next";
import { initReactI18next } from "react-i18next";
import { setApiLanguage } from "@/api/client";

export const LANGUAGES = ["zh-CN", "zh-TW", "en"] as const;
export type Language = (typeof LANGUAGES)[number];

const STORED = "guike.language";

/** Each language is a chunk of its own; only the one in use is fetched (zh-TW stands on zh-CN). */
const catalogues: Record<Language, () => Promise<Record<string, unknown>>> = {
  "zh-CN": () => import("@/locales/zh-CN").then((module) => module.default),
  "zh-TW": () => import("@/locales/zh-TW").then((module) => module.default),
  en: () => import("@/locales/en").then((module) => module.default),
};

export function isLanguage(value: unknown): value is Language {
  return LANGUAGES.includes(value as Language);
}

export function storedLanguage(): Language {
  const stored = localStorage.getItem(STORED);
  if (isLanguage(stored)) return stored;
  const wanted = navigator.language.toLowerCase();
  if (wanted.startsWith("en")) return "en";
  return /^zh-(tw|hk|hant)/.test(wanted) ? "zh-TW" : "zh-CN";
}

async function load(language: Language): Promise<void> {
  const needed: Language[] = language === "zh-TW" ? ["zh-CN", "zh-TW"] : [language];
  for (const one of needed) {
    if (!i18next.hasResourceBundle(one, "translation")) {
      i18next.addResourceBundle(one, "translation", await catalogues[one](), true, true);
    }
  }
}

export async function startI18n(language: Language): Promise<void> {
  await i18next.use(initReactI18next).init({
    lng: language,
    fallbackLng: { "zh-TW": ["zh-CN"], default: [] },
    resources: {},
    interpolation: { escapeValue: false },
    returnNull: false,
    showSupportNotice: false,
  });
  await setLanguage(language, false);
}

/** Change the language of every label: ours at once, the server's with the next fetch. */
export async function setLanguage(language: Language, remember = true): Promise<void> {
  await load(language);
  setApiLanguage(language);
  if (language !== "en") await import("dayjs/locale/zh-cn");
  dayjs.locale(language === "en" ? "en" : "zh-cn");
  document.documentElement.lang = language;
  if (remember) localStorage.setItem(STORED, language);
  await i18next.changeLanguage(language);
}
