import { AppstoreOutlined, DeleteOutlined, ImportOutlined, PlusOutlined, TableOutlined } from "@ant-design/icons";
import { Button, Segmented, Tooltip } from "antd";
import { useTranslation } from "react-i18next";
import { useNavigate } from "react-router";
import { can, useSession } from "@/platform/session";
import type { ObjectMeta } from "@/api/types";
import { startsOf } from "./starts";
import type { ListChange, ListKind, ListState } from "./useListState";

interface Props {
  meta: ObjectMeta;
  state: ListState;
  onChange: (change: ListChange) => void;
}

/** Title and what can be begun from here: new, import, board, recycle bin. */
export function ListHead({ meta, state, onChange }: Props) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const me = useSession();
  const starts = startsOf(meta.name).filter((one) => can(me, one.object, "view"));
  const may = (operation: string) => meta.operations.includes(operation);
  return (
    <header className="gk-list-head">
      <h1>{state.isDeleted ? t("recycle.title", { label: meta.plural_label }) : meta.plural_label || meta.label}</h1>
      <span className="gk-spacer" />
      {meta.board_field && !state.isDeleted && (
        <Segmented<ListKind>
          value={state.kind} aria-label={t("list.kind")} onChange={(kind) => onChange({ kind })}
          options={[
            { value: "list", icon: <TableOutlined aria-hidden="true" />, label: t("list.as_list") },
            { value: "board", icon: <AppstoreOutlined aria-hidden="true" />, label: t("list.as_board") },
          ]}
        />
      )}
      {meta.has_recycle_bin && may("delete") && (
        <Tooltip title={t("recycle.bin")}>
          <Button icon={<DeleteOutlined aria-hidden="true" />} type={state.isDeleted ? "primary" : "default"} aria-pressed={state.isDeleted} aria-label={t("recycle.bin")} onClick={() => onChange({ isDeleted: !state.isDeleted, kind: "list" })} />
        </Tooltip>
      )}
      {may("import") && !state.isDeleted && <Button className="gk-icon-on-phone" icon={<ImportOutlined aria-hidden="true" />} onClick={() => void navigate(`/o/${meta.name}/import`)}>{t("list.import")}</Button>}
      {may("create") && !state.isDeleted && starts.map((one) => <Button key={one.object} onClick={() => void navigate(`/o/${one.object}`)}>{t(one.label)}</Button>)}
      {may("create") && !state.isDeleted && <Button type="primary" icon={<PlusOutlined aria-hidden="true" />} onClick={() => void navigate(`/o/${meta.name}/new`)}>{t("list.new", { label: meta.label })}</Button>}
    </header>
  );
}
