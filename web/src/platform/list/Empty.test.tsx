import { render, screen } from "@testing-library/react";
import { MemoryRouter } from "react-router";
import { expect, test } from "vitest";
import type { ObjectMeta } from "@/api/types";
import { Empty } from "./Empty";
import type { ListState } from "./useListState";

const shown = (searched: string) => {
  const meta = { name: "thing", label: "东西", operations: ["view"], searched } as unknown as ObjectMeta;
  render(<MemoryRouter><Empty meta={meta} state={{ q: "bjnq", filter: null, isDeleted: false } as unknown as ListState} onChange={() => undefined} /></MemoryRouter>);
};

test("a search that finds nothing says what it looks through, and proposes pinyin only where pinyin is searched", () => {
  shown("搜索的是原文，不能用拼音。");
  expect(screen.getByText("没有找到“bjnq”。搜索的是原文，不能用拼音。")).toBeTruthy();
  shown("");
  expect(screen.getByText("没有找到“bjnq”。可以换个关键词，或用拼音首字母。")).toBeTruthy();
});
