import type { RecordData, Reference } from "@/api/types";
import type { Candidate, Candidates } from "./candidates";

export interface ConvertChoice {
  isNewAccount: boolean;
  account: Reference | null;
  accountName: string;
  hasContact: boolean;
  isNewContact: boolean;
  contact: Reference | null;
  contactName: string;
  hasOpportunity: boolean;
  opportunityName: string;
  amount: string | null;
  closeOn: string | null;
}

/** The parameters of `convert`: values for what is new, ids for what exists, nothing for what is not wanted. */
export function convertBody(choice: ConvertChoice): Record<string, unknown> {
  const body: Record<string, unknown> = choice.isNewAccount
    ? { account: { name: choice.accountName.trim() } }
    : { account_id: choice.account?.id };
  if (choice.hasContact) {
    if (choice.isNewContact) body["contact"] = choice.contactName.trim() ? { name: choice.contactName.trim() } : {};
    else body["contact_id"] = choice.contact?.id;
  }
  if (choice.hasOpportunity) {
    const opportunity: Record<string, unknown> = {};
    if (choice.opportunityName.trim()) opportunity["name"] = choice.opportunityName.trim();
    if (choice.amount) opportunity["amount"] = choice.amount;
    if (choice.closeOn) opportunity["expected_close_on"] = choice.closeOn;
    body["opportunity"] = opportunity;
  }
  return body;
}

function text(record: RecordData, name: string): string {
  const value = record[name];
  return typeof value === "string" ? value : "";
}

const referenceTo = (one: Candidate): Reference => ({ id: one.id, name: one.name });

/**
 * What the dialog opens with: a match that stands is chosen, a new one is made only where there is none. The person with
 * the same phone counts before the company with the same name.
 */
export function startChoice(record: RecordData, found: Candidates): ConvertChoice {
  const company = text(record, "company") || text(record, "name");
  const person = found.contacts.find((one) => found.accounts.some((account) => account.id === one.account?.id));
  const account = found.accounts.find((one) => one.id === person?.account?.id) ?? found.accounts[0];
  return {
    isNewAccount: !account, account: account ? referenceTo(account) : null, accountName: company,
    hasContact: Boolean(text(record, "name")), isNewContact: !person, contact: person ? referenceTo(person) : null, contactName: text(record, "name"),
    hasOpportunity: true, opportunityName: company, amount: null, closeOn: null,
  };
}
