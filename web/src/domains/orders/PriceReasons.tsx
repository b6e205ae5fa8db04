import { QuestionCircleOutlined } from "@ant-design/icons";
import { Button, Popover } from "antd";
import { useTranslation } from "react-i18next";
import type { PriceCandidate, PriceReasonsData } from "@/api/prices";
import type { Reference } from "@/api/types";
import { IN_GRID } from "@/platform/fields/lines";
import type { StructureProps } from "@/platform/fields/structures";
import { formatDate, formatNumber, formatPercent } from "@/platform/format";

function Outcome({ one }: { one: PriceCandidate }) {
  const { t } = useTranslation();
  if (!one.why_not) return <strong>{t("price.won")}</strong>;
  const value = one.change?.field === "on" ? formatDate(one.change.value) : one.change?.field === "quantity" ? formatNumber(one.change.value) : one.change?.value;
  return <>{t(`price.why_${one.why_not}`)}{one.change && <span className="gk-muted">{t("common.sentence_separator")}{t(`price.change_${one.change.field}`, { value })}</span>}</>;
}

function Candidates({ reasons, isTyped }: { reasons: PriceReasonsData; isTyped: boolean }) {
  const { t } = useTranslation();
  const terms = (one: PriceCandidate) =>
    [one.from_quantity && t("price.from", { quantity: formatNumber(one.from_quantity) }), one.discount_rate && t("price.off", { rate: formatPercent(one.discount_rate) })].filter(Boolean).join(t("common.sentence_separator"));
  return (
    <>
      {isTyped && <p>{t("price.typed")}</p>}
      {reasons.candidates.length === 0 ? <p className="gk-muted">{t("price.nothing")}</p> : (
        <table className="gk-table">
          <thead><tr><th scope="col">{t("price.source")}</th><th scope="col" className="gk-right">{t("price.price")}</th><th scope="col">{t("price.terms")}</th><th scope="col">{t("price.outcome")}</th></tr></thead>
          <tbody>
            {reasons.candidates.map((one, index) => (
              <tr key={index} className={one.why_not ? "gk-muted" : undefined}>
                <td>{t(`price.source_${one.source}`)}{one.book && <span className="gk-muted"> {one.book}</span>}</td>
                <td className="gk-right gk-number">{one.price === null ? "" : formatNumber(one.price)}</td>
                <td>{terms(one)}</td>
                <td><Outcome one={one} /></td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </>
  );
}

/** Which rule gave the price of a line, which did not and why, and what would change it. */
export function PriceReasons({ value, record }: StructureProps) {
  const { t } = useTranslation();
  const reasons = value as PriceReasonsData | null;
  if (!reasons?.candidates) return null;
  const product = (record?.["product"] as Partial<Reference> | undefined)?.name ?? "";
  return (
    <Popover trigger="click" placement="bottomRight" title={t("price.of", { product })} content={<Candidates reasons={reasons} isTyped={record?.["price_source"] === "typed"} />}>
      <Button type="text" size="small" tabIndex={record?.[IN_GRID] ? -1 : undefined} icon={<QuestionCircleOutlined aria-hidden="true" />} aria-label={t("price.of", { product })} />
    </Popover>
  );
}
