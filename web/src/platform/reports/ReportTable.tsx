import { Tag, Tooltip } from "antd";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import type { FieldMeta, ObjectMeta, ReportAnswer, ReportColumn } from "@/api/types";
import { usePaths } from "../fields/usePaths";
import { listLink } from "../filter-node";
import { ScrollBox } from "../ui/ScrollBox";
import { sentencesOf, type Figure, type Keys, type Line, type Table } from "./table";
import { figureText, keyText, NOTHING } from "./words";

/** What every cell needs to be read. */
interface Reading {
  currency: string;
  /** What each measure is, by its name. */
  sentences: Record<string, string>;
  fieldOf: (column: ReportColumn) => FieldMeta | null;
}

const MARKS = { added: "Σ", own: "≠Σ", none: "?" };

function useKeyText({ currency, fieldOf }: Reading): (column: ReportColumn, keys: Keys) => string {
  const { t } = useTranslation();
  return (column, keys) => keyText(column, keys[column.as], fieldOf(column), currency, t);
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

function Head({ table, reading }: { table: Table; reading: Reading }) {
  const { t } = useTranslation();
  const said = useKeyText(reading);
  const { groups, columns, measures, across } = table;
  const isSpread = columns.length > 0;
  const blocks = across.length + 1;
  return (
    <thead>
      <tr>
        {groups.length === 0 && <th scope="col" className="gk-report-first" rowSpan={isSpread ? 2 : 1} />}
        {groups.map((group, index) => <th key={group.as} scope="col" className={index === 0 ? "gk-report-first" : undefined} rowSpan={isSpread ? 2 : 1}>{group.label}</th>)}
        {isSpread && across.map(({ keys, isIncomplete }) => (
          <th key={JSON.stringify(keys)} scope="colgroup" className="gk-report-block" colSpan={measures.length}>{columns.map((column) => said(column, keys)).join(" · ")}{isIncomplete && <Running />}</th>
        ))}
        {isSpread && <th scope="colgroup" className="gk-report-block" colSpan={measures.length}>{t("report.total")}</th>}
        {!isSpread && measures.map((one) => <th key={one.as} scope="col" className="gk-right">{one.label}<Mark column={one} sentence={reading.sentences[one.as]} /></th>)}
      </tr>
      {isSpread && (
        <tr>
          {Array.from({ length: blocks }, (_none, block) => measures.map((one, index) => (
            <th key={`${block}:${one.as}`} scope="col" className={index === 0 ? "gk-right gk-report-block" : "gk-right"}>{one.label}{block === blocks - 1 && <Mark column={one} sentence={reading.sentences[one.as]} />}</th>
          )))}
        </tr>
      )}
    </thead>
  );
}

/** A figure: a link to the records behind it, where there is one. */
function Cell({ figure, currency }: { figure: Figure; currency: string }) {
  const { t } = useTranslation();
  const { column, value, behind } = figure;
  const text = figureText(column, value, currency);
  if (text === NOTHING) return <span className="gk-muted">{text}</span>;
  if (typeof behind === "object") return <Link to={listLink(behind.object, behind.filter)} title={t("report.open")}>{text}</Link>;
  return <span className={behind === "counted" ? "gk-muted" : undefined} title={t(`report.${behind}`)}>{text}</span>;
}

function LineKeys({ line, table, reading }: { line: Line; table: Table; reading: Reading }) {
  const { t } = useTranslation();
  const said = useKeyText(reading);
  const width = Math.max(1, table.groups.length);
  if (line.kind === "total" || line.kind === "others") {
    return <th scope="row" className="gk-report-first" colSpan={width}>{line.kind === "total" ? t("report.total") : t("report.others", { count: line.count })}</th>;
  }
  const keyed = table.groups.filter((group) => group.as in line.keys);
  const timed = keyed.findLast((group) => group.bucket) ?? keyed.at(-1);
  return (
    <>
      {keyed.map((group, index) => {
        const isRepeated = index < line.repeated || (line.kind === "subtotal" && index < keyed.length - 1);
        return (
          <th key={group.as} scope="row" className={`${index === 0 ? "gk-report-first" : ""}${isRepeated ? " is-repeated" : ""}`}>
            <span className={isRepeated ? "gk-visually-hidden" : undefined}>{said(group, line.keys)}</span>
            {line.isIncomplete && group === timed && <Running />}
          </th>
        );
      })}
      {line.kind === "subtotal" && <th scope="row" colSpan={width - keyed.length}>{t("report.subtotal")}</th>}
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
              {block?.[n] ? <Cell figure={block[n]} currency={reading.currency} /> : line.kind !== "others" && <span className="gk-muted">{NOTHING}</span>}
            </td>
          )))}
        </tr>
      ))}
    </tbody>
  );
}

/** The figures of a report as a plain table; every figure opens its records. */
export function ReportTable({ answer, table, meta, name }: { answer: ReportAnswer; table: Table; meta: ObjectMeta; name: string }) {
  const { t } = useTranslation();
  const paths = [...table.groups, ...table.columns].map((column) => column.path ?? "");
  const lookup = usePaths(meta, paths);
  const reading: Reading = { currency: answer.currency, sentences: sentencesOf(answer), fieldOf: (column) => lookup(column.path ?? "").field };
  return (
    <ScrollBox className="gk-report-box" label={t("report.table", { name })}>
      <table className="gk-report">
        <Head table={table} reading={reading} />
        <Body table={table} reading={reading} />
      </table>
    </ScrollBox>
  );
}
