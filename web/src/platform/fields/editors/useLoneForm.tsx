/**
 * While it is typed in, a cell belongs to an empty form of its own. After each key the browser reads every field of the form
 * around it, to know what it could fill in: with the fields of twenty rows that took longer than to draw the key.
 */
import { useCallback, useId, type FocusEvent, type ReactNode } from "react";
import { createPortal } from "react-dom";

export interface LoneForm {
  /** Stands outside of the form around, which can hold no other. */
  form: ReactNode;
  enter: (event: FocusEvent<HTMLElement>) => void;
  leave: (event: FocusEvent<HTMLElement>) => void;
}

export function useLoneForm(): LoneForm {
  const id = useId();
  const enter = useCallback(({ target }: FocusEvent<HTMLElement>) => {
    if (target instanceof HTMLInputElement || target instanceof HTMLTextAreaElement) target.setAttribute("form", id);
  }, [id]);
  const leave = useCallback(({ target }: FocusEvent<HTMLElement>) => target.removeAttribute("form"), []);
  return { form: createPortal(<form id={id} hidden />, document.body), enter, leave };
}
