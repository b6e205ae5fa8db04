import { Tag, Tooltip } from "antd";
import { useLayoutEffect, useRef, type CSSProperties } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import type { ReportAnswer, ReportColumn } from "@/api/types";
import { listLink } from "../filter-node";
import { ScrollBox } from "../ui/ScrollBox";
import { sentencesOf, type Figure, type Keys, type Line, type Table } from "./table";
import { columnText, figureText, keyLink, keyText, NOTHING } from "./words";

/** What every cell needs to be read. */
interface Reading {
  currency: string;
  /** What each measure is, by its name. */
  sentences: Record<string, string>;
}

const MARKS = { added: "Σ", own: "≠Σ", none: "?" };

function useKeyText({ currency }: Reading): (column: ReportColumn, keys: Keys) => string {
  const { t } = useTranslation();
  return (column, keys) => keyText(column, keys[column.as], currency, t);
}

/** What a measure is, and whether its groups add up to its total; a button, so that the keyboard reaches what it says. */
function Mark({ column, sentence }: { column: ReportColumn; sentence: string | undefined }) {
  const { t } = useTranslation();
  const { total = "none" } = column;
  const adds = total === "none" ? "" : t(`report.${total}`);
  const said = [sentence, adds].filter(Boolean);
  if (said.length === 0) return null;
  const lines = said.map((one) => <span key={one} className="gk-report-said">{one}</span>);
  return <Tooltip title={lines} trigger={["hover", "focus", "click"]}><button type="button" className="gk-report-mark" aria-label={said.join(" ")}>{MARKS[total]}</button></Tooltip>;
}

function Running() {
  const { t } = useTranslation();
  return <Tooltip title={t("report.running_help")} trigger={["hover", "focus", "click"]}><button type="button" className="gk-report-mark"><Tag color="orange">{t("report.running")}</Tag></button></Tooltip>;
}

/** A measure as the head of its figures. */
function Measure({ column, reading, hasMark = true }: { column: ReportColumn; reading: Reading; hasMark?: boolean }) {
  const { t } = useTranslation();
  return <>{columnText(column, reading.currency, t)}{hasMark && <Mark column={column} sentence={reading.sentences[column.as]} />}</>;
}

const MOST_HELD = 0.6;

/** The groups stay in sight when the figures are scrolled, each behind the one before; the first alone where all would take too much of the width. */
function useHeldGroups(groups: ReportColumn[]) {
  const ref = useRef<HTMLTableElement>(null);
  useLayoutEffect(() => {
    const table = ref.current;
    const room = table?.closest<HTMLElement>(".gk-report-box")?.parentElement;
    if (!table || !room) return;
    const hold = () => {
      const heads = [...table.querySelectorAll<HTMLElement>("thead tr:first-child > *")].slice(0, groups.length);
      const width = heads.reduce((sum, head) => sum + head.offsetWidth, 0);
      let behind = 0;
      for (const [at, head] of heads.entries()) {
        if (width <= room.clientWidth * MOST_HELD) table.style.setProperty(`--gk-key-${at}`, `${behind}px`);
        else table.style.removeProperty(`--gk-key-${at}`);
        behind += head.offsetWidth;
      }
    };
    const watch = new ResizeObserver(hold);
    watch.observe(table);
    watch.observe(room);
    return () => watch.disconnect();
  }, [groups]);
  return ref;
}

/** How the cell of a group is held. */
function held(index: number): { className: string; style?: CSSProperties } {
  return index === 0 ? { className: "gk-report-first" } : { className: "gk-report-key", style: { insetInlineStart: `var(--gk-key-${index})` } };
}

/** The groups, which stand over all lines of the head. */
function GroupHeads({ groups, lines }: { groups: ReportColumn[]; lines: number }) {
  if (groups.length === 0) return <th scope="col" className="gk-report-first" rowSpan={lines} />;
  return groups.map((group, index) => <th key={group.as} scope="col" {...held(index)} rowSpan={lines}>{group.label}</th>);
}

function Head({ table, reading }: { table: Table; reading: Reading }) {
  const { groups, columns, measures } = table;
  if (columns.length > 0) return <SpreadHead table={table} reading={reading} />;
  return (
    <thead>
      <tr>
        <GroupHeads groups={groups} lines={1} />
        {measures.map((one) => <th key={one.as} scope="col" className="gk-right"><Measure column={one} reading={reading} /></th>)}
      </tr>
    </thead>
  );
}

/** Column keys across, each over its measures; a measure that is alone is said once, over all of them. */
function SpreadHead({ table, reading }: { table: Table; reading: Reading }) {
  const { t } = useTranslation();
  const said = useKeyText(reading);
  const { groups, columns, measures, across } = table;
  const [alone] = measures.length === 1 ? measures : [];
  const scope = alone ? "col" : "colgroup";
  const className = alone ? "gk-right" : "gk-report-block";
  const blocks = [
    ...across.map(({ keys, isIncomplete }) => <th key={JSON.stringify(keys)} scope={scope} className={className} colSpan={measures.length}>{columns.map((column) => said(column, keys)).join(" · ")}{isIncomplete && <Running />}</th>),
    <th key="total" scope={scope} className={className} colSpan={measures.length}>{t("report.total")}</th>,
  ];
  return (
    <thead>
      <tr>
        <GroupHeads groups={groups} lines={2} />
        {alone ? <th scope="colgroup" colSpan={blocks.length}><Measure column={alone} reading={reading} /></th> : blocks}
      </tr>
      <tr>
        {alone ? blocks : Array.from(blocks, (_block, at) => measures.map((one, index) => (
          <th key={`${at}:${one.as}`} scope="col" className={index === 0 ? "gk-right gk-report-block" : "gk-right"}><Measure column={one} reading={reading} hasMark={at === blocks.length - 1} /></th>
        )))}
      </tr>
    </thead>
  );
}

/** A figure: a link to the records behind it, where there is one. */
export function FigureCell({ figure, currency }: { figure: Figure; currency: string }) {
  const { t } = useTranslation();
  const { column, value, behind } = figure;
  const text = figureText(column, value, currency);
  if (text === NOTHING) return <span className="gk-muted">{text}</span>;
  if (typeof behind === "object") return <Link to={listLink(behind.object, behind.filter)} title={t("report.open")}>{text}</Link>;
  return <span className={behind === "counted" ? "gk-muted" : undefined} title={t(`report.${behind}`)}>{text}</span>;
}

/** A group: a link to its record, where it is one with a page of its own. */
function Key({ to, text }: { to: string | null; text: string }) {
  return to ? <Link to={to}>{text}</Link> : text;
}

function LineKeys({ line, table, reading }: { line: Line; table: Table; reading: Reading }) {
  const { t } = useTranslation();
  const said = useKeyText(reading);
  const width = Math.max(1, table.groups.length);
  if (line.kind === "total" || line.kind === "others") {
    const word = line.kind === "total" ? t("report.total") : t("report.others", { count: line.count });
    return <><th scope="row" className="gk-report-first">{word}</th>{width > 1 && <td {...held(1)} colSpan={width - 1} />}</>;
  }
  const keyed = table.groups.filter((group) => group.as in line.keys);
  const timed = keyed.findLast((group) => group.bucket) ?? keyed.at(-1);
  return (
    <>
      {keyed.map((group, index) => {
        const isRepeated = index < line.repeated || (line.kind === "subtotal" && index < keyed.length - 1);
        return (
          <th key={group.as} scope="row" {...held(index)} data-repeated={isRepeated || undefined}>
            {isRepeated ? <span className="gk-visually-hidden">{said(group, line.keys)}</span> : <Key to={keyLink(group, line.keys[group.as])} text={said(group, line.keys)} />}
            {line.isIncomplete && group === timed && <Running />}
          </th>
        );
      })}
      {line.kind === "subtotal" && <th scope="row" {...held(keyed.length)} colSpan={width - keyed.length}>{t("report.subtotal")}</th>}
    </>
  );
}

function Body({ table, reading }: { table: Table; reading: Reading }) {
  return (
    <tbody>
      {table.lines.map((line, at) => (
        <tr key={`${at}:${JSON.stringify(line.keys)}`} className={`gk-report-${line.kind}`}>
          <LineKeys line={line} table={table} reading={reading} />
          {line.blocks.map((block, index) => table.measures.map((measure, n) => (
            <td key={`${index}:${measure.as}`} className={n === 0 && table.columns.length ? "gk-right gk-report-block" : "gk-right"}>
              {block?.[n] ? <FigureCell figure={block[n]} currency={reading.currency} /> : line.kind !== "others" && <span className="gk-muted">{NOTHING}</span>}
            </td>
          )))}
        </tr>
      ))}
    </tbody>
  );
}

/** The figures of a report as a plain table; every figure opens its records. */
export function ReportTable({ answer, table, name }: { answer: ReportAnswer; table: Table; name: string }) {
  const { t } = useTranslation();
  const reading: Reading = { currency: answer.currency, sentences: sentencesOf(answer) };
  const ref = useHeldGroups(table.groups);
  return (
    <ScrollBox className="gk-report-box" label={t("report.table", { name })}>
      <table ref={ref} className="gk-report">
        <Head table={table} reading={reading} />
        <Body table={table} reading={reading} />
      </table>
    </ScrollBox>
  );
}
