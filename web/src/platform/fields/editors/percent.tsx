import { useTranslation } from "react-i18next";
import { isBelowHalf, discountWords, offOf, typedOf, type Convention } from "../../discount";
import { shiftPoint } from "../../format";
import { isNumber, NumberEditor } from "./text";
import type { EditorProps } from "./types";

/** Typed in the company's way; what it means is said beside it, so that 85 is not taken for what 15 is. */
function DiscountEditor({ convention, ...props }: EditorProps & { convention: Convention }) {
  const { t } = useTranslation();
  const off = String(props.value ?? "");
  const isSaid = isNumber(off) && Number(off) > 0 && Number(off) <= 1;
  const said = isSaid ? [discountWords(off), ...(props.saved ? [t("discount.saves", { amount: props.saved })] : [])].join(" · ") : "";
  const isLow = isSaid && isBelowHalf(off);
  return (
    <span className="gk-discount">
      <NumberEditor {...props} suffix="%" placeholder={typedOf("0", convention)} typedOf={(kept) => typedOf(kept, convention)} keptOf={(typed) => offOf(typed, convention)} />
      <span className={isLow ? "gk-discount-words is-low" : "gk-discount-words"} role="status">{said}{isLow ? t("discount.low") : ""}</span>
    </span>
  );
}

export function PercentEditor(props: EditorProps) {
  const { discount } = props.field;
  if (discount) return <DiscountEditor {...props} convention={discount} />;
  return <NumberEditor {...props} suffix="%" typedOf={(kept) => shiftPoint(kept, 2)} keptOf={(typed) => shiftPoint(typed, -2)} />;
}
