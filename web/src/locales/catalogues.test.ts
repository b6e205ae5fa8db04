import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import en from "./en";
import zhCN from "./zh-CN";
import zhTW from "./zh-TW";

function flat(node: object, above = ""): Map<string, string> {
  const out = new Map<string, string>();
  for (const [key, value] of Object.entries(node)) {
    if (typeof value === "string") out.set(above + key, value);
    else for (const [inner, text] of flat(value as object, `${above}${key}.`)) out.set(inner, text);
  }
  return out;
}

function placeholders(text: string): string[] {
  return [...text.matchAll(/{{(\w+)}}/g)].map((match) => match[1] ?? "").sort();
}

function sources(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return sources(path);
    return /\.tsx?$/.test(entry.name) && !/\.test\./.test(entry.name) ? [readFileSync(path, "utf8")] : [];
  });
}

const chinese = flat(zhCN);
const english = flat(en);

describe("the catalogues", () => {
  it("say the same things in Chinese and English", () => {
    expect([...english.keys()].sort()).toEqual([...chinese.keys()].sort());
    for (const [key, text] of chinese) expect([key, placeholders(english.get(key) ?? "")]).toEqual([key, placeholders(text)]);
  });

  it("have only known keys in zh-TW, which stands on zh-CN", () => {
    expect([...flat(zhTW).keys()].filter((key) => !chinese.has(key))).toEqual([]);
  });

  it("leave nothing empty, and no Chinese in the English one", () => {
    for (const [key, text] of [...chinese, ...english]) expect([key, text.trim() === ""]).toEqual([key, false]);
    const mixed = [...english].filter(([key, text]) => !key.startsWith("language.") && /[\u4e00-\u9fff]/.test(text));
    expect(mixed).toEqual([]);
  });

  it("hold every key that the screens ask for", () => {
    const groups = Object.keys(zhCN).join("|");
    const asked = new Set<string>();
    for (const text of sources(join(process.cwd(), "src"))) {
      for (const match of text.matchAll(new RegExp(`"((?:${groups})\\.[a-z_A-Z0-9-]+)"`, "g"))) asked.add(match[1] ?? "");
    }
    const notKeys = /\.(assigned|too_slow|css|tsx?)$/;
    expect([...asked].filter((key) => !chinese.has(key) && !notKeys.test(key))).toEqual([]);
    expect(asked.size).toBeGreaterThan(200);
  });
});
