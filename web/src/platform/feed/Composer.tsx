import { PaperClipOutlined } from "@ant-design/icons";
import { App, Button, Mentions, Select, Space, Upload } from "antd";
import { useRef, useState, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { newAttempt } from "@/api/client";
import { isProblem } from "@/api/problem";
import { createRecord, fileUrl, uploadFile } from "@/api/records";
import type { FileEntry, Reference } from "@/api/types";
import { RecordPicker } from "../fields/editors/reference";
import { plainField } from "../meta";
import { problemText } from "../ui/problem-text";
import { useDebounced } from "../ui/useDebounced";
import { COMMENT, feedChanged, mentionName, POST, stillMentioned, unseenBy, useColleagues, type Mentioned, type Subject } from "./talk";

const AUDIENCES = ["everybody", "departments", "users"] as const;
type Audience = (typeof AUDIENCES)[number];
const PEOPLE = plainField("users", "references");

interface DraftText {
  text: string;
  chosen: Mentioned[];
  files: FileEntry[];
}

/** Both parts of a choice, the text and the person, are told at once: each change stands on the one before. */
type Change = (change: (now: DraftText) => DraftText) => void;

const EMPTY: DraftText = { text: "", chosen: [], files: [] };

/** The text with @: colleagues are found by name, pinyin or initials. */
function TextBox({ value, onChange, label, hint, isDisabled, hasFocus, onSend }: {
  value: DraftText; onChange: Change; label: string; hint: string; isDisabled: boolean; hasFocus: boolean; onSend: () => void;
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
      aria-label={label} placeholder={hint} value={value.text} disabled={isDisabled} autoFocus={hasFocus} autoSize={{ minRows: 2, maxRows: 8 }} maxLength={5000}
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

function FilesBox({ value, onChange }: { value: DraftText; onChange: Change }) {
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

interface BoxProps {
  label: string;
  hint: string;
  submit: string;
  hasFocus?: boolean;
  /** The records that who is mentioned must see. */
  about: Subject[];
  send: (values: { content: string; mentions: number[]; files: number[] }, attempt: string) => Promise<unknown>;
  onSent?: () => void;
  children?: ReactNode;
}

/** Before sending, the writer is warned of whom he mentions without their seeing it. */
function useWarning() {
  const { t } = useTranslation();
  const { modal } = App.useApp();
  return async (mentions: number[], about: Subject[]): Promise<boolean> => {
    const unseen = await unseenBy(mentions, about);
    if (unseen.length === 0) return true;
    const names = unseen.join(t("common.list_separator"));
    return modal.confirm({ title: t("feed.unseen_title", { names }), content: t("feed.unseen_help"), okText: t("feed.send_anyway"), cancelText: t("feed.back") });
  };
}

function Box({ label, hint, submit, hasFocus = false, about, send, onSent, children }: BoxProps) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const [draft, setDraft] = useState(EMPTY);
  const [isBusy, setBusy] = useState(false);
  const attempt = useRef(newAttempt());
  const mayBeSeen = useWarning();
  const isEmpty = draft.text.trim() === "" && draft.files.length === 0;
  const go = async () => {
    if (isBusy || isEmpty) return;
    setBusy(true);
    try {
      const mentions = stillMentioned(draft.text, draft.chosen);
      if (await mayBeSeen(mentions, about)) {
        await send({ content: draft.text, mentions, files: draft.files.map((one) => one.id) }, attempt.current);
        setDraft(EMPTY);
        attempt.current = newAttempt();
        onSent?.();
        await feedChanged();
      }
    } catch (error) {
      if (isProblem(error) && !error.mayBeDone) attempt.current = newAttempt();
      void message.error(problemText(error, t));
    } finally {
      setBusy(false);
    }
  };
  return (
    <div className="gk-feed-box">
      <TextBox value={draft} onChange={setDraft} label={label} hint={hint} isDisabled={isBusy} hasFocus={hasFocus} onSend={() => void go()} />
      <Space wrap className="gk-feed-tools">
        {children}
        <FilesBox value={draft} onChange={setDraft} />
        <Button type="primary" loading={isBusy} disabled={isEmpty} onClick={() => void go()}>{submit}</Button>
      </Space>
    </div>
  );
}

/** A comment on a record, or an answer to one. */
export function CommentBox({ subject, parent, hasFocus, onSent }: { subject: Subject; parent?: { id: number; name: string }; hasFocus?: boolean; onSent?: () => void }) {
  const { t } = useTranslation();
  const label = parent ? t("feed.answer_to", { name: parent.name }) : t("feed.write_comment");
  return (
    <Box
      label={label} hint={parent ? label : t("feed.comment_hint")} submit={t("feed.send")} hasFocus={hasFocus} about={[subject]} onSent={onSent}
      send={(values, attempt) => createRecord(COMMENT, { ...values, object: subject.object, record: Number(subject.id), parent: parent?.id }, attempt)}
    />
  );
}

/** A post: to everybody, to departments or to people. */
export function PostBox() {
  const { t } = useTranslation();
  const [audience, setAudience] = useState<Audience>("everybody");
  const [to, setTo] = useState<Reference[]>([]);
  const target = audience === "departments" ? "department" : "user";
  const isWhole = audience === "everybody" || to.length > 0;
  return (
    <Box
      label={t("feed.write_post")} hint={t("feed.post_hint")} submit={t("feed.publish")} about={[]} onSent={() => { setAudience("everybody"); setTo([]); }}
      send={(values, attempt) => {
        const chosen = audience === "everybody" ? {} : { [audience]: to.map((one) => one.id) };
        return createRecord(POST, { ...values, ...chosen, audience }, attempt);
      }}
    >
      <Select aria-label={t("feed.audience")} value={audience} onChange={(next) => { setAudience(next); setTo([]); }} options={AUDIENCES.map((one) => ({ value: one, label: t(`feed.to_${one}`) }))} />
      {audience !== "everybody" && (
        <span className="gk-feed-to">
          <RecordPicker key={target} field={PEOPLE} target={target} isMultiple canCreate={false} aria-label={t(`feed.to_${audience}`)} value={to} onChange={(next) => setTo((next as Reference[] | null) ?? [])} />
        </span>
      )}
      {!isWhole && <span className="gk-muted">{t("feed.choose_audience")}</span>}
    </Box>
  );
}
