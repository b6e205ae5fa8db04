import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import "@/domains/register";
import "@/platform/admin/register";
import "@/platform/reports/register";
import "@/platform/form/register";
import "@/platform/structures/register";
import { loadAntdLocale } from "./antd-locale";
import { App } from "./App";
import { startI18n } from "./i18n";
import type { Language } from "./languages";
import "./styles.css";

/** Draw the application, when its texts are there. */
export async function start(language: Language): Promise<void> {
  const root = document.getElementById("root");
  if (!root) throw new Error("The page has no #root");
  await Promise.all([startI18n(language), loadAntdLocale(language)]);
  createRoot(root).render(
    <StrictMode>
      <App />
    </StrictMode>,
  );
}
