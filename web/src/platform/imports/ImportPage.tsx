import "@/platform/form/form.css";
import { Skeleton, Steps } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useParams, useSearchParams } from "react-router";
import { useMeta } from "@/api/queries";
import type { ObjectMeta, Preview } from "@/api/types";
import { defaultsFromAddress } from "../form/address";
import { fieldOf } from "../meta";
import { Failed, Forbidden } from "../ui/Failed";
import { useTitle } from "../ui/useTitle";
import { MappingStep } from "./MappingStep";
import { OptionsStep } from "./OptionsStep";
import { RunStep } from "./RunStep";
import { mappingOf, type ImportPlan } from "./plan";
import { UploadStep } from "./UploadStep";

/** `?campaign=3&campaign.name=…`: begun from a campaign, every row gets it. */
function givenDefaults(meta: ObjectMeta, search: URLSearchParams): Record<string, unknown> {
  return Object.fromEntries(Object.entries(defaultsFromAddress(search)).filter(([name]) => fieldOf(meta, name)));
}

function Wizard({ meta }: { meta: ObjectMeta }) {
  const { t } = useTranslation();
  const [search, setSearch] = useSearchParams();
  const [preview, setPreview] = useState<Preview | null>(null);
  const [plan, setPlan] = useState<ImportPlan>(() => ({ mapping: {}, onDuplicate: "skip", defaults: givenDefaults(meta, search), mode: "normal", reading: {}, columns: {}, identifyBy: [] }));
  const [step, setStep] = useState(0);
  const [isOver, setOver] = useState(false);
  const job = Number(search.get("job"));
  useTitle(t("import.title", { label: meta.plural_label }));
  const uploaded = (answer: Preview) => {
    setPreview(answer);
    setPlan((now) => ({ ...now, reading: {}, columns: {}, identifyBy: [], mapping: mappingOf(answer) }));
    setStep(1);
  };
  const started = (id: number) => setSearch((now) => { const next = new URLSearchParams(now); next.set("job", String(id)); return next; });
  const again = () => {
    setSearch((now) => { const next = new URLSearchParams(now); next.delete("job"); return next; });
    setStep(0);
    setOver(false);
    setPreview(null);
  };
  const at = job ? 3 : step;
  return (
    <div className="gk-page gk-import">
      <h1>{t("import.title", { label: meta.plural_label })}</h1>
      {/* On a phone the steps stand beside one another, of which the one in hand is named. */}
      <Steps responsive={false} current={at} status={at === 3 && isOver ? "finish" : "process"} size="small" className="gk-gap gk-steps" items={(["upload", "mapping", "options", "run"] as const).map((one) => ({ title: t(`import.${one}`) }))} />
      {at === 0 && <UploadStep meta={meta} onUploaded={uploaded} />}
      {at === 1 && preview && <MappingStep meta={meta} preview={preview} plan={plan} onPlan={setPlan} onPreview={(answer, next) => { setPreview(answer); setPlan(next); }} onBack={() => setStep(0)} onNext={() => setStep(2)} />}
      {at === 2 && preview && <OptionsStep meta={meta} preview={preview} plan={plan} onPlan={setPlan} onBack={() => setStep(1)} onStarted={started} />}
      {at === 3 && job && <RunStep meta={meta} job={job} given={givenDefaults(meta, search)} onAgain={again} onOver={setOver} />}
    </div>
  );
}

/** From a file to records in four steps: `/o/:object/import`. */
export function ImportPage() {
  const { t } = useTranslation();
  const { object = "" } = useParams();
  const { data, error, refetch } = useMeta(object);
  if (error) return <Failed error={error} onRetry={() => void refetch()} />;
  if (!data) return <Skeleton active className="gk-page" />;
  if (!data.operations.includes("import")) return <Forbidden text={t("import.not_allowed", { label: data.plural_label })} />;
  return <Wizard key={object} meta={data} />;
}
