import { InboxOutlined } from "@ant-design/icons";
import { Button, Space } from "antd";
import { useTranslation } from "react-i18next";
import { useNavigate } from "react-router";
import type { ObjectMeta } from "@/api/types";
import type { ListChange, ListState } from "./useListState";

/** An empty list says why it is empty and what the next step is. */
export function Empty({ meta, state, onChange }: { meta: ObjectMeta; state: ListState; onChange: (change: ListChange) => void }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const label = meta.label;
  const may = (operation: string) => meta.operations.includes(operation);
  const isNarrowed = Boolean(state.q) || Boolean(state.filter);
  const text = state.isDeleted ? t("empty.recycle") : state.q ? t(meta.searched ? "empty.search_within" : "empty.search", { q: state.q, searched: meta.searched }) : state.filter ? t("empty.filter") : t(may("import") && may("create") ? "empty.list" : "empty.list_only", { label });
  return (
    <div className="gk-empty">
      <InboxOutlined aria-hidden="true" />
      <p>{text}</p>
      {!state.isDeleted && (
        <Space wrap>
          {state.q && <Button onClick={() => onChange({ q: "" })}>{t("empty.clear_search")}</Button>}
          {state.filter && <Button onClick={() => onChange({ filter: null })}>{t("filter.clear")}</Button>}
          {!isNarrowed && may("create") && <Button type="primary" onClick={() => void navigate(`/o/${meta.name}/new`)}>{t("list.new", { label })}</Button>}
          {!isNarrowed && may("import") && <Button onClick={() => void navigate(`/o/${meta.name}/import`)}>{t("empty.import")}</Button>}
        </Space>
      )}
    </div>
  );
}
