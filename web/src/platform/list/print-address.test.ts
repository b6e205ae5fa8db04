import { expect, it } from "vitest";
import { printAddress, printRequest } from "./print-address";

it("a list is asked for as it stood on the screen", () => {
  const filter = { field: "name", op: "eq", value: "甲&乙" } as const;
  const address = printAddress("lead", { filter, q: "展会", sort: ["-created_at", "name"] }, ["name", "account.level"]);
  expect(printRequest(new URL(address, "http://x").searchParams)).toEqual({ filter, q: "展会", sort: ["-created_at", "name"], fields: ["name", "account.level"] });
  expect(printRequest(new URL(printAddress("lead", { filter: null, q: "", sort: [] }, []), "http://x").searchParams)).toEqual({});
});
