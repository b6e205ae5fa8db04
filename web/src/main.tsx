import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { App } from "./app/App";
import { startI18n, storedLanguage } from "./app/i18n";
import "./app/styles.css";
import "./domains/register";

const root = document.getElementById("root");
if (!root) throw new Error("The page has no #root");

void startI18n(storedLanguage()).then(() => {
  createRoot(root).render(
    <StrictMode>
      <App />
    </StrictMode>,
  );
});
