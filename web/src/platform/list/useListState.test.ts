import { describe, expect, it } from "vitest";
import type { ObjectMeta } from "@/api/types";
import { nextSort, readListState, writeListState } from "./useListState";

const meta = {
  board_field: "stage",
  views: [
    { id: "all", label: "全部", filter: null, columns: ["name"], sort: ["-created_at"], is_default: true },
    { id: 12, label: "我的", filter: { field: "owner", op: "is_me" }, columns: ["name"], sort: [] },
  ],
} as unknown as ObjectMeta;

describe("a list's address", () => {
  it("stands for the default view when empty", () => {
    const state = readListState(meta, new URLSearchParams());
    expect(state).toMatchObject({ filter: null, sort: ["-created_at"], kind: "list", isChanged: false });
    expect(state.view?.id).toBe("all");
  });

  it("that names a view which cannot be used now opens the default view", () => {
    const broken = { ...meta, views: [{ ...meta.views[1], id: "7", unusable: "“预算”已停用，此视图暂不可用" }, ...meta.views] } as ObjectMeta;
    expect(readListState(broken, new URLSearchParams("view=7")).view?.id).toBe("all");
    expect(readListState({ ...broken, views: broken.views.slice(0, 1) }, new URLSearchParams()).view).toBeNull();
  });

  it("keeps filter, order, search and kind, so that a copied link opens the same list", () => {
    let search = writeListState(new URLSearchParams(), { view: 12 });
    search = writeListState(search, { filter: { field: "status", op: "eq", value: "pending" }, sort: ["name", "-score"] });
    search = writeListState(search, { q: "周", kind: "board" });
    const state = readListState(meta, new URLSearchParams(search.toString()));
    expect(state).toMatchObject({
      filter: { field: "status", op: "eq", value: "pending" }, sort: ["name", "-score"], q: "周", kind: "board", isChanged: true,
    });
    expect(state.view?.id).toBe(12);
  });

  it("tells an emptied filter from an untouched one", () => {
    const search = writeListState(writeListState(new URLSearchParams(), { view: 12 }), { filter: null });
    expect(readListState(meta, search).filter).toBeNull();
    expect(readListState(meta, writeListState(search, { view: 12 })).filter).toEqual({ field: "owner", op: "is_me" });
  });

  it("sorts by up to three keys", () => {
    expect(nextSort([], "name", false)).toEqual(["name"]);
    expect(nextSort(["name"], "name", false)).toEqual(["-name"]);
    expect(nextSort(["-name"], "name", false)).toEqual([]);
    expect(nextSort(["a", "b", "c"], "d", true)).toEqual(["b", "c", "d"]);
    expect(nextSort(["a", "-b"], "b", true)).toEqual(["a"]);
    expect(nextSort([], "discount", false, true)).toEqual(["-discount"]);
    expect(nextSort(["-discount"], "discount", false, true)).toEqual(["discount"]);
    expect(nextSort(["discount"], "discount", false, true)).toEqual([]);
  });
});
