import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { setApiLanguage } from "./api/client";
import { askAhead } from "./api/queries";
import { loadAntdLocale } from "./app/antd-locale";
import { App } from "./app/App";
import { startI18n, storedLanguage } from "./app/i18n";
import "./app/styles.css";
import "./domains/register";
import "./platform/admin/register";

const root = document.getElementById("root");
if (!root) throw new Error("The page has no #root");

const language = storedLanguage();
setApiLanguage(language);
void askAhead(location.pathname);
void Promise.all([startI18n(language), loadAntdLocale(language)]).then(() => {
  createRoot(root).render(
    <StrictMode>
      <App />
    </StrictMode>,
  );
});
