import type { Language } from "./languages";

// Said without the catalogues, which may be what did not come.
const words: Record<Language, [text: string, button: string]> = {
  "zh-CN": ["页面没有加载成功，请检查网络后重试。", "重新加载"],
  "zh-TW": ["頁面沒有載入成功，請檢查網路後重試。", "重新載入"],
  en: ["The page could not be loaded. Check your connection and try again.", "Reload"],
};

/** In place of an application whose code did not come: say so, and offer to try again. */
export function sayNotLoaded(language: Language): void {
  const [text, label] = words[language];
  const message = document.createElement("p");
  message.setAttribute("role", "alert");
  message.textContent = text;
  const button = document.createElement("button");
  button.type = "button";
  button.textContent = label;
  button.addEventListener("click", () => location.reload());
  const box = document.createElement("div");
  box.style.cssText = "margin: 20vh auto; max-width: 32em; text-align: center; font: 15px/1.6 system-ui, sans-serif";
  box.append(message, button);
  document.getElementById("root")?.replaceChildren(box);
}
