import { PlusOutlined } from "@ant-design/icons";
import { App, Button } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { createRecord } from "@/api/records";
import type { PreviewColumn } from "@/api/types";
import { metaChanged } from "@/api/queries";
import { problemText } from "../ui/problem-text";

interface Props {
  object: string;
  suggested: NonNullable<PreviewColumn["suggested"]>;
  onMade: (name: string) => void;
}

/** A column that the object has no field for, and that is worth one: made here, by who may. */
export function SuggestedField({ object, suggested, onMade }: Props) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const [isBusy, setBusy] = useState(false);
  const make = async () => {
    setBusy(true);
    try {
      await createRecord("field_def", { object, ...suggested }, crypto.randomUUID());
      await metaChanged();
      onMade(suggested.api_name);
    } catch (error) {
      void message.error(problemText(error, t));
    } finally {
      setBusy(false);
    }
  };
  return <Button type="link" size="small" icon={<PlusOutlined aria-hidden="true" />} loading={isBusy} onClick={() => void make()}>{t("reading.make_field", { label: suggested.label, type: t(`type.${suggested.type}`) })}</Button>;
}
