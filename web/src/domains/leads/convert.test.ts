import { describe, expect, it } from "vitest";
import type { Candidate } from "./candidates";
import { convertBody, startChoice, type ConvertChoice } from "./convert";

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

describe("what converting a lead opens with", () => {
  const lead = { id: 1, name: "周晓", company: "晨光文具" };
  const one = (id: number, more: Partial<Candidate> = {}): Candidate => ({ id, name: `#${id}`, reasons: [], owner: "", account: null, deal: null, lastOrderOn: "", ...more });

  it("is a new account and a new contact where nothing stands", () => {
    expect(startChoice(lead, { accounts: [], contacts: [], unseen: [] })).toMatchObject({ isNewAccount: true, accountName: "晨光文具", isNewContact: true, contactName: "周晓" });
  });

  it("is the account that matches best, with a new contact", () => {
    expect(startChoice(lead, { accounts: [one(5), one(6)], contacts: [], unseen: [] })).toMatchObject({ isNewAccount: false, account: { id: 5 }, isNewContact: true });
  });

  it("is the account of the person with the same phone, and the person", () => {
    const found = { accounts: [one(5), one(6)], contacts: [one(9, { account: { id: 6, name: "#6" } })], unseen: [] };
    expect(startChoice(lead, found)).toMatchObject({ isNewAccount: false, account: { id: 6 }, isNewContact: false, contact: { id: 9 } });
  });
});
