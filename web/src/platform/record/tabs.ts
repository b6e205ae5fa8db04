/** Tabs of their own, for the few objects that the platform cannot draw whole. */
import type { ComponentType } from "react";
import type { Me, ObjectMeta, RecordData } from "@/api/types";

export interface TabProps {
  meta: ObjectMeta;
  record: RecordData;
}

interface SpecialTab {
  key: string;
  /** A key of the catalogues. */
  label: string;
  isShown: (me: Me, record: RecordData, meta: ObjectMeta) => boolean;
  component: ComponentType<TabProps>;
  /** The field that it shows, which the overview leaves out. */
  shows?: string;
}

/** In place of the name of an object: for all of them. */
export const EVERY_OBJECT = "*";

const tabs = new Map<string, SpecialTab[]>();

export function registerTab(object: string, tab: SpecialTab): void {
  tabs.set(object, [...(tabs.get(object) ?? []), tab]);
}

export function specialTabs(object: string): readonly SpecialTab[] {
  return [...(tabs.get(object) ?? []), ...(tabs.get(EVERY_OBJECT) ?? [])];
}
