/**
 * The grid of lines by keyboard, as in a spreadsheet: Enter goes down (to a new row at the end), back to where the run of Tab
 * began; arrows go from cell to cell, left and right from the ends of what is typed; Alt+↓ opens a list. Ctrl+Delete takes the
 * row away, Ctrl+Shift with an arrow moves it, Ctrl+Enter adds one. An open list, a calendar and a text of several lines keep
 * their own keys.
 */
import { useEffect, useMemo, useRef, type KeyboardEvent, type RefObject } from "react";
import { isComposing } from "../../ui/keyboard";
import type { RowTools } from "./useLineRows";

interface Place {
  row: number;
  column: string;
}

const FIELD = ":is(input, textarea, [role=switch], [role=combobox]):not([disabled]):not([readonly])";

function placeOf(target: Element): Place | null {
  const cell = target.closest<HTMLElement>("td[data-column]");
  const row = cell?.closest<HTMLElement>("tr[data-row]");
  return cell && row ? { row: Number(row.dataset["row"]), column: cell.dataset["column"] ?? "" } : null;
}

/** The cells of a row that can be filled in. */
function cellsOf(box: HTMLElement | null, row: number): HTMLElement[] {
  return [...(box?.querySelectorAll<HTMLElement>(`tr[data-row="${row}"] td[data-column]`) ?? [])].filter((cell) => cell.querySelector(FIELD));
}

/** The grid goes on by a row: left to itself, the browser puts what is out of sight into the middle, and half a screen of rows is drawn at once. */
function focusOn(cell: HTMLElement | undefined): boolean {
  const field = cell?.querySelector<HTMLElement>(FIELD);
  field?.focus({ preventScroll: true });
  if (field) cell?.scrollIntoView({ block: "nearest", inline: "nearest" });
  if (field instanceof HTMLInputElement && field.type === "text") field.select();
  return Boolean(field);
}

/** Focus the cell, or the first of its row. */
function focusAt(box: HTMLElement | null, place: Place): boolean {
  const cells = cellsOf(box, place.row);
  return focusOn(cells.find((cell) => cell.dataset["column"] === place.column) ?? cells[0]);
}

/** Whether the caret stands where the arrow would leave what is typed. */
function isAtEnd(field: Element, step: number): boolean {
  if (!(field instanceof HTMLInputElement) || field.selectionStart === null) return true;
  const isAll = field.selectionStart === 0 && field.selectionEnd === field.value.length;
  return isAll || (step < 0 ? field.selectionEnd === 0 : field.selectionStart === field.value.length);
}

/** An empty list is opened by Enter, so that nothing is passed over. */
const isEmptyList = (target: Element): boolean =>
  target.getAttribute("role") === "combobox" && !target.closest(".ant-select")?.querySelector(".ant-select-content-has-value, .ant-select-selection-item");

const keepsKeys = (target: Element): boolean =>
  target.getAttribute("aria-expanded") === "true" || target.tagName === "TEXTAREA" || target.closest(".ant-picker") !== null;

const STEPS: Record<string, number> = { ArrowUp: -1, ArrowDown: 1, ArrowLeft: -1, ArrowRight: 1 };

/** What a key means in a cell, or null: the cell's own. */
function meaning(event: KeyboardEvent<HTMLElement>, target: Element): "add" | "remove" | "shift" | "enter" | "vertical" | "horizontal" | null {
  const isCommand = event.ctrlKey || event.metaKey;
  if (isCommand && event.key === "Enter") return "add";
  if (isCommand && event.key === "Delete") return "remove";
  const isVertical = event.key === "ArrowUp" || event.key === "ArrowDown";
  if (isCommand && event.shiftKey && isVertical) return "shift";
  if (isCommand || event.altKey || keepsKeys(target)) return null;
  if (event.key === "Enter") return isEmptyList(target) ? null : "enter";
  if (isVertical) return "vertical";
  const step = STEPS[event.key];
  return step !== undefined && !event.shiftKey && isAtEnd(target, step) ? "horizontal" : null;
}

export function useLineKeys(count: number, tools: RowTools, box: RefObject<HTMLDivElement | null>, show: (row: number) => unknown) {
  /** Where to go when the rows have been drawn. */
  const next = useRef<Place | null>(null);
  const run = useRef<Place | null>(null);
  useEffect(() => {
    if (next.current && focusAt(box.current, next.current)) next.current = null;
  });
  const latest = useRef(count);
  latest.current = count;
  return useMemo(() => {
    const seek = (place: Place) => {
      next.current = place;
      show(place.row);
    };
    const add = (column = "") => {
      const row = latest.current;
      next.current = { row, column };
      tools.add();
      requestAnimationFrame(() => show(row));
    };
    const go = (place: Place) => {
      if (place.row >= latest.current) add(place.column);
      else if (place.row >= 0 && !focusAt(box.current, place)) seek(place);
    };
    const sideways = (place: Place, step: number) => {
      const cells = cellsOf(box.current, place.row);
      focusOn(cells[cells.findIndex((cell) => cell.dataset["column"] === place.column) + step]);
    };
    const act = (what: NonNullable<ReturnType<typeof meaning>>, place: Place, event: KeyboardEvent<HTMLElement>) => {
      const step = event.key === "Enter" ? (event.shiftKey ? -1 : 1) : STEPS[event.key] ?? 0;
      if (what === "add") add();
      if (what === "horizontal") sideways(place, step);
      if (what === "vertical" && place.row + step < latest.current) go({ ...place, row: place.row + step });
      if (what === "enter") go({ row: place.row + step, column: run.current?.row === place.row ? run.current.column : place.column });
      if (what === "shift" && place.row + step >= 0 && place.row + step < latest.current) {
        next.current = { ...place, row: place.row + step };
        tools.move(place.row, step);
      }
      if (what === "remove") {
        next.current = latest.current > 1 ? { ...place, row: Math.min(place.row, latest.current - 2) } : null;
        tools.remove(place.row);
      }
    };
    const onKeyDownCapture = (event: KeyboardEvent<HTMLElement>) => {
      const target = event.target as Element;
      const place = placeOf(target);
      if (!place || isComposing(event)) return;
      if (event.key === "Tab" && run.current?.row !== place.row) run.current = place;
      const what = meaning(event, target);
      if (!what) return;
      event.preventDefault();
      event.stopPropagation();
      act(what, place, event);
      run.current = null;
    };
    return { add, onKeyDownCapture };
  }, [box, tools, show]);
}
