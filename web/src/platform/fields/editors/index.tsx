/** The registry of editors: one per field type. Loaded with forms, never with a list. */
import { cellEditors } from "./cells";
import { CurrencyEditor } from "./currency";
import { LinesEditor } from "./LinesEditor";
import { TimeZoneEditor } from "./timezone";
import type { EditorProps } from "./types";

export function FieldEditor(props: EditorProps) {
  if (props.field.type === "lines") return <LinesEditor {...props} />;
  if (props.field.holds === "currency") return <CurrencyEditor {...props} />;
  if (props.field.holds === "timezone") return <TimeZoneEditor {...props} />;
  const Editor = cellEditors[props.field.type] ?? cellEditors.text;
  return <Editor {...props} />;
}
