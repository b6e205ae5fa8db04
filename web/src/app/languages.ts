export const LANGUAGES = ["zh-CN", "zh-TW", "en"] as const;
export type Language = (typeof LANGUAGES)[number];

const STORED = "guike.language";

/** Each language is a chunk of its own; only the one in use is fetched (zh-TW stands on zh-CN). */
export const catalogues: Record<Language, () => Promise<Record<string, unknown>>> = {
  "zh-CN": () => import("@/locales/zh-CN").then((module) => module.default),
  "zh-TW": () => import("@/locales/zh-TW").then((module) => module.default),
  en: () => import("@/locales/en").then((module) => module.default),
};

/** The languages whose texts one of them needs, the first one below the others. */
export function neededFor(language: Language): Language[] {
  return language === "zh-TW" ? ["zh-CN", "zh-TW"] : [language];
}

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

export function storeLanguage(language: Language): void {
  localStorage.setItem(STORED, language);
}

/** How days and months are written; everything but English as in Chinese. */
export async function loadDays(language: Language): Promise<string> {
  if (language === "en") return "en";
  await import("dayjs/locale/zh-cn");
  return "zh-cn";
}
