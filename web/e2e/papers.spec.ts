import { execFileSync } from "node:child_process";
import { expect, test } from "@playwright/test";
import { api, fresh, signIn } from "./support";

const READ = "import io, sys, pypdf; sys.stdout.buffer.write(''.join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(sys.stdin.buffer.read())).pages).encode())";

/** The text of a PDF without blanks, which typesetting moves. */
function textOf(pdf: Buffer): string {
  return execFileSync(process.env["GUIKE_PYTHON"] ?? "python3", ["-c", READ], { input: pdf }).toString("utf8").replace(/\s/g, "");
}

test("[CO-13] the salesperson prints 销售订单确认书 from the order; it says what the order says", async ({ page }) => {
  await signIn(page, "admin");
  await page.goto("/");
  const product = await api(page, "POST", "/records/product", { code: fresh("Z"), name: fresh("铜版纸"), standard_price: "100", tax_rate: "0.13" });
  await signIn(page, "sales1");
  await page.goto("/");
  const name = fresh("打印客户");
  const account = await api(page, "POST", "/records/account", { name, source: "exhibition", status: "formal" });
  const lines = [{ product: product["id"], quantity: "3", discount_rate: "0.1" }];
  const order = await api(page, "POST", "/records/sales_order", { account: account["id"], lines });
  await page.goto(`/o/sales_order/${String(order["id"])}`);
  await page.getByRole("button", { name: "更多" }).click();
  await page.getByRole("menuitem", { name: "打印" }).click();
  const dialog = page.getByRole("dialog", { name: "打印" });
  await expect(dialog.getByText("销售订单确认书").first()).toBeVisible();
  const open = dialog.getByRole("link", { name: "打开 PDF" });
  await expect(open).toBeVisible();
  const answer = await page.request.get(String(await open.getAttribute("href")), { headers: { "Accept-Language": "zh-CN" } });
  expect([answer.status(), answer.headers()["content-type"]]).toEqual([200, "application/pdf"]);
  const text = textOf(await answer.body());
  for (const said of ["销售订单确认书", String(order["number"]), name, String(product["name"]), "¥270.00", "贰佰柒拾元整"]) expect(text).toContain(said);
  // Whoever has no right to print gets no paper.
  await signIn(page, "shipper1");
  const refused = await page.request.get(`/api/v1/records/sales_order/${String(order["id"])}/print`);
  expect(refused.status()).toBe(403);
});
