import type { SpecialDialogProps } from "@/platform/actions/special";
import { FormDrawer } from "@/platform/form/later";
import { recordName } from "@/platform/meta";

/** The whole form of an activity, begun as a market action of this campaign. */
export function MarketAction({ meta, record, onDone, onClose }: SpecialDialogProps) {
  const name = recordName(record, meta);
  const defaults = { kind: "meeting", purpose: "market", subject: name, related: [{ object: meta.name, id: record.id, name }] };
  return <FormDrawer object="activity" defaults={defaults} onSaved={() => onDone(record)} onClose={onClose} />;
}
