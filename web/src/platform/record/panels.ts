/** What a domain shows above the fields of a record: figures that are no fields of it. */
import type { ComponentType } from "react";
import type { Me, RecordData } from "@/api/types";
import type { TabProps } from "./tabs";

interface Panel {
  isShown: (me: Me, record: RecordData) => boolean;
  component: ComponentType<TabProps>;
}

const panels = new Map<string, Panel[]>();

export function registerPanel(object: string, panel: Panel): void {
  panels.set(object, [...(panels.get(object) ?? []), panel]);
}

export function panelsOf(object: string, me: Me, record: RecordData): readonly Panel[] {
  return (panels.get(object) ?? []).filter((panel) => panel.isShown(me, record));
}
