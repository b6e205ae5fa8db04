import { Alert, App, Checkbox, Form, Input, Modal, Radio, Skeleton } from "antd";
import { useQuery } from "@tanstack/react-query";
import { useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { useNavigate } from "react-router";
import { newAttempt } from "@/api/client";
import { isProblem } from "@/api/problem";
import { findDuplicates, runAction } from "@/api/records";
import { recordsChanged } from "@/api/queries";
import type { DuplicateItem, FilterNode, RecordData, Reference } from "@/api/types";
import type { SpecialDialogProps } from "@/platform/actions/special";
import { DateEditor } from "@/platform/fields/editors/date";
import { RecordPicker } from "@/platform/fields/editors/reference";
import { NumberEditor } from "@/platform/fields/editors/text";
import { currencySign } from "@/platform/format";
import { plainField } from "@/platform/meta";
import { problemText } from "@/platform/ui/problem-text";
import { convertBody, type ConvertChoice } from "./convert";

const FIELD = plainField("", "reference");

function useProposals(record: RecordData) {
  return useQuery({ queryKey: ["duplicates", "lead", "convert", String(record.id)], queryFn: () => findDuplicates("lead", { id: record.id }), retry: false });
}

function text(record: RecordData, name: string): string {
  const value = record[name];
  return typeof value === "string" ? value : "";
}

interface PartProps {
  record: RecordData;
  choice: ConvertChoice;
  proposals: DuplicateItem[];
  onChange: (part: Partial<ConvertChoice>) => void;
}

/** A new one with the lead's data, or one of those that look the same, or any other. */
function Existing({ object, proposals, value, onChoose, isNew, onNew, filter }: {
  object: "account" | "contact"; proposals: DuplicateItem[]; value: Reference | null; isNew: boolean;
  onChoose: (reference: Reference | null) => void; onNew: () => void; filter?: FilterNode | null;
}) {
  const { t } = useTranslation();
  const found = proposals.filter((item) => item.object === object && item.visible);
  const current = isNew ? "new" : found.some((item) => String(item.id) === String(value?.id)) ? String(value?.id) : "other";
  const choose = (key: string) => {
    if (key === "new") return onNew();
    const item = found.find((one) => String(one.id) === key);
    onChoose(item && item.id !== null ? { id: item.id, name: item.name ?? `#${item.id}` } : null);
  };
  return (
    <>
      <Radio.Group className="gk-radios" value={current} onChange={(event) => choose(String(event.target.value))}>
        <Radio value="new">{t(`convert.new_${object}`)}</Radio>
        {found.map((item) => <Radio key={String(item.id)} value={String(item.id)}>{item.name} <span className="gk-muted">{item.reasons.join(t("common.list_separator"))}</span></Radio>)}
        <Radio value="other">{t(`convert.other_${object}`)}</Radio>
      </Radio.Group>
      {current === "other" && <RecordPicker field={FIELD} target={object} canCreate={false} filter={filter ?? null} aria-label={t(`convert.other_${object}`)} value={value} onChange={(next) => onChoose(next as Reference | null)} />}
    </>
  );
}

function AccountPart({ choice, proposals, onChange }: PartProps) {
  const { t } = useTranslation();
  return (
    <fieldset className="gk-section">
      <legend>{t("convert.account")}</legend>
      <Existing object="account" proposals={proposals} isNew={choice.isNewAccount} value={choice.account} onNew={() => onChange({ isNewAccount: true, account: null })} onChoose={(account) => onChange({ isNewAccount: false, account })} />
      {choice.isNewAccount && <Input className="gk-gap-top" aria-label={t("convert.account_name")} placeholder={t("convert.account_name")} value={choice.accountName} onChange={(event) => onChange({ accountName: event.target.value })} />}
    </fieldset>
  );
}

function ContactPart({ choice, proposals, onChange }: PartProps) {
  const { t } = useTranslation();
  const filter: FilterNode | null = choice.account ? { field: "account", op: "eq", value: choice.account.id } : null;
  return (
    <fieldset className="gk-section">
      <legend><Checkbox checked={choice.hasContact} onChange={(event) => onChange({ hasContact: event.target.checked })}>{t("convert.contact")}</Checkbox></legend>
      {choice.hasContact && (
        <>
          <Existing object="contact" proposals={proposals} isNew={choice.isNewContact} value={choice.contact} filter={filter} onNew={() => onChange({ isNewContact: true, contact: null })} onChoose={(contact) => onChange({ isNewContact: false, contact })} />
          {choice.isNewContact && <Input className="gk-gap-top" aria-label={t("convert.contact_name")} placeholder={t("convert.contact_name")} value={choice.contactName} onChange={(event) => onChange({ contactName: event.target.value })} />}
        </>
      )}
    </fieldset>
  );
}

function OpportunityPart({ choice, onChange }: PartProps) {
  const { t } = useTranslation();
  return (
    <fieldset className="gk-section">
      <legend><Checkbox checked={choice.hasOpportunity} onChange={(event) => onChange({ hasOpportunity: event.target.checked })}>{t("convert.opportunity")}</Checkbox></legend>
      {choice.hasOpportunity && (
        <div className="gk-fields">
          <Form.Item label={t("convert.opportunity_name")} htmlFor="convert-opportunity" className="gk-field is-wide"><Input id="convert-opportunity" value={choice.opportunityName} onChange={(event) => onChange({ opportunityName: event.target.value })} /></Form.Item>
          <Form.Item label={t("convert.amount")} htmlFor="convert-amount" className="gk-field"><NumberEditor id="convert-amount" field={{ ...FIELD, type: "money" }} prefix={currencySign()} value={choice.amount} onChange={(next) => onChange({ amount: next as string | null })} /></Form.Item>
          <Form.Item label={t("convert.close_on")} htmlFor="convert-close" className="gk-field"><DateEditor id="convert-close" field={{ ...FIELD, type: "date" }} value={choice.closeOn} onChange={(next) => onChange({ closeOn: next as string | null })} /></Form.Item>
        </div>
      )}
    </fieldset>
  );
}

function startChoice(record: RecordData): ConvertChoice {
  const company = text(record, "company") || text(record, "name");
  return {
    isNewAccount: true, account: null, accountName: company,
    hasContact: Boolean(text(record, "name")), isNewContact: true, contact: null, contactName: text(record, "name"),
    hasOpportunity: true, opportunityName: company, amount: null, closeOn: null,
  };
}

/** One lead becomes account, contact and opportunity, new or existing, in one step. */
export function ConvertDialog({ record, onDone, onClose }: SpecialDialogProps) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const navigate = useNavigate();
  const proposals = useProposals(record);
  const [choice, setChoice] = useState(() => startChoice(record));
  const [problem, setProblem] = useState("");
  const [isBusy, setBusy] = useState(false);
  const attempt = useRef(newAttempt());
  const convert = async () => {
    if (isBusy) return;
    setBusy(true);
    setProblem("");
    try {
      const result = await runAction("lead", record.id, "convert", convertBody(choice), attempt.current);
      await Promise.all(["account", "contact", "opportunity"].map(recordsChanged));
      onDone(result);
      void message.success(t("convert.done"));
      const made = (result["converted_opportunity"] ?? result["converted_account"]) as Reference | null;
      const object = result["converted_opportunity"] ? "opportunity" : "account";
      if (made?.id) await navigate(`/o/${object}/${made.id}`);
    } catch (error) {
      if (isProblem(error) && !error.isOffline) attempt.current = newAttempt();
      setProblem(problemText(error, t));
    } finally {
      setBusy(false);
    }
  };
  const isReady = choice.isNewAccount ? choice.accountName.trim() !== "" : choice.account !== null;
  const part: PartProps = { record, choice, proposals: proposals.data?.items ?? [], onChange: (next) => setChoice((now) => ({ ...now, ...next })) };
  return (
    <Modal open width={640} title={t("convert.title")} okText={t("convert.submit")} cancelText={t("common.cancel")} confirmLoading={isBusy} okButtonProps={{ disabled: !isReady }} onOk={() => void convert()} onCancel={onClose} mask={{ closable: false }}>
      {problem && <Alert type="error" showIcon role="alert" className="gk-gap" title={problem} />}
      {proposals.isPending ? <Skeleton active /> : (
        <Form layout="vertical">
          <AccountPart {...part} />
          <ContactPart {...part} />
          <OpportunityPart {...part} />
        </Form>
      )}
    </Modal>
  );
}
