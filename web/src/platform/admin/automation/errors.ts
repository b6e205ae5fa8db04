/** The faults of a rule as the server tells them, by their place. */
import { isProblem } from "@/api/problem";
import type { RecordData } from "@/api/types";
import { labelText } from "../../fields/display";

/** One reason why a rule that was saved does not fit any more. */
export interface Fault {
  field: string;
  part: string;
  message: string;
}

export function faultsOf(record: RecordData | null): Fault[] {
  const kept = record?.["faults"];
  if (!Array.isArray(kept)) return [];
  return (kept as { field: string; part: unknown; message: unknown }[]).map((one) => ({ field: one.field, part: labelText(one.part), message: labelText(one.message) }));
}

export class RuleErrors {
  constructor(private readonly found: { field: string; message: string }[] = []) {}

  static kept(faults: Fault[]): RuleErrors {
    return new RuleErrors(faults);
  }

  static of(error: unknown): RuleErrors {
    return new RuleErrors(isProblem(error) ? error.errors.map((one) => ({ field: one.field, message: one.message })) : []);
  }

  /** At a field itself. */
  at(field: string): string {
    return this.found.filter((one) => one.field === field).map((one) => one.message).join("；");
  }

  /** At a field and everything below it. */
  under(field: string): string[] {
    return this.found.filter((one) => one.field === field || one.field.startsWith(`${field}.`) || one.field.startsWith(`${field}[`)).map((one) => one.message);
  }
}
