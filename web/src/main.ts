import { askAhead } from "./api/ahead";
import { setApiLanguage } from "./api/client";
import { loadAntdLocale } from "./app/antd-locale";
import { catalogues, loadDays, neededFor, storedLanguage } from "./app/languages";
import { sayNotLoaded } from "./app/not-loaded";
import { pageAt } from "./app/pages";

// Everything that the page at this address needs is asked for at once, rather than one after the other as each
// part that needs it has come: this file stands alone, and is there long before the rest.
const language = storedLanguage();
setApiLanguage(language);
askAhead(location.pathname);
const ahead = [pageAt(location.pathname)?.(), loadAntdLocale(language), loadDays(language), ...neededFor(language).map((one) => catalogues[one]())];
void Promise.allSettled(ahead); // whoever needs it asks again, and says what is wrong
import("./app/start").then(({ start }) => start(language)).catch(() => sayNotLoaded(language));
