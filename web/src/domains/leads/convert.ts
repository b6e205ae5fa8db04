import type { Reference } from "@/api/types";

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
