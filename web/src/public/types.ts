/** What `GET /public/links/{token}` answers. */
export interface LinkPage {
  company: string;
  purpose: string;
  expires_at: string;
  title: string;
  facts: { label: string; value: string }[];
  columns: { name: string; label: string; is_number: boolean }[];
  lines: { id: number; cells: Record<string, string>; remark: string }[];
  buttons: LinkButton[];
  note: string;
}

export interface LinkButton {
  verb: string;
  label: string;
  remark: "none" | "optional" | "required";
  about_lines: boolean;
  is_danger: boolean;
  line_label: string;
  needs_name: boolean;
}

/** What is refused, or did not come at all. */
export interface Problem {
  title?: string;
  detail?: string;
  errors?: { field: string; message: string }[];
  retry?: boolean;
}
