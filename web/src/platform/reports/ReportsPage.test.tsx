import { fireEvent, screen, within } from "@testing-library/react";
import { expect, test } from "vitest";
import { ReportsPage } from "./ReportsPage";
import { answering, draw, ME } from "./testing";

const person = (id: number, name: string) => ({ object: "user", id, name });
const folder = { object: "report_folder", id: 1, name: "月度例会" };
const items = [
  { id: 11, name: "我的漏斗", description: "每周看", owner: person(3, "周晓"), folder: null },
  { id: 12, name: "在谈商机按阶段", description: "例会前看一遍", owner: person(4, "郭雨桐"), folder },
  { id: 13, name: "线索来源按月", description: "", owner: person(4, "郭雨桐"), folder: null },
];
const template = (code: string, label: string, module: string) => ({ code, label, sentence: `${label}。`, object: "lead", module, spec: {} });
const templates = [template("a", "按市场活动统计", "marketing"), template("b", "来源转化", "marketing"), template("c", "回款", "elsewhere")];

/** The regions and what stands in them, headings of groups first. */
function shown(): Record<string, string[]> {
  return Object.fromEntries(screen.getAllByRole("region").map((region) => [
    region.getAttribute("aria-label") ?? "",
    [...within(region).queryAllByRole("heading", { level: 3 }), ...within(region).queryAllByRole("link")].map((one) => one.textContent ?? ""),
  ]));
}

function serve(reports: object[] = items, presets: object[] = templates): void {
  answering({
    "GET /records/report": { items: reports }, "GET /reports/templates": { items: presets },
    "GET /meta/objects": { items: [], areas: [{ name: "leads", group: "marketing", group_label: "营销管理" }] },
  });
}

test("one's own reports come first, then those shared with one by folder and by whom, then the templates by module", async () => {
  serve();
  draw(<ReportsPage />);
  await screen.findByText("营销管理");
  expect(shown()).toEqual({
    "我的报表": ["我的漏斗"],
    "共享给我的报表": ["未归目录", "月度例会", "线索来源按月", "在谈商机按阶段"],
    "报表模板": ["营销管理", "其他", "按市场活动统计", "来源转化", "回款"],
  });
  expect(screen.getByText("来自 郭雨桐 · 例会前看一遍")).toBeTruthy();
  expect(screen.getByText("来自 郭雨桐")).toBeTruthy();
  expect(["我的漏斗", "来源转化"].map((name) => screen.getByRole("link", { name }).getAttribute("href"))).toEqual(["/reports/11", "/reports/template/b"]);
  expect(screen.getByRole("link", { name: "管理报表和目录" }).getAttribute("href")).toBe("/o/report");
});

test("a name is looked for in all of them, and what is not found is said", async () => {
  serve();
  draw(<ReportsPage />);
  const search = await screen.findByRole("textbox", { name: "按名称查找报表" });
  await screen.findByText("来源转化");
  fireEvent.change(search, { target: { value: " 来源 " } });
  expect(Object.values(shown()).flat().filter((text) => text.includes("来源"))).toEqual(["线索来源按月", "来源转化"]);
  expect(screen.queryByText("我的漏斗")).toBeNull();
  fireEvent.change(search, { target: { value: "没有" } });
  expect(screen.getByText("没有名称包含“没有”的报表。")).toBeTruthy();
});

test("who has none is told how to come by one; an administrator sees those of others as what they are", async () => {
  serve([], []);
  draw(<ReportsPage />);
  expect(await screen.findByText(/^还没有自己的报表。打开一个模板/)).toBeTruthy();
  expect(screen.getByText("您能查看的业务里还没有报表模板。")).toBeTruthy();
  expect(screen.queryByRole("link", { name: "管理报表和目录" })).toBeNull();
  serve();
  draw(<ReportsPage />, { ...ME, is_administrator: true });
  expect(await screen.findByRole("region", { name: "他人的报表" })).toBeTruthy();
});

test("what could not be fetched is said in place of the lists", async () => {
  answering({ "GET /records/report": [403, { code: "access.forbidden", detail: "您不能查看报表" }], "GET /reports/templates": { items: [] } });
  draw(<ReportsPage />);
  expect(await screen.findByText(/您不能查看报表/)).toBeTruthy();
});
