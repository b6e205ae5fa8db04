import { App, Button, Modal, Space } from "antd";
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { newAttempt } from "@/api/client";
import { isProblem } from "@/api/problem";
import { changeRecord, createRecord, listRecords } from "@/api/records";
import { metaChanged } from "@/api/queries";
import type { FilterNode, ObjectMeta, RecordData } from "@/api/types";
import { Sections } from "../structures/editors";
import { problemText } from "../ui/problem-text";
import { draftOf, newSection, specOf, type DraftSection, type LayoutKind } from "../structures/layout";

/** There is one layout for everybody until layouts for roles are made on the layout's own page. */
async function generalLayout(object: string, kind: LayoutKind): Promise<RecordData | null> {
  const filter: FilterNode = { all: [{ field: "object", op: "eq", value: object }, { field: "kind", op: "eq", value: kind }] };
  const found = await listRecords("layout", { filter, limit: 10, count: "none" });
  return found.items.find((record) => !(record["roles"] as unknown[] | undefined)?.length && !(record["record_types"] as unknown[] | undefined)?.length) ?? null;
}

/** The layout as it is stored afterwards. `stored`: as it was when one began; who changed it since is not overruled. */
async function saveLayout(meta: ObjectMeta, kind: LayoutKind, sections: DraftSection[], stored: RecordData | null): Promise<RecordData> {
  const spec = specOf(meta, kind, sections);
  const saved = stored
    ? await changeRecord("layout", stored.id, stored._version, { spec })
    : await createRecord("layout", { object: meta.name, kind, name: `${meta.label} ${kind}`, spec }, newAttempt());
  await metaChanged();
  return saved;
}

function LayoutConflict({ onKeepMine, onTakeTheirs, onClose }: { onKeepMine: () => void; onTakeTheirs: () => void; onClose: () => void }) {
  const { t } = useTranslation();
  return (
    <Modal
      open title={t("admin.layout_conflict")} onCancel={onClose}
      footer={[
        <Button key="close" onClick={onClose}>{t("conflict.go_on")}</Button>,
        <Button key="theirs" onClick={onTakeTheirs}>{t("conflict.take_theirs")}</Button>,
        <Button key="mine" type="primary" onClick={onKeepMine}>{t("conflict.keep_mine")}</Button>,
      ]}
    >
      <p>{t("admin.layout_conflict_help")}</p>
    </Modal>
  );
}

/** Which fields stand where, in what order. */
export function LayoutEditor({ meta, kind }: { meta: ObjectMeta; kind: LayoutKind }) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const [sections, setSections] = useState(() => draftOf(meta.layouts[kind]));
  const [isBusy, setBusy] = useState(false);
  const [theirs, setTheirs] = useState<RecordData | null>(null);
  const stored = useRef<Promise<RecordData | null> | null>(null);
  useEffect(() => {
    stored.current ??= generalLayout(meta.name, kind);
    // What is wrong with it is told on saving.
    stored.current.catch(() => undefined);
  }, [meta.name, kind]);
  const save = async (over?: RecordData) => {
    setBusy(true);
    setTheirs(null);
    try {
      const saved = await saveLayout(meta, kind, sections, over ?? (await stored.current) ?? null);
      stored.current = Promise.resolve(saved);
      void message.success(t("form.saved"));
    } catch (error) {
      const current = isProblem(error) && error.status === 409 ? (error.body["current"] as RecordData | undefined) : undefined;
      if (current) setTheirs(current);
      else void message.error(problemText(error, t));
    } finally {
      setBusy(false);
    }
  };
  const take = (layout: RecordData) => {
    stored.current = Promise.resolve(layout);
    setSections(draftOf(layout["spec"] as Parameters<typeof draftOf>[0]));
    setTheirs(null);
    void metaChanged();
  };
  return (
    <div>
      {theirs && <LayoutConflict onKeepMine={() => void save(theirs)} onTakeTheirs={() => take(theirs)} onClose={() => setTheirs(null)} />}
      <Sections meta={meta} kind={kind} sections={sections} onChange={setSections} />
      <Space>
        {kind !== "list" && <Button onClick={() => setSections([...sections, newSection(t("admin.new_section"))])}>{t("admin.add_section")}</Button>}
        <Button type="primary" loading={isBusy} onClick={() => void save()}>{t("common.save")}</Button>
      </Space>
    </div>
  );
}
