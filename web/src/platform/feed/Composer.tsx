import { App, Button, Select, Space } from "antd";
import { useRef, useState, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { newAttempt } from "@/api/client";
import { isProblem } from "@/api/problem";
import { createRecord } from "@/api/records";
import type { Reference } from "@/api/types";
import { RecordPicker } from "../fields/editors/reference";
import { plainField } from "../meta";
import { problemText } from "../ui/problem-text";
import { COMMENT, feedChanged, POST, stillMentioned, subjectsOf, type Subject } from "./talk";
import { EMPTY, FilesBox, RelatedBox, RelatedButton, TextBox, useWarning, type DraftText } from "./Writing";

const AUDIENCES = ["everybody", "departments", "users", "team"] as const;
type Audience = (typeof AUDIENCES)[number];
const PEOPLE = plainField("users", "references");

interface Written {
  content: string;
  mentions: number[];
  files: number[];
  related: Subject[];
}

interface BoxProps {
  label: string;
  hint: string;
  submit: string;
  hasFocus?: boolean;
  /** The records that who is mentioned or addressed must see. */
  about: (draft: DraftText) => Subject[];
  addressed?: number[];
  send: (values: Written, attempt: string) => Promise<unknown>;
  onSent?: () => void;
  children?: (draft: DraftText) => ReactNode;
}

function Box({ label, hint, submit, hasFocus = false, about, addressed, send, onSent, children }: BoxProps) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const [draft, setDraft] = useState(EMPTY);
  const [isBusy, setBusy] = useState(false);
  const [isPointing, setPointing] = useState(false);
  const attempt = useRef(newAttempt());
  const mayBeSeen = useWarning();
  const isEmpty = draft.text.trim() === "" && draft.files.length === 0 && draft.related.length === 0;
  const go = async () => {
    if (isBusy || isEmpty) return;
    setBusy(true);
    try {
      const mentions = stillMentioned(draft.text, draft.chosen);
      if (await mayBeSeen(mentions, about(draft), addressed)) {
        await send({ content: draft.text, mentions, files: draft.files.map((one) => one.id), related: subjectsOf(draft.related) }, attempt.current);
        setDraft(EMPTY);
        setPointing(false);
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
      {isPointing && <RelatedBox value={draft} onChange={setDraft} />}
      <Space wrap className="gk-feed-tools">
        {children?.(draft)}
        <RelatedButton isOpen={isPointing} onToggle={() => { setPointing(!isPointing); setDraft((now) => ({ ...now, related: [] })); }} />
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
      label={label} hint={parent ? label : t("feed.comment_hint")} submit={t("feed.send")} hasFocus={hasFocus} about={() => [subject]} onSent={onSent}
      send={(values, attempt) => createRecord(COMMENT, { ...values, object: subject.object, record: Number(subject.id), parent: parent?.id }, attempt)}
    />
  );
}

/** A post: to everybody, to departments, to people, or to the team of the records that it is about. */
export function PostBox() {
  const { t } = useTranslation();
  const [audience, setAudience] = useState<Audience>("everybody");
  const [to, setTo] = useState<Reference[]>([]);
  const isChosen = audience === "departments" || audience === "users";
  const target = audience === "departments" ? "department" : "user";
  const missing = (draft: DraftText) => (isChosen && to.length === 0 ? "feed.choose_audience" : audience === "team" && draft.related.length === 0 ? "feed.choose_related" : null);
  return (
    <Box
      label={t("feed.write_post")} hint={t("feed.post_hint")} submit={t("feed.publish")} about={(draft) => subjectsOf(draft.related)} addressed={audience === "users" ? to.map((one) => Number(one.id)) : undefined}
      onSent={() => { setAudience("everybody"); setTo([]); }}
      send={(values, attempt) => createRecord(POST, { ...values, ...(isChosen ? { [audience]: to.map((one) => one.id) } : {}), audience }, attempt)}
    >
      {(draft) => {
        const hint = missing(draft);
        return (
          <>
            {hint && <span className="gk-muted">{t(hint)}</span>}
            <Select aria-label={t("feed.audience")} value={audience} onChange={(next) => { setAudience(next); setTo([]); }} options={AUDIENCES.map((one) => ({ value: one, label: t(`feed.to_${one}`) }))} />
            {isChosen && (
              <span className="gk-feed-to">
                <RecordPicker key={target} field={PEOPLE} target={target} isMultiple canCreate={false} aria-label={t(`feed.to_${audience}`)} value={to} onChange={(next) => setTo((next as Reference[] | null) ?? [])} />
              </span>
            )}
          </>
        );
      }}
    </Box>
  );
}
