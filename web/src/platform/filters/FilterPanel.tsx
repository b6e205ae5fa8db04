import "@/platform/form/form.css";
import { Button, Drawer, Space } from "antd";
import { useMemo, useState, type KeyboardEvent } from "react";
import { useTranslation } from "react-i18next";
import type { FilterNode, ObjectMeta } from "@/api/types";
import { usePaths } from "../fields/usePaths";
import { isComposing } from "../ui/keyboard";
import { emptyCondition, incomplete, toDraft, toFilter } from "./draft";
import { draftPaths, FilterBuilder } from "./FilterBuilder";

interface Props {
  meta: ObjectMeta;
  filter: FilterNode | null;
  onApply: (filter: FilterNode | null) => void;
  onClose: () => void;
}

export function FilterPanel({ meta, filter, onApply, onClose }: Props) {
  const { t } = useTranslation();
  const [draft, setDraft] = useState(() => {
    const start = toDraft(filter);
    return start.children.length ? start : { ...start, children: [emptyCondition()] };
  });
  const paths = useMemo(() => draftPaths(draft), [draft]);
  const lookup = usePaths(meta, paths);
  const [isMarked, setMarked] = useState(false);
  const apply = () => {
    if (incomplete(draft).length > 0) return setMarked(true);
    onApply(toFilter(draft));
    onClose();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && !isComposing(event)) apply();
  };
  return (
    <Drawer
      open size={760} title={t("filter.title")} onClose={onClose}
      footer={
        <Space>
          <Button type="primary" onClick={apply}>{t("filter.apply")}</Button>
          <Button onClick={() => { onApply(null); onClose(); }}>{t("filter.clear")}</Button>
          <Button onClick={onClose}>{t("common.cancel")}</Button>
        </Space>
      }
    >
      {/* Ctrl+Enter applies from any value; the button does the same. */}
      {/* eslint-disable-next-line jsx-a11y/no-static-element-interactions */}
      <div onKeyDown={onKeyDown}>
        <FilterBuilder meta={meta} draft={draft} lookup={lookup} isMarked={isMarked} onChange={setDraft} />
      </div>
    </Drawer>
  );
}
