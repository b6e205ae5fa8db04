/** The registry of editors: one per field type. Loaded with forms, never with a list. */
import { cellEditors } from "./cells";
import { LinesEditor } from "./LinesEditor";
import type { EditorProps } from "./types";

export function FieldEditor(props: EditorProps) {
  if (props.field.type === "lines") return <LinesEditor {...props} />;
  const Editor = cellEditors[props.field.type] ?? cellEditors.text;
  return <Editor {...props} />;
}
