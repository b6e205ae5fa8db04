/** What a rule of access would change, as the form has it: asked when wanted, nothing is written. */
import { EyeOutlined } from "@ant-design/icons";
import { Alert, Button, Table } from "antd";
import { useMutation } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { call } from "@/api/client";
import type { Reference } from "@/api/types";
import { problemText } from "../ui/problem-text";

type Values = Record<string, unknown>;
type Kind = "sharing_rule" | "restriction_rule" | "team_rule";

function code(value: unknown): unknown {
  return value && typeof value === "object" && "code" in value ? (value as { code: unknown }).code : value;
}

function ids(value: unknown): unknown[] {
  return Array.isArray(value) ? value.map((one: unknown) => (one && typeof one === "object" && "id" in one ? (one as Reference).id : one)) : [];
}

function ruleOf(values: Values): Values {
  return { ...values, object: code(values["object"]), roles: ids(values["roles"]), users: ids(values["users"]) };
}

export function RuleEffect({ kind, values }: { kind: Kind; values: Values }) {
  const { t } = useTranslation();
  const asked = useMutation({ mutationFn: () => call("post", "/access/simulate", { body: { kind, rule: ruleOf(values) } }) });
  const found = asked.data;
  return (
    <section className="gk-rule-effect" aria-label={t("rule_effect.title")}>
      <Button icon={<EyeOutlined aria-hidden="true" />} loading={asked.isPending} onClick={() => asked.mutate()}>{t("rule_effect.ask")}</Button>
      <span className="gk-muted">{t(`rule_effect.help_${kind}`)}</span>
      {asked.isError && <Alert type="error" showIcon role="alert" title={problemText(asked.error, t)} />}
      {found && (
        <>
          <p role="status">{t("rule_effect.found", { records: found.records, people: found.people_count })}{found.people.length > 0 && t("rule_effect.of_these")}</p>
          {found.people.length > 0 && (
            <Table
              size="small" rowKey={(one) => one.user.id} pagination={found.people.length > 10 ? { pageSize: 10, size: "small" } : false} dataSource={found.people}
              columns={[
                { title: t("rule_effect.person"), dataIndex: ["user", "name"] },
                { title: t("rule_effect.now"), dataIndex: "now", align: "right" },
                { title: t("rule_effect.then"), dataIndex: "then", align: "right" },
                { title: t("rule_effect.change"), align: "right", render: (_, one) => { const change = one.then - one.now; return change > 0 ? `+${String(change)}` : change === 0 ? "—" : String(change); } },
              ]}
            />
          )}
        </>
      )}
    </section>
  );
}

export function SharingEffect({ values }: { values: Values }) {
  return <RuleEffect kind="sharing_rule" values={values} />;
}

export function RestrictionEffect({ values }: { values: Values }) {
  return <RuleEffect kind="restriction_rule" values={values} />;
}

export function TeamEffect({ values }: { values: Values }) {
  return <RuleEffect kind="team_rule" values={values} />;
}
