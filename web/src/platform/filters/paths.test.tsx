import { QueryClientProvider } from "@tanstack/react-query";
import { fireEvent, render, screen } from "@testing-library/react";
import { beforeEach, expect, test, vi } from "vitest";
import { queryClient } from "@/api/queries";
import type { FieldMeta, ObjectMeta } from "@/api/types";
import { plainField } from "../meta";
import { emptyCondition, emptyGroup, type DraftGroup } from "./draft";
import { FilterBuilder, isMeant, pathOptions } from "./FilterBuilder";

const field = (name: string, label: string, type: FieldMeta["type"], more: Partial<FieldMeta> = {}) => plainField(name, type, { label, filterable: true, operators: ["eq"], ...more });
const opportunity = { name: "opportunity", fields: [field("name", "商机名称", "text"), field("account", "客户", "reference", { target: "account" }), field("process", "销售流程", "reference", { target: "sales_process" })] } as ObjectMeta;
// What the person may not see of an account the server does not describe.
const account = { name: "account", fields: [field("level", "级别", "text"), field("secret", "底价", "text", { filterable: false })] } as ObjectMeta;

beforeEach(() => {
  queryClient.clear();
  vi.stubGlobal("matchMedia", () => ({ matches: false, addEventListener: () => undefined, removeEventListener: () => undefined }));
  vi.stubGlobal("fetch", (request: Request) => Promise.resolve(new URL(request.url).pathname.endsWith("/account") ? new Response(JSON.stringify(account)) : new Response("{}", { status: 403 })));
});

const drawn = (draft: DraftGroup, onChange = vi.fn()) => {
  render(<QueryClientProvider client={queryClient}><FilterBuilder meta={opportunity} draft={draft} lookup={() => ({ label: "", field: null })} onChange={onChange} /></QueryClientProvider>);
  return onChange;
};

test("a path leads one step over a reference, to what can be filtered there", () => {
  expect(pathOptions(opportunity, [account])).toEqual([
    { value: "name", label: "商机名称", isLeaf: true },
    { value: "account", label: "客户", isLeaf: false, children: [{ value: "level", label: "级别", isLeaf: true }] },
    { value: "process", label: "销售流程", isLeaf: true },
  ]);
});

test("a word finds the names that hold it, two words a path, and a reference alone not all behind it", () => {
  expect([isMeant("级别", ["客户", "级别"]), isMeant("客户", ["客户"]), isMeant("客户 级别", ["客户", "级别"]), isMeant("Lev", ["Account", "level"])]).toEqual([true, true, true, true]);
  expect([isMeant("客户", ["客户", "级别"]), isMeant("商机 级别", ["客户", "级别"]), isMeant("", ["客户"])]).toEqual([false, false, false]);
});

test("who types a word finds the fields behind the references, and chooses one", async () => {
  const changed = drawn({ ...emptyGroup(), children: [emptyCondition()] });
  const chooser = screen.getByRole("combobox", { name: "字段" });
  fireEvent.mouseDown(chooser);
  await vi.waitFor(() => expect(queryClient.getQueryData(["meta", "object", "account"])).toBeTruthy());
  fireEvent.change(chooser, { target: { value: "级别" } });
  fireEvent.click(await screen.findByText("级别"));
  const next = changed.mock.calls[0]?.[0] as DraftGroup;
  expect(next.children[0]).toMatchObject({ field: "account.level", op: "eq" });
});

test("a stored path is read in words before anybody opens the chooser", async () => {
  drawn({ ...emptyGroup(), children: [emptyCondition("account.level", "eq")] });
  expect(await screen.findByText("客户 · 级别")).toBeTruthy();
});
