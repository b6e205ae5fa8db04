/** What posts, comments and follow-ups are written with: a text with @, files, and records that it points at. */
import "./feed.css";
import { LinkOutlined, PaperClipOutlined } from "@ant-design/icons";
import { App, Button, Mentions, Upload } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useObjects } from "@/api/queries";
import { fileUrl, uploadFile } from "@/api/records";
import type { FileEntry, Reference } from "@/api/types";
import { AnyReferenceEditor } from "../fields/editors/reference";
import { plainField } from "../meta";
import { problemText } from "../ui/problem-text";
import { useDebounced } from "../ui/useDebounced";
import { mentionName, unseenBy, useColleagues, type Mentioned, type Subject } from "./talk";

export interface DraftText {
  text: string;
  chosen: Mentioned[];
  files: FileEntry[];
  /** Records that it points at. */
  related: Reference[];
}

/** Both parts of a choice, the text and the person, are told at once: each change stands on the one before. */
export type Change = (change: (now: DraftText) => DraftText) => void;

export const EMPTY: DraftText = { text: "", chosen: [], files: [], related: [] };

/** The text with @: colleagues are found by name, pinyin or initials. */
export function TextBox({ value, onChange, label, hint, id, isDisabled, hasFocus, onSend }: {
  value: DraftText; onChange: Change; label: string; hint: string; id?: string; isDisabled: boolean; hasFocus: boolean; onSend: () => void;
}) {
  const { t } = useTranslation();
  const [asked, setAsked] = useState<string | null>(null);
  const q = useDebounced(asked ?? "", 200);
  const found = useColleagues(q, asked !== null);
  const options = (asked === q ? found.data?.items ?? [] : []).map((record) => {
    const department = (record["department"] as Reference | null | undefined)?.name ?? "";
    const name = mentionName({ id: Number(record.id), name: String(record["name"]) }, department, value.chosen);
    return { key: String(record.id), value: name, label: <span className="gk-option"><span>{String(record["name"])}</span><span className="gk-muted">{department}</span></span> };
  });
  return (
    <Mentions
      id={id} aria-label={label} placeholder={hint} value={value.text} disabled={isDisabled} autoFocus={hasFocus} autoSize={{ minRows: 2, maxRows: 8 }} maxLength={5000}
      options={options} filterOption={false} loading={found.isFetching} notFoundContent={found.isFetching ? t("common.loading") : t("picker.nothing")} onSearch={setAsked}
      onSelect={({ value: name }) => {
        const picked = options.find((one) => one.value === name);
        setAsked(null);
        if (picked) onChange((now) => ({ ...now, chosen: [...now.chosen, { id: Number(picked.key), name: picked.value }] }));
      }}
      onChange={(text) => onChange((now) => ({ ...now, text }))}
      onKeyDown={(event) => { if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && !event.nativeEvent.isComposing) onSend(); }}
    />
  );
}

export function FilesBox({ value, onChange }: { value: DraftText; onChange: Change }) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const [sending, setSending] = useState(0);
  const add = async (file: File) => {
    setSending((count) => count + 1);
    try {
      const entry = await uploadFile(file, file.name);
      onChange((now) => ({ ...now, files: [...now.files, entry] }));
    } catch (error) {
      void message.error(`${file.name}: ${problemText(error, t)}`);
    } finally {
      setSending((count) => count - 1);
    }
  };
  return (
    <>
      <Upload multiple showUploadList={false} beforeUpload={(file) => { void add(file); return false; }}>
        <Button type="text" icon={<PaperClipOutlined aria-hidden="true" />} loading={sending > 0}>{t("feed.attach")}</Button>
      </Upload>
      {value.files.map((file) => (
        <span key={file.id} className="gk-feed-chip">
          <a href={fileUrl(file.id)}>{file.name}</a>
          <Button type="link" size="small" aria-label={`${t("common.remove")} ${file.name}`} onClick={() => onChange((now) => ({ ...now, files: now.files.filter((one) => one.id !== file.id) }))}>×</Button>
        </span>
      ))}
    </>
  );
}

const refKey = (one: Reference) => `${one.object ?? ""}:${one.id}`;

/** Records to point at: what is chosen stands below, and the next one may be chosen. */
export function RelatedBox({ value, onChange }: { value: DraftText; onChange: Change }) {
  const { t } = useTranslation();
  const { data } = useObjects();
  const targets = (data?.items ?? []).filter((one) => one.has_timeline && one.area && !one.is_line && one.module !== "admin" && one.operations.includes("view")).map((one) => one.name);
  const without = (now: DraftText, one: Reference) => now.related.filter((other) => refKey(other) !== refKey(one));
  const add = (one: Reference) => onChange((now) => ({ ...now, related: [...without(now, one), one] }));
  return (
    <div className="gk-feed-related">
      <AnyReferenceEditor field={plainField("related", "any_reference", { targets })} aria-label={t("feed.related")} value={null} onChange={(next) => { if (next) add(next as Reference); }} />
      {value.related.map((one) => (
        <span key={refKey(one)} className="gk-feed-chip">
          <span className="gk-muted">{data?.items.find((item) => item.name === one.object)?.label}{t("common.colon")}</span>{one.name}
          <Button type="link" size="small" aria-label={`${t("common.remove")} ${one.name}`} onClick={() => onChange((now) => ({ ...now, related: without(now, one) }))}>×</Button>
        </span>
      ))}
    </div>
  );
}

export function RelatedButton({ isOpen, onToggle }: { isOpen: boolean; onToggle: () => void }) {
  const { t } = useTranslation();
  return <Button type="text" icon={<LinkOutlined aria-hidden="true" />} aria-expanded={isOpen} onClick={onToggle}>{t("feed.related")}</Button>;
}

/** Before sending, the writer is warned of whom he mentions, or addresses, without their seeing it. */
export function useWarning() {
  const { t } = useTranslation();
  const { modal } = App.useApp();
  return async (mentions: number[], about: Subject[], addressed: number[] = []): Promise<boolean> => {
    const unseen = await unseenBy([...new Set([...mentions, ...addressed])], about);
    if (unseen.length === 0) return true;
    const names = unseen.join(t("common.list_separator"));
    return modal.confirm({ title: t("feed.unseen_title", { names }), content: t(addressed.length ? "feed.unseen_post" : "feed.unseen_help"), okText: t("feed.send_anyway"), cancelText: t("feed.back") });
  };
}
