import { AppstoreAddOutlined, SnippetsOutlined, SyncOutlined } from "@ant-design/icons";
import { App, Button, Checkbox } from "antd";
import { lazy, memo, Suspense, useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import type { LineToolsProps, Row } from "@/platform/fields/lines";
import { problemText } from "@/platform/ui/problem-text";
import { useWindowKey } from "@/platform/ui/useWindowKey";
import type { Sheet } from "./paste";
import { pricesOf, repriced } from "./sale";

const pasting = () => import("./PasteDialog");
const PasteDialog = lazy(() => pasting().then((module) => ({ default: module.PasteDialog })));
const ProductPicker = lazy(() => import("./ProductPicker").then((module) => ({ default: module.ProductPicker })));

const keyOf = (row: Row): unknown => row["id"] ?? row["_key"];

/** The prices of the rules as of now; those that somebody typed are kept unless one says otherwise. */
function useRetake({ grid }: LineToolsProps) {
  const { t } = useTranslation();
  const { modal, message } = App.useApp();
  return async () => {
    let takesTyped = false;
    const typed = grid.now().rows.filter((row) => row["price_source"] === "typed").length;
    const isMeant = await modal.confirm({
      title: t("prices.retake"), okText: t("prices.retake"), cancelText: t("common.cancel"),
      content: (
        <>
          <p>{t("prices.retake_help")}</p>
          {typed > 0 && <Checkbox onChange={(event) => { takesTyped = event.target.checked; }}>{t("prices.retake_typed", { count: typed })}</Checkbox>}
        </>
      ),
    });
    if (!isMeant) return;
    try {
      const { rows, document } = grid.now();
      const patches = await pricesOf(rows, document);
      const found = new Map(rows.map((row, index) => [keyOf(row), patches[index] ?? null]));
      let moved = 0;
      grid.change((row) => {
        const next = repriced(row, found.get(keyOf(row)) ?? null, !takesTyped);
        if (Number(next["unit_price"]) !== Number(row["unit_price"])) moved += 1;
        return next;
      });
      void message.success(t("prices.retaken", { count: moved }));
    } catch (error) {
      void message.error(problemText(error, t));
    }
  };
}

/** Several products at once: chosen in a dialog, or pasted as rows of a table. */
export const LineTools = memo(function LineTools(props: LineToolsProps) {
  const { grid, isEmpty, disabled, pasted, onTaken } = props;
  const { t } = useTranslation();
  const { message } = App.useApp();
  const [open, setOpen] = useState<"pick" | "paste" | null>(null);
  const [sheet, setSheet] = useState<Sheet | null>(null);
  const retake = useRetake(props);
  const show = (rest: Sheet | null) => {
    setSheet(rest);
    setOpen("paste");
  };
  const take = async (text: string) => {
    const { divided, resolveSheet, sheetOf } = await pasting();
    const read = await sheetOf(text);
    if (!read.isSure) return show(read);
    const { lines, rest } = divided(read, await resolveSheet(read, grid));
    grid.append(lines);
    if (lines.length) void message.success(t("paste.done", { count: lines.length }));
    if (rest.rows.length) show(rest);
  };
  useEffect(() => {
    if (pasted === null) return;
    onTaken();
    take(pasted).catch((error: unknown) => void message.error(problemText(error, t)));
    // Each text is taken once.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [pasted]);
  useWindowKey((event) => {
    if (event.key !== "F4" || disabled) return;
    event.preventDefault();
    setOpen("pick");
  });
  const close = () => setOpen(null);
  return (
    <div className="gk-line-more">
      <Button size="small" icon={<AppstoreAddOutlined aria-hidden="true" />} disabled={disabled} aria-keyshortcuts="F4" onClick={() => setOpen("pick")}>{t("picking.open")}</Button>
      <Button size="small" icon={<SnippetsOutlined aria-hidden="true" />} disabled={disabled} onClick={() => show(null)}>{t("paste.open")}</Button>
      <Button size="small" icon={<SyncOutlined aria-hidden="true" />} disabled={disabled || isEmpty} onClick={() => void retake()}>{t("prices.retake")}</Button>
      <Suspense fallback={null}>
        {open === "pick" && <ProductPicker grid={grid} onClose={close} />}
        {open === "paste" && <PasteDialog grid={grid} sheet={sheet} onClose={close} />}
      </Suspense>
    </div>
  );
});
