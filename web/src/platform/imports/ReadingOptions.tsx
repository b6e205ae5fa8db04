import { Alert, InputNumber, Radio, Select } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Preview, Reading } from "@/api/types";

const ENCODINGS = { "utf-8-sig": "UTF-8", gb18030: "GBK / GB18030", cp950: "Big5", cp932: "Shift_JIS", cp1252: "Latin-1", euc_jp: "EUC-JP", cp949: "EUC-KR", cp1251: "Windows-1251", "utf-16": "UTF-16" };

/** `cp950` is nobody's word for it. */
export function encodingName(encoding: string): string {
  return Object.entries(ENCODINGS).find(([name]) => name === encoding)?.[1] ?? encoding.toUpperCase();
}

interface Props {
  preview: Preview;
  hasPercent: boolean;
  isBusy: boolean;
  onChange: (reading: Reading) => void;
}

/** Which of several encodings is right only a person can tell: by the letters. */
export function EncodingQuestion({ preview, onChange }: Pick<Props, "preview" | "onChange">) {
  const { t } = useTranslation();
  return (
    <Alert
      type="warning" showIcon className="gk-gap" title={t("reading.unsure")}
      description={(
        <Radio.Group className="gk-encodings" aria-label={t("reading.encoding")} onChange={(event) => onChange({ encoding: event.target.value as string })}>
          {preview.encodings.map((one) => <Radio key={one.encoding} value={one.encoding}><b>{encodingName(one.encoding)}</b> <span className="gk-muted">{one.sample}</span></Radio>)}
        </Radio.Group>
      )}
    />
  );
}

/** Typed as a whole: the file is not read again at each digit. */
function HeaderRow({ row, isBusy, onChange }: { row: number; isBusy: boolean; onChange: (row: number) => void }) {
  const { t } = useTranslation();
  const [typed, setTyped] = useState<number | null>(row);
  const done = (now: number | null) => { if (now && now !== row) onChange(now); };
  return <InputNumber value={typed} min={1} max={200} precision={0} disabled={isBusy} changeOnWheel={false} aria-label={t("reading.header_row")} onChange={setTyped} onStep={done} onPressEnter={() => done(typed)} onBlur={() => done(typed)} />;
}

/** How the file was read, to be had otherwise: encoding, sheet, row of the names, sign before the places, percentages. */
export function ReadingOptions({ preview, hasPercent, isBusy, onChange }: Props) {
  const { t } = useTranslation();
  const { reading } = preview;
  const isText = Boolean(preview.encoding);
  const named = (value: string | undefined, words: readonly string[], name: string) => ({ value, disabled: isBusy, "aria-label": t(`reading.${name}`), options: words.map((word) => ({ value: word, label: t(`reading.${name}_${word === "." ? "point" : word === "," ? "comma" : word}`) })) });
  return (
    <div className="gk-reading gk-gap" role="group" aria-label={t("reading.title")}>
      {preview.sheets.length > 1 && <label>{t("reading.sheet")}<Select value={reading.sheet} disabled={isBusy} aria-label={t("reading.sheet")} options={preview.sheets.map((name) => ({ value: name, label: name }))} onChange={(sheet: string) => onChange({ sheet, header_row: 0 })} /></label>}
      <label>{t("reading.header_row")}<HeaderRow key={reading.header_row} row={reading.header_row ?? 1} isBusy={isBusy} onChange={(row) => onChange({ header_row: row })} /></label>
      {isText && <label>{t("reading.encoding")}<Select value={preview.encoding ?? undefined} disabled={isBusy} aria-label={t("reading.encoding")} options={Object.entries(ENCODINGS).map(([value, label]) => ({ value, label }))} onChange={(encoding: string) => onChange({ encoding })} /></label>}
      {isText && <label>{t("reading.decimal")}<Select {...named(reading.decimal, [".", ","], "decimal")} onChange={(decimal) => onChange({ decimal: decimal as Reading["decimal"] })} /></label>}
      {hasPercent && <label>{t("reading.percent")}<Select {...named(reading.percent, ["hundredths", "wholes"], "percent")} placeholder={t("reading.percent_open")} onChange={(percent) => onChange({ percent: percent as Reading["percent"] })} /></label>}
    </div>
  );
}
