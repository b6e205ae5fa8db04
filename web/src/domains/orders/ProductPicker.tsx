import { Alert, Button, Empty, Input, Modal, Select, Spin, Tree, type InputRef } from "antd";
import { keepPreviousData, useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { useEffect, useMemo, useRef, useState, type KeyboardEvent, type RefObject } from "react";
import { useTranslation } from "react-i18next";
import { explainPrices, sellableTo, type ExplainedPrice } from "@/api/prices";
import { keys } from "@/api/queries";
import { fileUrl, listRecords } from "@/api/records";
import type { FileEntry, FilterNode, RecordData, Reference } from "@/api/types";
import type { LineGrid, Row } from "@/platform/fields/lines";
import { isNumber, plainNumber } from "@/platform/fields/editors/text";
import { both } from "@/platform/filter-node";
import { currencyOf, formatMoney } from "@/platform/format";
import { isComposing } from "@/platform/ui/keyboard";
import { problemText } from "@/platform/ui/problem-text";
import { useDebounced } from "@/platform/ui/useDebounced";
import { priceLines } from "./lookup";
import { categoryTree, exactly, increased } from "./picking";
import { idOf, listCards, ofCard, saleOf, unitsOf, type Card } from "./sale";

/** As many products as are shown at once. */
const SHOWN = 40;
const OFFERED: FilterNode = { all: [{ field: "is_active", op: "eq", value: true }, { field: "is_sellable", op: "eq", value: true }] };

interface Chosen {
  card: Card;
  quantity: string;
  unit: Reference | null;
}

function useCategories() {
  const read = async () => {
    const rows: RecordData[] = [];
    for (let cursor: string | undefined; ;) {
      const answer = await listRecords("product_category", { fields: ["name", "parent"], sort: ["name"], limit: 500, count: "none", cursor });
      rows.push(...answer.items);
      if (!answer.next_cursor) return categoryTree(rows);
      cursor = answer.next_cursor;
    }
  };
  return useQuery({ queryKey: [...keys.records("product_category"), "tree"], queryFn: read, staleTime: 60_000 });
}

/** The products that may be sold to the account, of a category, found by code, name, pinyin or barcode. */
function useProducts(q: string, category: number | null, document: Row) {
  const account = idOf(document["account"]);
  const scope = useQuery({ queryKey: ["sellable", account], queryFn: () => sellableTo(account), staleTime: 60_000 });
  const filter = both(both(OFFERED, scope.data), category === null ? null : { field: "category", op: "under", value: category });
  const found = useInfiniteQuery({
    queryKey: [...keys.records("product"), "picking", q, filter],
    queryFn: ({ pageParam }) => listCards({ filter, q: q || undefined, limit: SHOWN, cursor: pageParam ?? undefined }),
    initialPageParam: null as string | null, getNextPageParam: (last) => last.cursor, enabled: scope.isSuccess, staleTime: 10_000, placeholderData: keepPreviousData,
  });
  return { ...found, error: scope.error ?? found.error };
}

/** What each shown product costs this account, in its unit and quantity. */
function usePrices(shown: Chosen[], document: Row) {
  const lines = shown.map((one) => ({ product: Number(one.card.id), unit: idOf(one.unit), quantity: isNumber(one.quantity) && Number(one.quantity) > 0 ? one.quantity : "1" }));
  const settled = useDebounced(JSON.stringify(lines), 200);
  const { data } = useQuery({
    queryKey: ["prices", saleOf(document), settled], staleTime: 30_000, placeholderData: keepPreviousData,
    queryFn: async () => {
      const asked = JSON.parse(settled) as typeof lines;
      const answers = await explainPrices(saleOf(document), asked);
      return new Map(asked.map((one, index): [number, ExplainedPrice | undefined] => [one.product, answers[index]]));
    },
  });
  return data;
}

function Product({ one, price, currency, onChange }: { one: Chosen; price: ExplainedPrice | undefined; currency: string; onChange: (next: Chosen) => void }) {
  const { t } = useTranslation();
  const { card } = one;
  const name = String(card["name"]);
  const picture = card["picture"] as FileEntry | null | undefined;
  const units = unitsOf(card);
  return (
    <tr className={one.quantity ? "is-chosen" : undefined}>
      <td>{picture ? <img className="gk-thumb" src={fileUrl(picture.id, "thumb")} alt="" width={40} height={40} loading="lazy" /> : <span className="gk-no-picture" aria-hidden="true" />}</td>
      <td>{name}<div className="gk-muted">{[card["code"], card["specification"]].filter(Boolean).join(" · ")}</div></td>
      <td className="gk-right gk-number">{price?.unit_price ? formatMoney(price.unit_price, currency) : "—"}{price?.source && <div className="gk-muted">{t(`price.source_${price.source}`)}</div>}</td>
      <td>
        {units.length > 1 ? (
          <Select size="small" className="gk-block" value={idOf(one.unit)} aria-label={t("picking.unit", { name })} options={units.map((unit) => ({ value: Number(unit.unit.id), label: unit.unit.name }))} onChange={(id) => onChange({ ...one, unit: units.find((unit) => unit.unit.id === id)?.unit ?? null })} />
        ) : one.unit?.name}
      </td>
      <td>
        <Input size="small" className="gk-number-input" inputMode="decimal" value={one.quantity} data-quantity aria-label={t("picking.quantity", { name })} status={one.quantity && !(isNumber(one.quantity) && Number(one.quantity) > 0) ? "error" : undefined} onFocus={(event) => event.target.select()} onChange={(event) => onChange({ ...one, quantity: plainNumber(event.target.value) })} />
      </td>
    </tr>
  );
}

/** What was chosen before and is not among what is found now, then what is found. */
function Products({ parts: [kept, found], prices, currency, onChange }: {
  parts: [kept: Chosen[], found: Chosen[]]; prices: ReadonlyMap<number, ExplainedPrice | undefined> | undefined; currency: string; onChange: (next: Chosen) => void;
}) {
  const { t } = useTranslation();
  const rowsOf = (part: Chosen[]) => part.map((one) => <Product key={String(one.card.id)} one={one} price={prices?.get(Number(one.card.id))} currency={currency} onChange={onChange} />);
  return (
    <table className="gk-table" aria-label={t("picking.title")}>
      <thead><tr><th scope="col"><span className="gk-visually-hidden">{t("picking.picture")}</span></th><th scope="col">{t("picking.product")}</th><th scope="col" className="gk-right">{t("price.price")}</th><th scope="col">{t("picking.unit_head")}</th><th scope="col">{t("picking.quantity_head")}</th></tr></thead>
      <tbody>{rowsOf(kept)}</tbody>
      <tbody data-found>{rowsOf(found)}</tbody>
    </table>
  );
}

/** From the words to the quantities and back by arrows; Enter in a quantity goes back to the words. */
function useKeys(box: RefObject<HTMLDivElement | null>, words: RefObject<InputRef | null>, onFound: () => void, onAdd: () => void) {
  return (event: KeyboardEvent<HTMLElement>) => {
    if (isComposing(event)) return;
    const fields = [...(box.current?.querySelectorAll<HTMLElement>("input[data-quantity]") ?? [])];
    const at = fields.indexOf(event.target as HTMLElement);
    const isWords = event.target === words.current?.input;
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) onAdd();
    else if (event.key === "Enter" && isWords) onFound();
    else if (event.key === "Enter" && at >= 0) words.current?.focus({ cursor: "all" });
    else if (event.key === "ArrowDown" && isWords) (box.current?.querySelector<HTMLElement>("[data-found] input[data-quantity]") ?? fields[0])?.focus();
    else if (event.key === "ArrowDown" && at >= 0) fields[at + 1]?.focus();
    else if (event.key === "ArrowUp" && at === 0) words.current?.focus({ cursor: "all" });
    else if (event.key === "ArrowUp" && at > 0) fields[at - 1]?.focus();
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
}

/** Enter in the words takes one of what they name exactly, or of all that is found; asked too early it waits for the answer. */
function useTaken(typed: string, q: string, cards: Card[], isSettled: boolean, take: (found: { card: Card; unit: Reference | null }) => void) {
  const [waits, setWaits] = useState("");
  const isReady = isSettled && typed === q;
  useEffect(() => {
    if (!waits || !isReady) return;
    setWaits("");
    const found = waits === q ? exactly(q, cards) : null;
    if (found) take(found);
    // The answer to these words, once.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [waits, isReady]);
  return () => setWaits(typed);
}

export function ProductPicker({ grid, onClose }: { grid: LineGrid; onClose: () => void }) {
  const { t } = useTranslation();
  const [typed, setTyped] = useState("");
  const [category, setCategory] = useState<number | null>(null);
  const [chosen, setChosen] = useState<ReadonlyMap<number, Chosen>>(new Map());
  const [problem, setProblem] = useState("");
  const [isBusy, setBusy] = useState(false);
  const { document } = grid.now();
  const box = useRef<HTMLDivElement>(null);
  const words = useRef<InputRef>(null);
  const q = useDebounced(typed.trim(), 200);
  const categories = useCategories();
  const found = useProducts(q, category, document);
  const cards = useMemo(() => found.data?.pages.flatMap((page) => page.cards) ?? [], [found.data]);
  const shown = cards.map((card): Chosen => chosen.get(Number(card.id)) ?? { card, quantity: "", unit: exactly(q, [card])?.unit ?? card.base_unit });
  // What was chosen stays in sight, whatever is looked for next.
  const kept = [...chosen.values()].filter((one) => !cards.some((card) => card.id === one.card.id));
  const prices = usePrices([...kept, ...shown], document);
  const put = (one: Chosen) => setChosen((now) => new Map(now).set(Number(one.card.id), one));
  const wanted = [...chosen.values()].filter((one) => isNumber(one.quantity) && Number(one.quantity) > 0);
  const onFound = useTaken(typed.trim(), q, cards, !found.isFetching, ({ card, unit }) => {
    const one = chosen.get(Number(card.id));
    put({ card, unit: unit ?? one?.unit ?? card.base_unit, quantity: increased(one?.quantity) });
    words.current?.focus({ cursor: "all" });
  });
  const add = async () => {
    if (wanted.length === 0 || isBusy) return;
    setBusy(true);
    try {
      const rows = wanted.map(({ card, unit, quantity }): Row => ({ product: { id: card.id, name: String(card["name"]) }, quantity, ...ofCard(card, {}, unit) }));
      grid.append((await priceLines(rows, document)).map((one) => one.row));
      onClose();
    } catch (error) {
      setProblem(problemText(error, t));
      setBusy(false);
    }
  };
  const onKeyDown = useKeys(box, words, onFound, () => void add());
  const failure = problem || (found.error ? problemText(found.error, t) : "");
  return (
    <Modal
      open title={t("picking.title")} width="min(1080px, 96vw)" onCancel={onClose} mask={{ closable: false }} afterOpenChange={(isOpen) => isOpen && words.current?.focus()}
      okText={t("picking.add", { count: wanted.length })} okButtonProps={{ disabled: wanted.length === 0 }} confirmLoading={isBusy} cancelText={t("common.cancel")} onOk={() => void add()}
    >
      {/* Keys go through the whole dialog. */}
      {/* eslint-disable-next-line jsx-a11y/no-static-element-interactions */}
      <div ref={box} className="gk-picking" onKeyDown={onKeyDown}>
        <div className="gk-picking-tree">
          <Tree
            aria-label={t("picking.categories")} blockNode defaultExpandAll treeData={[{ key: 0, title: t("picking.all") }, ...(categories.data ?? [])]} key={categories.isSuccess ? "all" : "none"}
            selectedKeys={[category ?? 0]} onSelect={(picked) => setCategory(Number(picked[0] ?? 0) || null)}
          />
        </div>
        <div>
          <Input ref={words} allowClear value={typed} aria-label={t("picking.search")} placeholder={t("picking.search")} onChange={(event) => setTyped(event.target.value)} />
          {failure && <Alert type="error" showIcon className="gk-gap" title={failure} />}
          <div className="gk-picking-list">
            <Spin spinning={found.isPending && !failure}>
              <Products parts={[kept, shown]} prices={prices} currency={currencyOf(document)} onChange={put} />
              {found.isSuccess && shown.length === 0 && <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={t("picking.nothing")} />}
            </Spin>
            {found.hasNextPage && <Button block type="text" loading={found.isFetchingNextPage} onClick={() => void found.fetchNextPage()}>{t("common.load_more")}</Button>}
          </div>
          <p className="gk-muted gk-picking-help">{t("picking.keys")}</p>
        </div>
      </div>
    </Modal>
  );
}
