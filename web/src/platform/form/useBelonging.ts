import type { FormInstance } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { isProblem } from "@/api/problem";
import type { FieldMeta } from "@/api/types";
import { findMisfits, isSame, without, type Misfit } from "../fields/within";
import type { Values } from "./useRecordForm";

/**
 * What was chosen for another account is emptied when the account of the form changes, and the field says so until it is
 * filled anew. Where nobody can be asked, it stays: the server refuses it when the form is sent.
 */
export function useBelonging(form: FormInstance<Values>, fields: FieldMeta[]) {
  const { t } = useTranslation();
  const [emptied, setEmptied] = useState<Record<string, string>>({});
  const say = ({ column, rows, group }: Misfit): string => {
    const said = { label: column?.label, rows: rows?.map((row) => row + 1).join(t("common.list_separator")), group: fields.find((one) => one.name === group)?.label };
    return t(column ? "form.emptied_rows" : "form.emptied", said);
  };
  const look = async (changed: Values) => {
    setEmptied((now) => (Object.keys(now).some((name) => name in changed) ? Object.fromEntries(Object.entries(now).filter(([name]) => !(name in changed))) : now));
    const asked = { ...(form.getFieldsValue(true) as Values) };
    let found: Misfit[];
    try {
      found = await findMisfits(fields, new Set(Object.keys(changed)), asked);
    } catch (error) {
      if (isProblem(error)) return;
      throw error;
    }
    for (const misfit of found) {
      const now = form.getFieldsValue(true) as Values;
      // The group was changed once more meanwhile: that change asks for itself.
      if (!isSame(now[misfit.group], asked[misfit.group])) continue;
      const rest = without(misfit, asked, now);
      if (rest === now[misfit.field.name]) continue;
      form.setFieldValue(misfit.field.name, rest);
      setEmptied((others) => ({ ...others, [misfit.field.name]: say(misfit) }));
    }
  };
  return { emptied, look };
}
