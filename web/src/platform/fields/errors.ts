import { createContext } from "react";

/** Errors of cells inside a field, by path: `lines.2.quantity` → what is wrong. */
export const FormErrors = createContext<Record<string, string>>({});
