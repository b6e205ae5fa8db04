import { Form } from "antd";
import { useTranslation } from "react-i18next";
import { discountBoth, isBelowHalf, readDiscount, typedOf, writtenDiscount, type Convention } from "../../discount";
import { shiftPoint } from "../../format";
import { isNumber, NumberEditor } from "./text";
import type { EditorProps } from "./types";

/**
 * Typed as a number in the company's way, or in words that mean one thing alone: 85折, 15%. What it means is said beside it
 * both ways, so that 85 is not taken for what 15 is. What could mean two things stays as it was typed, which is no number.
 */
function DiscountEditor({ convention, ...props }: EditorProps & { convention: Convention }) {
  const { t } = useTranslation();
  const { errors } = Form.Item.useStatus();
  const off = String(props.value ?? "");
  const isSaid = isNumber(off) && Number(off) > 0 && Number(off) <= 1;
  const said = isSaid ? [discountBoth(off), ...(props.saved ? [t("discount.saves", { amount: props.saved })] : [])].join(" · ") : "";
  const isLow = isSaid && isBelowHalf(off);
  // Once the form says what is wrong, it is not said twice; of a cell it says nothing.
  const isUnclear = off !== "" && !isNumber(off) && (props.isCell || !errors.length);
  const isBare = /^\d*\.?\d*$/.test(isNumber(off) ? writtenDiscount(off, convention) : "");
  return (
    <span className="gk-discount">
      <NumberEditor
        {...props} suffix={<span>{isBare ? t(`discount.unit_${convention}`) : ""}</span>} placeholder={typedOf("0", convention)}
        typedOf={(kept) => writtenDiscount(kept, convention)} readOf={(typed) => readDiscount(typed, convention) ?? `${typed}?`}
      />
      <span className={isLow || isUnclear ? "gk-discount-words is-low" : "gk-discount-words"} role="status">{isUnclear ? t("discount.unclear") : said}{isLow ? t("discount.low") : ""}</span>
    </span>
  );
}

export function PercentEditor(props: EditorProps) {
  const { discount } = props.field;
  if (discount) return <DiscountEditor {...props} convention={discount} />;
  return <NumberEditor {...props} suffix="%" typedOf={(kept) => shiftPoint(kept, 2)} keptOf={(typed) => shiftPoint(typed, -2)} />;
}
