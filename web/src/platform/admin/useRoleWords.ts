import { useMeta } from "@/api/queries";

interface Word {
  value: string;
  label: string;
}

/** The codes that a structure of a role holds, with their words and in their order: how far it sees (`scopes`), what it sees of a field (`fields`). */
export function useRoleWords(structure: "scopes" | "fields"): Word[] {
  const { data } = useMeta("role");
  const choices = data?.fields.find((field) => field.name === structure)?.choices ?? [];
  return choices.map(({ code, label }) => ({ value: code, label }));
}
