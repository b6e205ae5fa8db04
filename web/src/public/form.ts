import { element } from "./element";
import type { LinkButton, LinkPage } from "./types";
import type { Words } from "./words";

export interface Answered {
  verb: string;
  name: string;
  remark?: string;
  lines?: Record<string, string>;
}

/** What is missing before this can be sent; "" when it is whole. */
export function missing(button: LinkButton, answered: Answered, words: Words): string {
  if (button.needs_name && !answered.name) return words.needName;
  if (button.remark === "required" && !answered.remark) return words.needRemark;
  if (!button.about_lines || Object.keys(answered.lines ?? {}).length) return "";
  return button.line_label ? words.needSome : words.needLine;
}

function field(form: HTMLElement, label: string, input: HTMLInputElement | HTMLTextAreaElement): void {
  form.append(element("label", {}, label, input));
}

/** Below the table: who answers, a remark where one belongs, and below each line what is wrong with it. */
export function askAnswer(page: LinkPage, button: LinkButton, words: Words, below: HTMLElement, send: (body: Answered, key: string) => Promise<string>, back: () => void): void {
  const key = crypto.randomUUID?.() ?? `${Date.now()}-${Math.random()}`;
  const form = element("form", {});
  const name = element("input", { maxlength: "100", autocomplete: "name", required: "required" });
  const remark = element("textarea", { maxlength: "500", rows: "3" });
  const ofLines = new Map<number, HTMLInputElement>();
  if (button.about_lines) {
    const asked = button.line_label || words.lineRemark;
    if (!button.line_label) form.append(element("p", { class: "note" }, words.pickLines));
    for (const line of page.lines) {
      const input = element("input", { maxlength: "500", "aria-label": `${asked}: ${Object.values(line.cells).join(" ")}`, placeholder: asked });
      ofLines.set(line.id, input);
      document.getElementById(`line-${line.id}`)?.after(element("tr", {}, element("td", { colspan: String(page.columns.length) }, input)));
    }
  }
  if (button.needs_name) field(form, words.name, name);
  if (button.remark !== "none") field(form, words.remark + (button.remark === "optional" ? words.optional : ""), remark);
  const wrong = element("p", { class: "bad", role: "alert" });
  const submit = element("button", { type: "submit", class: button.is_danger ? "danger" : "main" }, button.label);
  const leave = element("button", { type: "button" }, words.back);
  leave.addEventListener("click", back);
  form.append(wrong, element("div", { class: "buttons" }, submit, leave));
  form.noValidate = true;
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const lines = Object.fromEntries([...ofLines].map(([id, input]) => [String(id), input.value.trim()]).filter(([, text]) => text));
    const body: Answered = { verb: button.verb, name: name.value.trim(), ...(button.remark === "none" ? {} : { remark: remark.value.trim() }), ...(button.about_lines ? { lines } : {}) };
    wrong.textContent = missing(button, body, words);
    if (wrong.textContent) return;
    submit.disabled = true;
    void send(body, key).then((said) => {
      wrong.textContent = said;
      submit.disabled = false;
    });
  });
  below.replaceChildren(form);
  (ofLines.values().next().value ?? (button.needs_name ? name : submit)).focus();
}
