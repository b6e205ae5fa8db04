import { describe, expect, it } from "vitest";
import { convertBody, type ConvertChoice } from "./convert";

const choice: ConvertChoice = {
  isNewAccount: true, account: null, accountName: " 晨光文具 ", hasContact: true, isNewContact: true, contact: null, contactName: "周晓",
  hasOpportunity: true, opportunityName: "晨光文具", amount: "12000.00", closeOn: "2026-12-31",
};

describe("what converting a lead sends", () => {
  it("names new ones by value and existing ones by id", () => {
    expect(convertBody(choice)).toEqual({
      account: { name: "晨光文具" }, contact: { name: "周晓" }, opportunity: { name: "晨光文具", amount: "12000.00", expected_close_on: "2026-12-31" },
    });
    expect(convertBody({
      ...choice, isNewAccount: false, account: { id: 5, name: "x" }, isNewContact: false, contact: { id: 6, name: "y" }, hasOpportunity: false,
    })).toEqual({ account_id: 5, contact_id: 6 });
    expect(convertBody({ ...choice, hasContact: false, hasOpportunity: false })).toEqual({ account: { name: "晨光文具" } });
  });
});
