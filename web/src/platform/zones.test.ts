import { describe, expect, it } from "vitest";
import { zoneName, zones } from "./zones";

describe("time zones", () => {
  it("go by their distance and name in the language of the screen", () => {
    expect(zoneName("Asia/Shanghai", "zh-CN")).toMatch(/^UTC\+08:00 中国.*（Shanghai）$/);
    expect(zoneName("Asia/Kolkata", "en")).toMatch(/^UTC\+05:30 India.* \(Kolkata\)$/);
    expect(zoneName("Mars/Base", "en")).toBe("Mars/Base");
  });

  it("stand from west to east, once each, with the one that is kept", () => {
    const found = zones("zh-CN");
    const names = found.map((one) => one.value);
    expect(new Set(names).size).toBe(names.length);
    expect(names.indexOf("Pacific/Honolulu")).toBeLessThan(names.indexOf("UTC"));
    expect(names.indexOf("UTC")).toBeLessThan(names.indexOf("Asia/Shanghai"));
    expect(names.indexOf("Asia/Shanghai")).toBeLessThan(names.indexOf("Pacific/Auckland"));
    expect(zones("zh-CN", ["Asia/Shanghai", "Mars/Base"])[0]).toEqual({ value: "Mars/Base", label: "Mars/Base" });
    expect(zones("zh-CN", ["Asia/Shanghai"])).toBe(found);
  });
});
