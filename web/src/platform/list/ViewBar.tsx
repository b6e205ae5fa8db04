import { MoreOutlined } from "@ant-design/icons";
import { App, Button, Dropdown, Input, Modal, Tooltip, type MenuProps } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { ObjectMeta, ViewMeta } from "@/api/types";
import { problemText } from "../ui/problem-text";
import type { ListState } from "./useListState";
import { changeView, createView, dropView, type ViewSpec } from "./views";

interface Props {
  meta: ObjectMeta;
  state: ListState;
  spec: ViewSpec;
  isChanged: boolean;
  onChoose: (id: string) => void;
}

function NameDialog({ title, start, onSave, onClose }: { title: string; start: string; onSave: (name: string) => Promise<unknown>; onClose: () => void }) {
  const { t } = useTranslation();
  const [name, setName] = useState(start);
  const [isBusy, setBusy] = useState(false);
  const save = async () => {
    if (!name.trim() || isBusy) return;
    setBusy(true);
    await onSave(name.trim());
    setBusy(false);
  };
  return (
    <Modal open title={title} okText={t("common.save")} cancelText={t("common.cancel")} confirmLoading={isBusy} okButtonProps={{ disabled: !name.trim() }} onOk={() => void save()} onCancel={onClose}>
      <Input autoFocus value={name} maxLength={60} aria-label={t("view.name")} placeholder={t("view.name")} onChange={(event) => setName(event.target.value)} onPressEnter={(event) => { if (!event.nativeEvent.isComposing) void save(); }} />
    </Modal>
  );
}

function useViewActions({ meta, spec, onChoose }: Props, view: ViewMeta | null) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  /** Whether it was done. */
  const attempt = async (work: () => Promise<void>, done: string) => {
    try {
      await work();
      void message.success(done);
      return true;
    } catch (error) {
      void message.error(problemText(error, t));
      return false;
    }
  };
  return {
    saveAs: (name: string) => attempt(async () => onChoose(await createView(meta.name, name, spec)), t("view.saved")),
    overwrite: () => attempt(async () => { if (view) { await changeView(view, spec); onChoose(view.id); } }, t("view.saved")),
    rename: (name: string) => attempt(async () => { if (view) await changeView(view, { name }); }, t("view.saved")),
    dropUnusable: (one: ViewMeta | undefined) => attempt(async () => { if (one) await dropView(one); }, t("view.dropped")),
    drop: () => attempt(async () => { if (view) { await dropView(view); onChoose(meta.views[0]?.id ?? ""); } }, t("view.dropped")),
  };
}

/** A view that cannot be used now says why; it can be reached by keyboard, too, but not chosen. */
function UnusableView({ view, reason }: { view: ViewMeta; reason: string }) {
  return (
    <Tooltip title={reason}>
      <button type="button" className="gk-view is-unusable" aria-disabled="true">{view.label}</button>
    </Tooltip>
  );
}

/** The views as tabs; what was changed in one may be kept. */
export function ViewBar(props: Props) {
  const { meta, state, isChanged, onChoose } = props;
  const { t } = useTranslation();
  const [naming, setNaming] = useState<"new" | "rename" | null>(null);
  const view = state.view;
  const actions = useViewActions(props, view);
  const isOwn = Boolean(view && !view.is_preset && view.is_mine);
  const unusable = meta.views.filter((one) => one.unusable && one.is_mine);
  const items: MenuProps["items"] = [
    { key: "overwrite", label: t("view.save"), disabled: !isOwn || !isChanged },
    { key: "new", label: t("view.save_as") },
    { key: "rename", label: t("view.rename"), disabled: !isOwn },
    { key: "drop", label: t("view.drop"), danger: true, disabled: !isOwn },
    ...unusable.map((one) => ({ key: one.id, label: t("view.drop_named", { name: one.label }), danger: true })),
  ];
  const choose = (key: string) => {
    if (key === "new" || key === "rename") setNaming(key);
    else if (key === "overwrite") void actions.overwrite();
    else if (key === "drop") void actions.drop();
    else void actions.dropUnusable(unusable.find((one) => one.id === key));
  };
  const finish = async (name: string) => {
    if (await (naming === "new" ? actions.saveAs(name) : actions.rename(name))) setNaming(null);
  };
  return (
    <div className="gk-views">
      <nav aria-label={t("view.views")} className="gk-view-tabs">
        {meta.views.map((one) => one.unusable ? <UnusableView key={one.id} view={one} reason={one.unusable} /> : (
          <button
            key={one.id} type="button" className={one.id === view?.id ? "gk-view is-current" : "gk-view"} aria-current={one.id === view?.id ? "true" : undefined}
            onClick={() => onChoose(one.id)}
          >
            {one.label}{one.id === view?.id && isChanged ? <span title={t("view.changed")}> •</span> : null}
          </button>
        ))}
      </nav>
      {isChanged && <Button size="small" type="link" onClick={() => setNaming("new")}>{t("view.save_as")}</Button>}
      <Dropdown trigger={["click"]} menu={{ items, onClick: ({ key }) => choose(key) }}>
        <Button type="text" size="small" icon={<MoreOutlined aria-hidden="true" />} aria-label={t("view.menu")} />
      </Dropdown>
      {naming && <NameDialog title={t(naming === "new" ? "view.save_as" : "view.rename")} start={naming === "rename" ? view?.label ?? "" : ""} onSave={finish} onClose={() => setNaming(null)} />}
    </div>
  );
}
