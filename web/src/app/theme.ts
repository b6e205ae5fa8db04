import { theme, type ThemeConfig } from "antd";
import { useSyncExternalStore } from "react";

export type Appearance = "light" | "dark" | "system";

const STORED = "guike.appearance";
const listeners = new Set<() => void>();
const asked = (feature: string) => (typeof matchMedia === "function" ? matchMedia(feature) : null);
const wantsDark = asked("(prefers-color-scheme: dark)");
const wantsStill = asked("(prefers-reduced-motion: reduce)");

function stored(): Appearance {
  const value = localStorage.getItem(STORED);
  return value === "dark" || value === "system" ? value : "light";
}

function isDarkNow(): boolean {
  const appearance = stored();
  return appearance === "dark" || (appearance === "system" && Boolean(wantsDark?.matches));
}

function announce(): void {
  document.documentElement.dataset["theme"] = isDarkNow() ? "dark" : "light";
  listeners.forEach((listener) => listener());
}

wantsDark?.addEventListener("change", announce);
announce();

export function setAppearance(next: Appearance): void {
  localStorage.setItem(STORED, next);
  announce();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function useAppearance(): { appearance: Appearance; isDark: boolean } {
  const appearance = useSyncExternalStore(subscribe, stored);
  const isDark = useSyncExternalStore(subscribe, isDarkNow);
  return { appearance, isDark };
}

/** Stock colours fail WCAG AA for links, placeholders and secondary text: these pass 4.5 : 1. */
export function themeOf(isDark: boolean): ThemeConfig {
  // Without motion nothing waits for the end of one, which styles.css leaves out.
  const common = { borderRadius: 6, fontSize: 14, controlHeight: 32, motion: !wantsStill?.matches };
  if (isDark) {
    return {
      algorithm: theme.darkAlgorithm,
      token: {
        ...common,
        colorPrimary: "#1677ff",
        colorPrimaryHover: "#1554ad",
        colorLinkHover: "#91caff",
        colorLink: "#69b1ff",
        colorTextPlaceholder: "rgba(255,255,255,0.58)",
        colorTextTertiary: "rgba(255,255,255,0.65)",
        colorTextDescription: "rgba(255,255,255,0.65)",
        colorTextDisabled: "rgba(255,255,255,0.5)",
      },
      components: { Tabs: { itemSelectedColor: "#69b1ff", itemHoverColor: "#91caff", inkBarColor: "#69b1ff" } },
    };
  }
  return {
    algorithm: theme.defaultAlgorithm,
    token: {
      ...common,
      colorPrimary: "#0958d9",
      colorPrimaryHover: "#0b4bb8",
      colorPrimaryActive: "#083b94",
      colorLinkHover: "#0b4bb8",
      colorErrorHover: "#a8071a",
      colorLink: "#0958d9",
      colorError: "#cf1322",
      colorWarning: "#ad6800",
      colorSuccess: "#237804",
      colorTextPlaceholder: "#667085",
      colorTextTertiary: "#5b6472",
      colorTextDescription: "#5b6472",
      colorTextDisabled: "#6b7280",
    },
  };
}
