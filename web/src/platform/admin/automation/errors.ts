/** The faults of a rule as the server tells them, by their place. */
import { isProblem } from "@/api/problem";

export class RuleErrors {
  constructor(private readonly found: { field: string; message: string }[] = []) {}

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
