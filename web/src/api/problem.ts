import type { FieldProblem, ProblemBody } from "./types";

/** A refused or failed call: what the server said, or that it could not be reached. */
export class ApiProblem extends Error {
  readonly status: number;
  readonly code: string;
  readonly errors: FieldProblem[];
  readonly body: ProblemBody;
  /** The number under which the server's log knows the request; empty when no answer came. */
  readonly requestId: string;

  constructor(status: number, body: ProblemBody, requestId = "") {
    super(body.detail || body.title || body.code || `HTTP ${status}`);
    this.name = "ApiProblem";
    this.status = status;
    this.code = body.code ?? "";
    this.errors = Array.isArray(body.errors) ? body.errors : [];
    this.body = body;
    this.requestId = requestId;
  }

  /** True when figures were given up because they take longer than one waits for them: sent later they would again; a report has longer as a job. */
  get isTooSlow(): boolean {
    return this.code === "report.too_slow" || this.code === "query.too_slow";
  }

  /** True while the server cannot work but will by itself: the same call, sent later, will do. */
  get isAway(): boolean {
    return this.status === 503 && !this.isTooSlow;
  }

  /** True when the call may have been done all the same: whoever sends it again must send the same attempt. */
  get mayBeDone(): boolean {
    return this.isOffline || (this.status >= 500 && !this.isTooSlow);
  }

  /** True when no answer came at all: the network or the server is away. */
  get isOffline(): boolean {
    return this.status === 0;
  }
}

export function isProblem(error: unknown): error is ApiProblem {
  return error instanceof ApiProblem;
}

/** `lines[2].quantity` → `["lines", 2, "quantity"]`, the name path of a form field. */
export function fieldPath(field: string): (string | number)[] {
  const path: (string | number)[] = [];
  for (const part of field.split(".")) {
    const match = /^([^[\]]*)((?:\[\d+\])*)$/.exec(part);
    if (!match) {
      path.push(part);
      continue;
    }
    if (match[1]) path.push(match[1]);
    for (const index of match[2]?.matchAll(/\[(\d+)\]/g) ?? []) path.push(Number(index[1]));
  }
  return path;
}

export interface PlacedErrors {
  /** Errors of fields that the form shows, ready for antd's `setFields`. */
  fields: { name: (string | number)[]; errors: string[] }[];
  /** What has no place in the form and belongs above it. */
  general: string[];
}

/** Sort the errors of a 422 into those that a form can show at a field and the rest. */
export function placeErrors(problem: ApiProblem, known: ReadonlySet<string>, unplaced = (_field: string, message: string) => message): PlacedErrors {
  const byField = new Map<string, { name: (string | number)[]; errors: string[] }>();
  const general: string[] = [];
  for (const error of problem.errors) {
    const path = fieldPath(error.field ?? "");
    // Rows have cells that show what is wrong with them; a part of anything else (`rollup.filter`) is shown with the whole.
    const name = typeof path[1] === "number" ? path : path.slice(0, 1);
    const first = name[0];
    if (typeof first !== "string" || !known.has(first)) {
      general.push(typeof first === "string" ? unplaced(first, error.message) : error.message);
      continue;
    }
    const key = name.join(".");
    const entry = byField.get(key) ?? { name, errors: [] };
    entry.errors.push(error.message);
    byField.set(key, entry);
  }
  if (problem.errors.length === 0) general.push(problem.message);
  return { fields: [...byField.values()], general };
}
