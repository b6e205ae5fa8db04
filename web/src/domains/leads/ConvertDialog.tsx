import { Alert, App, Checkbox, Form, Input, Modal, Radio, Skeleton } from "antd";
import { useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { useNavigate } from "react-router";
import { newAttempt } from "@/api/client";
import { isProblem } from "@/api/problem";
import { runAction } from "@/api/records";
import { recordsChanged } from "@/api/queries";
import type { FilterNode, RecordData, Reference } from "@/api/types";
import type { SpecialDialogProps } from "@/platform/actions/special";
import { DateEditor } from "@/platform/fields/editors/date";
import { RecordPicker } from "@/platform/fields/editors/reference";
import { NumberEditor } from "@/platform/fields/editors/text";
import { narrowed } from "@/platform/fields/within";
import { currencySign, formatMoney } from "@/platform/format";
import { plainField, recordName } from "@/platform/meta";
import { problemText } from "@/platform/ui/problem-text";
import { useCandidates, type Candidate, type Candidates } from "./candidates";
import { convertBody, startChoice, type ConvertChoice } from "./convert";

const FIELD = plainField("", "reference");

interface PartProps {
  record: RecordData;
  choice: ConvertChoice;
  found: Candidates;
  onChange: (part: Partial<ConvertChoice>) => void;
}

/** Why it may be the same, and what is known of it: enough to tell whether it is. */
function Facts({ one }: { one: Candidate }) {
  const { t } = useTranslation();
  const facts = [
    one.reasons.join(t("common.list_separator")),
    one.account ? one.account.name : "",
    one.owner ? t("convert.owner", { name: one.owner }) : "",
    one.deal ? t("convert.deal", { name: recordName(one.deal), amount: formatMoney(one.deal["amount"]) }) : "",
    one.lastOrderOn ? t("convert.ordered", { on: one.lastOrderOn }) : "",
  ].filter(Boolean);
  return <span className="gk-muted gk-candidate">{facts.join(" · ")}</span>;
}

/** One of those that look the same, or any other, or a new one with the lead's data. */
function Existing({ object, found, value, onChoose, isNew, onNew, filter }: {
  object: "account" | "contact"; found: Candidate[]; value: Reference | null; isNew: boolean;
  onChoose: (reference: Reference | null) => void; onNew: () => void; filter?: FilterNode | null;
}) {
  const { t } = useTranslation();
  const current = isNew ? "new" : found.some((item) => item.id === value?.id) ? String(value?.id) : "other";
  const choose = (key: string) => {
    if (key === "new") return onNew();
    const item = found.find((one) => String(one.id) === key);
    onChoose(item ? { id: item.id, name: item.name } : null);
  };
  return (
    <>
      <Radio.Group className="gk-radios" value={current} onChange={(event) => choose(String(event.target.value))}>
        {found.map((item) => <Radio key={item.id} value={String(item.id)}>{item.name} <Facts one={item} /></Radio>)}
        <Radio value="other">{t(`convert.other_${object}`)}</Radio>
        <Radio value="new">{t(`convert.new_${object}`)}</Radio>
      </Radio.Group>
      {current === "other" && <RecordPicker field={FIELD} target={object} canCreate={false} filter={filter ?? null} aria-label={t(`convert.other_${object}`)} value={value} onChange={(next) => onChoose(next as Reference | null)} />}
      {isNew && found.length > 0 && <Alert type="warning" showIcon className="gk-gap-top" title={t("convert.second", { name: found[0]?.name })} />}
    </>
  );
}

function Unseen({ found }: { found: Candidates }) {
  const { t } = useTranslation();
  const [first] = found.unseen;
  if (!first) return null;
  const name = first.name ?? t("convert.unseen_name");
  return <Alert type="warning" showIcon className="gk-gap" title={t(first.owner ? "convert.unseen_of" : "convert.unseen", { name, owner: first.owner?.name, reasons: first.reasons.join(t("common.list_separator")) })} />;
}

function AccountPart({ choice, found, onChange }: PartProps) {
  const { t } = useTranslation();
  return (
    <fieldset className="gk-section">
      <legend>{t("convert.account")}</legend>
      <Unseen found={found} />
      <Existing object="account" found={found.accounts} isNew={choice.isNewAccount} value={choice.account} onNew={() => onChange({ isNewAccount: true, account: null, isNewContact: true, contact: null })} onChoose={(account) => onChange({ isNewAccount: false, account, ...(account?.id === choice.account?.id ? {} : { isNewContact: true, contact: null }) })} />
      {choice.isNewAccount && <Input className="gk-gap-top" aria-label={t("convert.account_name")} placeholder={t("convert.account_name")} value={choice.accountName} onChange={(event) => onChange({ accountName: event.target.value })} />}
    </fieldset>
  );
}

function ContactPart({ choice, found, onChange }: PartProps) {
  const { t } = useTranslation();
  const filter = choice.account && narrowed({ account: choice.account });
  return (
    <fieldset className="gk-section">
      <legend><Checkbox checked={choice.hasContact} onChange={(event) => onChange({ hasContact: event.target.checked })}>{t("convert.contact")}</Checkbox></legend>
      {choice.hasContact && (
        <>
          {/* Nobody is a contact of an account that is yet to be. */}
          {!choice.isNewAccount && <Existing object="contact" found={found.contacts.filter((one) => !choice.account || one.account?.id === choice.account.id)} isNew={choice.isNewContact} value={choice.contact} filter={filter} onNew={() => onChange({ isNewContact: true, contact: null })} onChoose={(contact) => onChange({ isNewContact: false, contact })} />}
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

/** One lead becomes account, contact and opportunity, new or existing, in one step. */
export function ConvertDialog(props: SpecialDialogProps) {
  const { t } = useTranslation();
  const { data, isPending } = useCandidates(props.record.id);
  if (isPending) return <Modal open width={640} title={t("convert.title")} footer={null} onCancel={props.onClose}><Skeleton active /></Modal>;
  return <Chosen {...props} found={data ?? NOBODY} />;
}

const NOBODY: Candidates = { accounts: [], contacts: [], unseen: [] };

function Chosen({ record, found, onDone, onClose }: SpecialDialogProps & { found: Candidates }) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const navigate = useNavigate();
  const [choice, setChoice] = useState(() => startChoice(record, found));
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
      if (isProblem(error) && !error.mayBeDone) attempt.current = newAttempt();
      setProblem(problemText(error, t));
    } finally {
      setBusy(false);
    }
  };
  const isReady = choice.isNewAccount ? choice.accountName.trim() !== "" : choice.account !== null;
  const part: PartProps = { record, choice, found, onChange: (next) => setChoice((now) => ({ ...now, ...next })) };
  return (
    <Modal open width={640} title={t("convert.title")} okText={t("convert.submit")} cancelText={t("common.cancel")} confirmLoading={isBusy} okButtonProps={{ disabled: !isReady }} onOk={() => void convert()} onCancel={onClose} mask={{ closable: false }}>
      {problem && <Alert type="error" showIcon role="alert" className="gk-gap" title={problem} />}
      <Form layout="vertical">
        <AccountPart {...part} />
        <ContactPart {...part} />
        <OpportunityPart {...part} />
      </Form>
    </Modal>
  );
}
