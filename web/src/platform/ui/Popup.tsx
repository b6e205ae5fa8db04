import { useEffect, useId, useRef, useState, type KeyboardEvent, type ReactNode } from "react";

/** Open or shut; a click elsewhere and Escape shut it and give the focus back. */
function usePopup() {
  const [isOpen, setOpen] = useState(false);
  const box = useRef<HTMLDivElement>(null);
  const button = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    if (!isOpen) return;
    const outside = (event: MouseEvent) => {
      if (!box.current?.contains(event.target as Node)) setOpen(false);
    };
    const escape = (event: globalThis.KeyboardEvent) => {
      if (event.key !== "Escape") return;
      setOpen(false);
      button.current?.focus();
    };
    document.addEventListener("mousedown", outside);
    document.addEventListener("keydown", escape);
    return () => {
      document.removeEventListener("mousedown", outside);
      document.removeEventListener("keydown", escape);
    };
  }, [isOpen]);
  return { isOpen, setOpen, box, button };
}

interface ButtonProps {
  label: string;
  className?: string;
  children: ReactNode;
}

export interface MenuEntry {
  key: string;
  label: ReactNode;
  icon?: ReactNode;
  /** Marked as the one in force; such entries are radio items. */
  isCurrent?: boolean;
  /** A line above this entry. */
  isDivided?: boolean;
}

/** A small menu below a button, worked by mouse and by arrow keys. Light enough for the shell. */
export function MenuButton({ label, className, children, heading, entries, onChoose }: ButtonProps & {
  heading?: string; entries: MenuEntry[]; onChoose: (key: string) => void;
}) {
  const { isOpen, setOpen, box, button } = usePopup();
  const id = useId();
  const items = () => [...(box.current?.querySelectorAll<HTMLElement>("[role^=menuitem]") ?? [])];
  useEffect(() => {
    if (isOpen) items()[0]?.focus();
    // Opening moves the focus; nothing else does.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [isOpen]);
  const onKeyDown = (event: KeyboardEvent) => {
    const all = items();
    const at = all.indexOf(document.activeElement as HTMLElement);
    const steps: Record<string, number> = { ArrowDown: at + 1, ArrowUp: at - 1 + all.length, Home: 0, End: all.length - 1 };
    const next = steps[event.key];
    if (event.key === "Tab") setOpen(false);
    if (next === undefined || all.length === 0) return;
    event.preventDefault();
    all[next % all.length]?.focus();
  };
  return (
    <div className="gk-popup" ref={box}>
      <button ref={button} type="button" className={className ?? "gk-top-button"} aria-label={label} title={label} aria-haspopup="menu" aria-expanded={isOpen} aria-controls={isOpen ? id : undefined} onClick={() => setOpen(!isOpen)}>{children}</button>
      {isOpen && (
        <div id={id} role="menu" tabIndex={-1} className="gk-menu-popup" aria-label={label} onKeyDown={onKeyDown}>
          {heading && <div className="gk-menu-heading" role="presentation">{heading}</div>}
          {entries.map((entry) => (
            <button
              key={entry.key} type="button" role={entry.isCurrent === undefined ? "menuitem" : "menuitemradio"} aria-checked={entry.isCurrent} tabIndex={-1}
              className={`${entry.isCurrent ? "is-current" : ""}${entry.isDivided ? " is-divided" : ""}`}
              onClick={() => { setOpen(false); button.current?.focus(); onChoose(entry.key); }}
            >
              {entry.icon}<span>{entry.label}</span>
            </button>
          ))}
        </div>
      )}
    </div>
  );
}

/** Anything below a button; the content is only made when it is open. */
export function PopupButton({ label, className, children, title, content }: ButtonProps & { title: string; content: (close: () => void) => ReactNode }) {
  const { isOpen, setOpen, box, button } = usePopup();
  return (
    <div className="gk-popup" ref={box}>
      <button ref={button} type="button" className={className ?? "gk-top-button"} aria-label={label} title={label} aria-haspopup="dialog" aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>{children}</button>
      {isOpen && <div role="dialog" aria-label={title} className="gk-menu-popup is-wide"><h2>{title}</h2>{content(() => setOpen(false))}</div>}
    </div>
  );
}
