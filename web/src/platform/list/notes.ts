/** What the lists of a few objects say above their rows. */
import type { ComponentType } from "react";
import { Uncovered } from "../approvals/Uncovered";

export const notes: ReadonlyMap<string, ComponentType> = new Map([["approval_definition", Uncovered]]);
