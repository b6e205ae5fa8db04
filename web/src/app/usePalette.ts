/** The command palette's state. What is typed before its box has the focus is kept: people type on as they press Ctrl K. */
import { useCallback, useEffect, useState } from "react";
import { useWindowKey } from "@/platform/ui/useWindowKey";

export interface Palette {
  isOpen: boolean;
  open: () => void;
  close: () => void;
  text: string;
  setText: (text: string) => void;
}

export function usePalette(): Palette {
  const [isOpen, setOpen] = useState(false);
  const [text, setText] = useState("");
  const open = useCallback(() => setOpen(true), []);
  const close = useCallback(() => { setOpen(false); setText(""); }, []);
  useWindowKey((event) => {
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "k") {
      event.preventDefault();
      open();
    }
  });
  useEffect(() => {
    if (!isOpen) return undefined;
    const keep = (event: KeyboardEvent) => {
      if (event.key.length !== 1 || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
      if (event.target instanceof Element && event.target.closest(".gk-palette")) return;
      event.preventDefault();
      event.stopPropagation();
      setText((before) => before + event.key);
    };
    window.addEventListener("keydown", keep, true);
    return () => window.removeEventListener("keydown", keep, true);
  }, [isOpen]);
  return { isOpen, open, close, text, setText };
}
