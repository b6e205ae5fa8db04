import "./page.css";
import { element } from "./element";
import { askAnswer, type Answered } from "./form";
import type { LinkPage, Problem } from "./types";
import { wordsFor } from "./words";

// The page of a public link. It stands alone: it needs no sign-in, shares nothing with the application and keeps nothing.
const [words, language] = wordsFor(navigator.language);
const token = location.pathname.split("/").pop() ?? "";
const address = `/api/v1/public/links/${encodeURIComponent(token)}`;
const root = document.getElementById("page") as HTMLElement;

async function ask(method: "GET" | "POST", path = "", body?: unknown, key?: string): Promise<LinkPage | Problem | null> {
  const headers: Record<string, string> = { "Accept-Language": language };
  if (body !== undefined) headers["Content-Type"] = "application/json";
  if (key) headers["Idempotency-Key"] = key;
  try {
    const answer = await fetch(address + path, { method, headers, credentials: "omit", referrerPolicy: "no-referrer", body: body === undefined ? null : JSON.stringify(body) });
    return answer.status === 204 ? null : ((await answer.json()) as LinkPage | Problem);
  } catch {
    return { detail: words.failed, retry: true };
  }
}

function isPage(answer: LinkPage | Problem | null): answer is LinkPage {
  return answer !== null && "columns" in answer;
}

function sorry(problem: Problem | null): void {
  const box = element("div", { class: "sheet", role: "alert" }, element("p", {}, problem?.detail ?? problem?.title ?? words.failed));
  if (problem?.retry) {
    const again = element("button", { type: "button" }, words.again);
    again.addEventListener("click", () => void open());
    box.append(element("div", { class: "buttons" }, again));
  }
  root.replaceChildren(box);
}

function table(page: LinkPage): HTMLElement {
  const head = element("tr", {}, ...page.columns.map((one) => element("th", { scope: "col", class: one.is_number ? "number" : "" }, one.label)));
  const rows = page.lines.flatMap((line) => {
    const cells = page.columns.map((one) => element("td", { class: one.is_number ? "number" : "" }, line.cells[one.name] ?? ""));
    const row = element("tr", { id: `line-${line.id}` }, ...cells);
    return line.remark ? [row, element("tr", { class: "said" }, element("td", { colspan: String(page.columns.length) }, line.remark))] : [row];
  });
  return element("div", { class: "wide" }, element("table", {}, element("thead", {}, head), element("tbody", {}, ...rows)));
}

function draw(page: LinkPage, hasAnswered = false): void {
  document.documentElement.lang = language;
  document.title = page.title;
  const sheet = element("div", { class: "sheet" }, element("p", { class: "company" }, page.company), element("h1", {}, page.title));
  if (page.facts.length) sheet.append(element("dl", {}, ...page.facts.flatMap((one) => [element("dt", {}, one.label), element("dd", {}, one.value)])));
  if (page.columns.length) sheet.append(table(page));
  if (hasAnswered) sheet.append(element("p", { class: "note good", role: "status" }, words.thanks));
  if (page.note) sheet.append(element("p", { class: "note" }, page.note));
  const below = element("div", {});
  const buttons = element("div", { class: "buttons" });
  for (const one of page.buttons) {
    const button = element("button", { type: "button", class: one.is_danger ? "danger" : "main" }, one.label);
    button.addEventListener("click", () => askAnswer(page, one, words, below, (body, key) => send(body, key), () => draw(page)));
    buttons.append(button);
  }
  if (page.buttons.length) below.append(buttons);
  sheet.append(below, element("p", { class: "until" }, `${words.validUntil} ${new Date(page.expires_at).toLocaleDateString(language)}`));
  root.replaceChildren(sheet);
}

async function send(body: Answered, key: string): Promise<string> {
  const answer = await ask("POST", "", body, key);
  if (isPage(answer)) {
    draw(answer, true);
    return "";
  }
  return answer?.errors?.map((one) => one.message).join("；") || answer?.detail || answer?.title || words.failed;
}

async function open(): Promise<void> {
  root.replaceChildren(element("p", {}, words.loading));
  const answer = await ask("GET");
  if (!isPage(answer)) {
    sorry(answer);
    return;
  }
  draw(answer);
  void ask("POST", "/openings");
}

void open();
