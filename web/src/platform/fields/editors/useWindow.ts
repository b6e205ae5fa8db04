/** Of a grid of many rows only those that are seen are drawn: with all of them, each key would wait for the layout of all. */
import { defaultRangeExtractor, useVirtualizer } from "@tanstack/react-virtual";
import { useCallback, useDeferredValue, useRef } from "react";
import type { FieldMeta } from "@/api/types";
import type { Row } from "../lines";
import { keyOf } from "./useLineRows";

/** From so many rows on. */
const LONG = 24;
const ROW_PX = 37;
const BEYOND = 6;

export interface Window {
  isLong: boolean;
  /** The rows to be drawn, and how much stands empty before each. */
  seen: { index: number; before: number }[];
  after: number;
  scroller: React.RefObject<HTMLDivElement | null>;
  measure?: (body: HTMLTableSectionElement | null) => void;
  /** Brings a row into sight that may not be drawn. */
  show: (index: number) => unknown;
  /** The row that is typed in stays, wherever one scrolls. */
  onFocus: (event: React.FocusEvent<HTMLElement>) => void;
}

export function useWindow(rows: Row[]): Window {
  const scroller = useRef<HTMLDivElement>(null);
  const typedIn = useRef(-1);
  const isLong = rows.length > LONG;
  const virtual = useVirtualizer<HTMLDivElement, HTMLTableSectionElement>({
    count: rows.length, enabled: isLong, getScrollElement: () => scroller.current, estimateSize: () => ROW_PX, overscan: BEYOND, scrollPaddingStart: ROW_PX * 2, scrollPaddingEnd: ROW_PX,
    useFlushSync: false,
    getItemKey: (index) => keyOf(rows[index] ?? {}, index), measureElement: (body) => body.getBoundingClientRect().height,
    rangeExtractor: (range) => {
      const seen = defaultRangeExtractor(range);
      const kept = typedIn.current;
      return kept < 0 || kept >= rows.length || seen.includes(kept) ? seen : [...seen, kept].sort((a, b) => a - b);
    },
  });
  // Rows beyond those that are seen are drawn in pieces, between which a key is answered.
  const items = useDeferredValue(virtual.getVirtualItems());
  const { scrollToIndex } = virtual;
  const isLongNow = useRef(isLong);
  isLongNow.current = isLong;
  const show = useCallback((index: number) => isLongNow.current && scrollToIndex(index), [scrollToIndex]);
  const onFocus = useCallback((event: React.FocusEvent<HTMLElement>) => {
    typedIn.current = Number((event.target as Element).closest<HTMLElement>("tr[data-row]")?.dataset["row"] ?? -1);
  }, []);
  if (!isLong) return { isLong, seen: rows.map((_, index) => ({ index, before: 0 })), after: 0, scroller, show, onFocus };
  let end = 0;
  const seen = items.filter((one) => one.index < rows.length).map((one) => {
    const before = one.start - end;
    end = one.end;
    return { index: one.index, before };
  });
  return { isLong, seen, after: virtual.getTotalSize() - end, scroller, measure: virtual.measureElement, show, onFocus };
}

const WIDTHS: Partial<Record<FieldMeta["type"], number>> = { reference: 108, date: 128, money: 108, decimal: 88, percent: 88, json: 64, choice: 96, boolean: 64 };
const FIRST = 220;
const OTHER = 120;
const DISCOUNT = 132;

/** Where not all rows are drawn, the columns do not follow what stands in them. */
export function widthOf(column: FieldMeta, at: number): number {
  if (at === 0) return FIRST;
  return column.discount ? DISCOUNT : WIDTHS[column.type] ?? OTHER;
}
