/** What somebody chose on 提醒设置: channels for all kinds, and for some kinds their own. */
import type { Preferences } from "@/api/types";

export interface Choice {
  all: Preferences["all"];
  own: Record<string, string[]>;
}

export function toggled(channels: string[], channel: string): string[] {
  return channels.includes(channel) ? channels.filter((one) => one !== channel) : [...channels, channel];
}

/** The entries that are sent in place of the former choice. */
export function bodyOf({ all, own }: Choice) {
  return [{ kind: "", ...all }, ...Object.entries(own).map(([kind, channels]) => ({ kind, channels }))];
}
