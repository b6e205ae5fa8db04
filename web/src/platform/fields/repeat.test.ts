import i18next from "i18next";
import { beforeAll, describe, expect, it } from "vitest";
import zhCN from "@/locales/zh-CN";
import { repeatWords } from "./repeat";

beforeAll(() => i18next.init({ lng: "zh-CN", resources: { "zh-CN": { translation: zhCN } }, interpolation: { escapeValue: false } }));

describe("a rule in words", () => {
  it.each([
    ["FREQ=DAILY", "每天"],
    ["FREQ=WEEKLY;BYDAY=MO,WE", "每周 周一、周三"],
    ["FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR", "每个工作日（周一至周五）"],
    ["FREQ=WEEKLY;INTERVAL=2;BYDAY=FR;COUNT=6", "每 2 周 周五，共 6 次"],
    ["FREQ=MONTHLY;UNTIL=20270131T155959Z", "每月，到 2027-01-31"],
    ["FREQ=MONTHLY;BYMONTHDAY=-1", "FREQ=MONTHLY;BYMONTHDAY=-1"],
  ])("%s", (rule, words) => expect(repeatWords(rule)).toBe(words));
});
