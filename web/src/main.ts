import { askAhead } from "./api/ahead";
import { setApiLanguage } from "./api/client";
import { loadAntdLocale } from "./app/antd-locale";
import { catalogues, loadDays, neededFor, storedLanguage } from "./app/languages";
import { pageAt } from "./app/pages";

// Everything that the page at this address needs is asked for at once, rather than one after the other as each
// part that needs it has come: this file stands alone, and is there long before the rest.
const language = storedLanguage();
setApiLanguage(language);
askAhead(location.pathname);
void import("./app/start").then(({ start }) => start(language));
void pageAt(location.pathname)?.();
void loadAntdLocale(language);
void loadDays(language);
for (const one of neededFor(language)) void catalogues[one]();
