import { beforeEach, describe, expect, it, vi } from "vitest";
import type { FieldMeta } from "@/api/types";
import { plainField } from "../meta";
import { findMisfits, groupOf, narrowed, ofDocument, without } from "./within";

const { listRecords } = vi.hoisted(() => ({ listRecords: vi.fn() }));
vi.mock("@/api/records", () => ({ listRecords }));

const HERE = { id: 5, name: "云帆印务" };
const THERE = { id: 6, name: "晨光文具" };
const address: FieldMeta = plainField("shipping_address", "reference", { target: "address", within: "account" });
const deal: FieldMeta = plainField("opportunity", "reference", { target: "opportunity", within: "account" });
const campaign: FieldMeta = plainField("campaign", "reference", { target: "campaign" });
const part: FieldMeta = plainField("part", "reference", { target: "order_line", within: "order" });
const lines: FieldMeta = plainField("lines", "lines", { lines: { object: "parcel_line", kept: [], most: 500, fields: [part, plainField("note", "text")] } });

/** The server finds those of the ids that it is asked for which fit. */
function fitting(...ids: number[]): void {
  listRecords.mockImplementation((_object: string, request: { filter: { all: [{ value: number[] }] } }) =>
    Promise.resolve({ items: request.filter.all[0].value.filter((id) => ids.includes(id)).map((id) => ({ id })) }));
}

beforeEach(() => {
  listRecords.mockReset();
});

describe("what a picker offers of records that belong together", () => {
  it("is narrowed by the record that the form names under the same field", () => {
    expect(groupOf(address, { account: HERE })).toEqual({ account: HERE });
    expect(narrowed({ account: HERE })).toEqual({ field: "account", op: "eq", value: 5 });
  });

  it("is everything while none is named, or where nothing belongs together", () => {
    expect([groupOf(address, {}), groupOf(address, { account: null }), groupOf(address, undefined), groupOf(campaign, { account: HERE })]).toEqual([{}, {}, {}, {}]);
    expect(narrowed({})).toBeNull();
  });

  it("takes the document's value in a line that has no such field itself, and only there", () => {
    const document = { order: { id: 9, name: "SO-9" }, account: HERE };
    expect(ofDocument(part, [part], document)).toEqual({ order: document.order });
    expect(ofDocument(part, [part, plainField("order", "reference")], document)).toEqual({});
    expect(ofDocument(campaign, [campaign], document)).toEqual({});
  });
});

describe("what no longer fits when the group is another one", () => {
  it("is asked of what is filled in, once for each field, and told by its field", async () => {
    fitting(31);
    const values = { account: THERE, shipping_address: { id: 21, name: "旧仓库" }, opportunity: { id: 31, name: "续约" }, campaign: { id: 41, name: "展会" } };
    expect(await findMisfits([address, deal, campaign], new Set(["account"]), values)).toEqual([{ field: address, group: "account" }]);
    expect(listRecords.mock.calls).toEqual([
      ["address", { filter: { all: [{ field: "id", op: "in", value: [21] }, { field: "account", op: "eq", value: 6 }] }, fields: ["id"], limit: 1, count: "none" }],
      ["opportunity", { filter: { all: [{ field: "id", op: "in", value: [31] }, { field: "account", op: "eq", value: 6 }] }, fields: ["id"], limit: 1, count: "none" }],
    ]);
  });

  it("asks nothing when another field changed, nothing was chosen, or the group was emptied", async () => {
    const filled = { account: THERE, shipping_address: { id: 21, name: "旧仓库" } };
    expect(await findMisfits([address], new Set(["currency"]), filled)).toEqual([]);
    expect(await findMisfits([address], new Set(["account"]), { account: THERE })).toEqual([]);
    expect(await findMisfits([address], new Set(["account"]), { ...filled, account: null })).toEqual([]);
    expect(listRecords).not.toHaveBeenCalled();
  });

  it("tells of lines which rows they are", async () => {
    fitting(52);
    const rows = [{ part: { id: 51, name: "a" } }, { part: { id: 52, name: "b" } }, { part: null }, { part: { id: 51, name: "a" } }];
    expect(await findMisfits([lines], new Set(["order"]), { order: { id: 9, name: "SO-9" }, lines: rows })).toEqual([{ field: lines, column: part, group: "order", rows: [0, 3] }]);
    expect(listRecords).toHaveBeenCalledTimes(1);
  });
});

describe("a form without what does not fit", () => {
  it("keeps what was chosen while the server was asked", () => {
    const misfit = { field: address, group: "account" };
    const asked = { shipping_address: { id: 21, name: "旧仓库" } };
    expect(without(misfit, asked, asked)).toBeNull();
    expect(without(misfit, asked, { shipping_address: { id: 22, name: "新仓库" } })).toEqual({ id: 22, name: "新仓库" });
  });

  it("empties the cells of lines wherever the rows stand by now", () => {
    const [one, other] = [{ part: { id: 51, name: "a" }, note: "x" }, { part: { id: 52, name: "b" } }];
    const misfit = { field: lines, column: part, group: "order", rows: [0] };
    expect(without(misfit, { lines: [one, other] }, { lines: [other, one] })).toEqual([other, { part: null, note: "x" }]);
  });
});
