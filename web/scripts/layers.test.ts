import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, expect, test } from "vitest";
import { faultsOf } from "./layers.mjs";

const PAGE = "| storey | what |\n| --- | --- |\n| `api` | calls |\n| `platform` | loose |\n| `platform/fields` | values |\n| `platform/form` | forms |\n";
let folder = "";

afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** What the check says of these files. */
function said(files: Record<string, string>): string[] {
  folder = mkdtempSync(join(tmpdir(), "layers-"));
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
  return faultsOf(folder, PAGE);
}

test("files that import from their own storey and from lower ones are right", () => {
  const files = { "api/call.ts": "export const a = 1;", "platform/meta.ts": 'import { a } from "@/api/call"; export const b = a;', "platform/form/Form.tsx": 'import { b } from "../meta"; export const c = b;' };
  expect(said(files)).toEqual([]);
});

test("a type from a higher storey is refused, and so is what is loaded later", () => {
  const files = { "platform/form/form.ts": "export type Form = 1;", "platform/fields/a.ts": 'import type { Form } from "../form/form"; export type A = Form;', "platform/meta.ts": 'export const later = () => import("./fields/a");' };
  expect(said(files)).toEqual(["platform/fields/a.ts imports platform/form/form.ts, which stands above it", "platform/meta.ts imports platform/fields/a.ts, which stands above it"]);
});

test("a circle inside one storey is named with its files", () => {
  const files = { "platform/form/a.ts": 'export * from "./b";', "platform/form/b.tsx": 'export * from "./c";', "platform/form/c.ts": 'import type {} from "./b";' };
  expect(said(files)).toEqual(["a circle of imports:\n  platform/form/b.tsx\n  platform/form/c.ts\n  platform/form/b.tsx"]);
});

test("a folder that the page does not name is refused", () => {
  expect(said({ "news/a.ts": "export {};" })).toEqual(["news/a.ts lies in no storey"]);
});
