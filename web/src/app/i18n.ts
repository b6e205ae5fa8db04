import dayjs from "dayjs";
import i18next from "i18next";
import { initReactI18next } from "react-i18next";
import { setApiLanguage } from "@/api/client";
import { queryClient } from "@/api/queries";
import { catalogues, loadDays, neededFor, storeLanguage, type Language } from "./languages";

async function load(language: Language): Promise<void> {
  for (const one of neededFor(language)) {
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

/** Change the language of every label: ours at once, the server's as they are fetched anew. */
export async function setLanguage(language: Language, remember = true): Promise<void> {
  await load(language);
  setApiLanguage(language);
  dayjs.locale(await loadDays(language));
  document.documentElement.lang = language;
  if (remember) storeLanguage(language);
  await i18next.changeLanguage(language);
  // A first answer under way is in the former language, and is waited for instead of being asked for anew.
  const first = queryClient.getQueryCache().findAll({ fetchStatus: "fetching" }).filter((one) => one.state.data === undefined);
  await queryClient.invalidateQueries();
  await Promise.all(first.map((one) => queryClient.invalidateQueries({ queryKey: one.queryKey, exact: true })));
}
