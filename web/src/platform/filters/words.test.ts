import i18next from "i18next";
import { describe, expect, it } from "vitest";
import type { FieldMeta } from "@/api/types";
import { PLAIN_CHOICE } from "../meta";
import { filterWords, pathsOf, referencedIds, relativeWords, type WordContext } from "./words";

const fields: Record<string, Partial<FieldMeta>> = {
  status: { label: "状态", type: "choice", choices: [{ ...PLAIN_CHOICE, code: "pending", label: "未处理" }, { ...PLAIN_CHOICE, code: "following", label: "跟进中" }] },
  created_at: { label: "创建时间", type: "instant" },
  owner: { label: "负责人", type: "user" },
  amount: { label: "金额", type: "money" },
  zone: { label: "时区", type: "text", holds: "timezone" },
};
const meta = (path: string) => (fields[path] as FieldMeta | undefined) ?? null;
const context: WordContext = {
  t: i18next.t,
  field: (path) => ({ label: meta(path)?.label ?? path, meta: meta(path) }),
  name: (_object, id) => (id === 7 ? "周晓" : null),
};

describe("a filter in words", () => {
  it("reads like a sentence", () => {
    const words = filterWords(
      {
        all: [
          { field: "status", op: "in", value: ["pending", "following"] },
          { field: "created_at", op: "within", value: "last_30_days" },
          { any: [{ field: "owner", op: "eq", value: 7 }, { field: "owner", op: "is_me" }] },
          { not: { field: "amount", op: "between", value: ["100", "2000.5"] } },
        ],
      },
      context,
    );
    expect(words).toBe(
      "状态 属于 未处理、跟进中，且 创建时间 在 最近 30 天，且 （负责人 是 周晓，或 负责人 是我），且 不满足（金额 介于 ¥100.00 至 ¥2,000.50）",
    );
  });

  it("calls a time zone by its name", () => {
    expect(filterWords({ field: "zone", op: "in", value: ["Asia/Shanghai"] }, context)).toMatch(/^时区 属于 UTC\+08:00 中国.*（Shanghai）$/);
  });

  it("names relative dates", () => {
    expect(relativeWords("today-3", i18next.t)).toBe("3 天前");
    expect(relativeWords("next_7_days", i18next.t)).toBe("未来 7 天");
    expect(relativeWords("this_quarter", i18next.t)).toBe("本季度");
  });

  it("collects the records whose names it needs", () => {
    expect(referencedIds({ all: [{ field: "owner", op: "in", value: [7, 8] }, { field: "owner", op: "is_me" }] }, context.field)).toEqual([
      { object: "user", id: 7 },
      { object: "user", id: 8 },
    ]);
  });

  describe("over other records", () => {
    const there: Record<string, ReturnType<WordContext["field"]>> = {
      campaign: { label: "市场活动", meta: null, target: "campaign", isMany: false },
      "campaign.leads": { label: "市场活动 · 线索", meta: null, target: "lead", isMany: true },
      "campaign.leads.status": { label: "市场活动 · 线索 · 状态", meta: meta("status") },
      "campaign.leads.owner": { label: "市场活动 · 线索 · 负责人", meta: { ...meta("owner"), type: "user" } as FieldMeta },
    };
    const wide: WordContext = { ...context, field: (path) => there[path] ?? context.field(path), name: (object, id) => (object === "campaign" && id === 3 ? "春展" : null) };
    const leads = { some: "leads", where: { all: [{ field: "status", op: "eq" as const, value: "pending" }, { field: "owner", op: "eq" as const, value: 7 }] } };

    it("says of which ones, and each label once", () => {
      expect(filterWords({ some: "campaign", where: { field: "id", op: "eq", value: 3 } }, wide)).toBe("市场活动 是 春展");
      expect(filterWords({ some: "campaign", where: leads }, wide)).toBe("市场活动满足（线索 中至少有一条满足（状态 是 未处理，且 负责人 是 #7））");
      expect(filterWords({ none: "campaign", where: { all: [] } }, wide)).toBe("市场活动 为空");
      expect(filterWords({ any: [] }, wide)).toBe("没有记录");
    });

    it("finds the paths and the records that it names", () => {
      expect(pathsOf({ some: "campaign", where: leads })).toEqual(["campaign", "campaign.leads", "campaign.leads.status", "campaign.leads.owner"]);
      expect(referencedIds({ all: [{ some: "campaign", where: { field: "id", op: "eq", value: 3 } }, { some: "campaign", where: leads }] }, wide.field)).toEqual([{ object: "campaign", id: 3 }, { object: "user", id: 7 }]);
    });
  });
});
