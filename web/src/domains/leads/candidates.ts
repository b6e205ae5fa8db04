/** Accounts and contacts that a lead may already be, with what tells them apart. */
import { useQuery } from "@tanstack/react-query";
import { findDuplicates, listRecords } from "@/api/records";
import type { DuplicateItem, RecordData, RecordId, Reference } from "@/api/types";
import { recordName } from "@/platform/meta";

export interface Candidate {
  id: number;
  name: string;
  reasons: string[];
  owner: string;
  /** Of a contact: whose it is. */
  account: Reference | null;
  /** Of an account: its newest opportunity, and when it ordered last. */
  deal: RecordData | null;
  lastOrderOn: string;
}

export interface Candidates {
  accounts: Candidate[];
  contacts: Candidate[];
  /** Those that stand but may not be seen: who asks would make a second one of them. */
  unseen: DuplicateItem[];
}

const NONE: RecordData[] = [];

async function recordsOf(object: string, ids: RecordId[], fields: string[]): Promise<RecordData[]> {
  if (ids.length === 0) return NONE;
  try {
    return (await listRecords(object, { filter: { field: "id", op: "in", value: ids }, fields, limit: ids.length, count: "none" })).items;
  } catch {
    // Facts only: who may not read them chooses by the name.
    return NONE;
  }
}

async function newestDeals(accounts: RecordId[]): Promise<RecordData[]> {
  if (accounts.length === 0) return NONE;
  try {
    return (await listRecords("opportunity", { filter: { field: "account", op: "in", value: accounts }, fields: ["name", "account", "status", "amount", "created_at"], sort: ["-created_at"], limit: 50, count: "none" })).items;
  } catch {
    return NONE;
  }
}

const idOf = (value: unknown): unknown => (value as Reference | null | undefined)?.id;

function candidate(item: DuplicateItem, record: RecordData | undefined, deals: RecordData[]): Candidate {
  return {
    id: Number(item.id), name: item.name ?? (record ? recordName(record) : `#${item.id}`), reasons: item.reasons, owner: item.owner?.name ?? "",
    account: (record?.["account"] as Reference | null | undefined) ?? null,
    deal: deals.find((one) => idOf(one["account"]) === item.id) ?? null,
    lastOrderOn: typeof record?.["last_order_on"] === "string" ? record["last_order_on"] : "",
  };
}

async function read(lead: RecordId): Promise<Candidates> {
  const { items } = await findDuplicates("lead", { id: lead });
  const ofKind = (object: string) => items.filter((item) => item.object === object && item.visible && item.id !== null);
  const [accounts, contacts] = [ofKind("account"), ofKind("contact")];
  const contactRows = await recordsOf("contact", contacts.map((one) => Number(one.id)), ["name", "account"]);
  // The account of somebody with the same phone is one of those it may be, under whatever name.
  for (const row of contactRows) {
    const account = row["account"] as Reference | null;
    const reasons = contacts.find((one) => one.id === row.id)?.reasons ?? [];
    const known = accounts.find((one) => one.id === account?.id);
    if (known) known.reasons = [...new Set([...known.reasons, ...reasons])];
    else if (account) accounts.push({ object: "account", id: account.id, name: account.name, score: 0, reasons, visible: true, owner: null });
  }
  const ids = accounts.map((one) => Number(one.id));
  const [accountRows, deals] = await Promise.all([recordsOf("account", ids, ["name", "owner", "last_order_on"]), newestDeals(ids)]);
  const seen = accountRows.map((row) => row.id);
  return {
    accounts: accounts.filter((one) => seen.includes(Number(one.id))).map((item) => {
      const row = accountRows.find((one) => one.id === item.id);
      return candidate({ ...item, owner: item.owner ?? (row?.["owner"] as Reference | null) ?? null }, row, deals);
    }),
    contacts: contacts.map((item) => candidate(item, contactRows.find((one) => one.id === item.id), [])),
    unseen: items.filter((item) => item.object === "account" && !item.visible),
  };
}

export function useCandidates(lead: RecordId) {
  return useQuery({ queryKey: ["duplicates", "lead", "convert", String(lead)], queryFn: () => read(lead), retry: false, staleTime: 0 });
}
