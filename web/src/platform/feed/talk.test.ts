import { describe, expect, it } from "vitest";
import { mentionName, pieces, stillMentioned } from "./talk";

const zhang = { id: 1, name: "张三" };

describe("mentions", () => {
  it("count while the name stands in the text, once", () => {
    expect(stillMentioned("@张三 请看，@张三", [zhang, zhang, { id: 2, name: "李四" }])).toEqual([1]);
    expect(stillMentioned("张三 请看", [zhang])).toEqual([]);
  });

  it("name the department of a second person of the same name", () => {
    expect(mentionName({ id: 2, name: "张三" }, "销售二部", [zhang])).toBe("张三(销售二部)");
    expect(mentionName({ id: 1, name: "张三" }, "销售一部", [zhang])).toBe("张三");
    expect(mentionName({ id: 3, name: "李四" }, "销售二部", [zhang])).toBe("李四");
  });

  it("are told apart from the text around them, longer names first", () => {
    expect(pieces("请@张三丰和@张三看 a@example.com", ["张三", "张三丰"])).toEqual([
      { text: "请", isMention: false }, { text: "@张三丰", isMention: true }, { text: "和", isMention: false },
      { text: "@张三", isMention: true }, { text: "看 a@example.com", isMention: false },
    ]);
    expect(pieces("", ["张三"])).toEqual([]);
  });
});
