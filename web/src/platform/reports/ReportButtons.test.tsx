import { fireEvent, screen, waitFor, within } from "@testing-library/react";
import { expect, test, vi } from "vitest";
import type { Me, ObjectMeta, RecordData, ViewMeta } from "@/api/types";
import type { Shown } from "./data";
import { ReportButtons } from "./ReportButtons";
import { answering, draw, ME, type Sent } from "./testing";

const meta = { name: "lead", operations: ["view", "export"] } as unknown as ObjectMeta;
const open = { field: "status", op: "eq" as const, value: "open" };
const scene = { id: "mine", label: "进行中", filter: open } as unknown as ViewMeta;
const template: Shown = { name: { template: "by_source" }, title: "线索来源", sentence: "每种来源", spec: { object: "lead", groups: ["source"], filter: null } };
const department = { object: "department", id: 8, name: "销售部" };
const record = { id: 5, _version: 2, _operations: ["view", "edit"], name: "来源", shared_with: [department] } as unknown as RecordData;
const saved: Shown = { ...template, name: { id: 5 }, title: "来源", saved: record };

function buttons(shown: Shown, { me = ME, of = meta, chosen = null }: { me?: Me; of?: ObjectMeta; chosen?: ViewMeta | null } = {}) {
  const again = vi.fn();
  draw(<ReportButtons shown={shown} meta={of} scene={chosen} isBusy={false} onAgain={again} />, me);
  return again;
}

const names = () => screen.getAllByRole("button").map((one) => one.textContent);
const press = (name: string, inside: ReturnType<typeof within> | typeof screen = screen) => fireEvent.click(inside.getByRole("button", { name }));
const written = (sent: Sent[]) => sent.filter(([method]) => method !== "GET");

test("a template can be calculated anew, exported and kept", () => {
  const again = buttons(template);
  expect(names()).toEqual(["重新计算", "导出", "另存为我的报表"]);
  press("重新计算");
  expect(again).toHaveBeenCalledTimes(1);
});

test("one's own report can be edited, shared and copied", () => {
  buttons(saved);
  expect(names()).toEqual(["重新计算", "导出", "编辑", "共享", "复制"]);
});

test("of a shared one a copy alone, and nothing of what one has no right to", () => {
  const shared = { ...saved, saved: { ...record, _operations: ["view"] } as unknown as RecordData };
  buttons(shared, { of: { ...meta, operations: ["view"] } as unknown as ObjectMeta });
  expect(names()).toEqual(["重新计算", "复制"]);
});

test("who may create no report keeps none", () => {
  buttons(template, { me: { ...ME, permissions: { report: ["view"] } } as unknown as Me });
  expect(names()).toEqual(["重新计算", "导出"]);
});

test("a template is kept under a name, with the conditions of the scene unless one does not want them", async () => {
  const sent = answering({ "POST /records/report": { ...record, id: 9 } });
  buttons(template, { chosen: scene });
  press("另存为我的报表");
  const dialog = within(await screen.findByRole("dialog", { name: "另存为我的报表" }));
  const name = dialog.getByLabelText("报表名称");
  fireEvent.change(name, { target: { value: "  " } });
  expect((dialog.getByRole("button", { name: "保 存" }) as HTMLButtonElement).disabled).toBe(true);
  fireEvent.change(name, { target: { value: " 我的来源 " } });
  press("保 存", dialog);
  await waitFor(() => expect(written(sent)).toEqual([
    ["POST", "/records/report", { name: "我的来源", description: "每种来源", folder: null, spec: { ...template.spec, filter: open }, preset_code: "by_source" }],
  ]));
});

test("without its conditions the spec stays as it is, and what is refused is said with the dialog still there", async () => {
  const sent = answering({ "POST /records/report": [422, { code: "invalid", errors: [{ field: "name", code: "taken", message: "已有同名报表" }] }] });
  buttons(template, { chosen: scene });
  press("另存为我的报表");
  const dialog = within(await screen.findByRole("dialog"));
  fireEvent.click(dialog.getByRole("checkbox", { name: "同时保存筛选场景“进行中”的条件" }));
  press("保 存", dialog);
  expect(await screen.findByText("已有同名报表")).toBeTruthy();
  expect(written(sent).map(([, , body]) => (body as { spec: unknown }).spec)).toEqual([template.spec]);
  expect(screen.getByRole("dialog")).toBeTruthy();
});

test("a saved report is copied under a name of its own", async () => {
  const sent = answering({ "POST /records/report/5/actions/copy": { ...record, id: 6 } });
  buttons(saved);
  press("复制");
  const dialog = within(await screen.findByRole("dialog", { name: "复制" }));
  expect((dialog.getByLabelText("报表名称") as HTMLInputElement).value).toBe("来源 副本");
  expect(dialog.queryByLabelText("目录")).toBeNull();
  press("保 存", dialog);
  await waitFor(() => expect(written(sent)).toEqual([["POST", "/records/report/5/actions/copy", { name: "来源 副本" }]]));
});

test("it is shared with those whom one may look up, and the others stay", async () => {
  const sent = answering({ "PATCH /records/report/5": record });
  buttons({ ...saved, saved: { ...record, shared_with: [department, { object: "role", id: 2, name: "老板" }] } as unknown as RecordData });
  press("共享");
  const dialog = within(await screen.findByRole("dialog", { name: "共享" }));
  expect(dialog.getByText("对方打开报表时，只统计他自己有权查看的记录。")).toBeTruthy();
  expect([dialog.queryByLabelText("人员"), dialog.queryByLabelText("角色")].map(Boolean)).toEqual([true, false]);
  press("保 存", dialog);
  await waitFor(() => expect(written(sent)).toEqual([
    ["PATCH", "/records/report/5", { _version: 2, shared_with: [{ object: "department", id: 8 }, { object: "role", id: 2 }] }],
  ]));
});
