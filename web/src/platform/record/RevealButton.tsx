import { Button } from "antd";
import { lazy, Suspense, useState } from "react";
import { useTranslation } from "react-i18next";
import type { FieldMeta, ObjectMeta, RecordId } from "@/api/types";

const RevealDialog = lazy(() => import("./RevealDialog").then((module) => ({ default: module.RevealDialog })));

/** Beside a masked value, for whoever may see what is behind it. */
export function RevealButton({ meta, field, id }: { meta: ObjectMeta; field: FieldMeta; id: RecordId }) {
  const { t } = useTranslation();
  const [isOpen, setOpen] = useState(false);
  return (
    <>
      <Button type="link" size="small" aria-label={t("reveal.of", { label: field.label })} onClick={() => setOpen(true)}>{t("reveal.button")}</Button>
      {isOpen && <Suspense fallback={null}><RevealDialog object={meta.name} field={field} id={id} onClose={() => setOpen(false)} /></Suspense>}
    </>
  );
}
