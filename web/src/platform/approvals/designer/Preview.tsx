import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { problemText } from "../../ui/problem-text";
import { useDebounced } from "../../ui/useDebounced";
import { isWhole, type Approver } from "./flow";

/** Who the approvers are today, in names. */
export type PreviewPeople = (approvers: Approver[], isGrouped: boolean) => Promise<string[]>;

export function Preview({ approvers, isGrouped, preview }: { approvers: Approver[]; isGrouped: boolean; preview: PreviewPeople }) {
  const { t } = useTranslation();
  const asked = useDebounced(approvers.filter(isWhole), 300);
  const { data, error, isPending } = useQuery({ queryKey: ["flow", "preview", asked, isGrouped], queryFn: () => preview(asked, isGrouped), enabled: asked.length > 0, staleTime: 60_000 });
  if (asked.length === 0) return null;
  const text = error ? problemText(error, t) : isPending ? t("flow.preview_asking") : data?.length ? t("flow.preview", { names: data.join(t(isGrouped ? "common.sentence_separator" : "common.list_separator")) }) : t("flow.preview_nobody");
  return <p className={error || (data && data.length === 0) ? "gk-danger" : "gk-muted"} role="status">{text}</p>;
}
