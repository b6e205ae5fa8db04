/** How steps, the two ends and the ways between them are drawn. */
import { PlusOutlined, WarningOutlined } from "@ant-design/icons";
import { BaseEdge, EdgeLabelRenderer, getSmoothStepPath, Handle, Position, type Edge, type EdgeProps, type Node, type NodeProps } from "@xyflow/react";
import { Dropdown } from "antd";
import { useTranslation } from "react-i18next";
import type { ObjectMeta } from "@/api/types";
import { FilterSummary } from "../../filters/FilterSummary";
import { faultsOf, isOnePerson, type At, type Step } from "./flow";
import { approversWords, needWords, type Names } from "./words";

/** How a step stands in a trial or a running approval. `note`: the people, or why it is left out. */
export interface Highlight {
  tone: "done" | "current" | "ahead" | "skipped" | "wrong";
  note?: string;
}

export type StepNode = Node<{ step: Step; at: At; number: number; meta: ObjectMeta; names: Names; isSelected: boolean; highlight: Highlight | null; onSelect: (at: At) => void }, "step">;
export type EndNode = Node<{ label: string; isStart: boolean }, "end">;
export type DropNode = Node<Record<string, never>, "drop">;
export type WayEdge = Edge<{ stage: number; canAdd: boolean; onAdd: (kind: "own" | "beside", stage: number) => void }, "way">;

const hidden = { opacity: 0, pointerEvents: "none" } as const;

export function StepCard({ data }: NodeProps<StepNode>) {
  const { step, at, number, meta, names, isSelected, highlight, onSelect } = data;
  const { t } = useTranslation();
  const people = approversWords(step.approvers, names, step.need === "per_group");
  const isBroken = faultsOf(step).length > 0;
  return (
    <>
      <Handle type="target" position={Position.Top} style={hidden} isConnectable={false} />
      <button
        type="button" className={`gk-flow-step${isSelected ? " is-selected" : ""}${highlight ? ` is-${highlight.tone}` : ""}`} aria-pressed={isSelected}
        aria-label={t("flow.step_label", { number, name: step.name || t("flow.unnamed"), people: people || t("flow.nobody"), need: needWords(step, t) })} onClick={() => onSelect(at)}
      >
        <span className="gk-flow-title">{isBroken && <WarningOutlined className="gk-danger" aria-label={t("flow.incomplete")} />}<strong>{step.name || t("flow.unnamed")}</strong>{step.approvers.length > 0 && !isOnePerson(step) && <span className="gk-flow-need">{needWords(step, t)}</span>}</span>
        <span className="gk-flow-line" title={people}>{people || <em>{t("flow.nobody")}</em>}</span>
        <span className="gk-flow-line gk-muted">{step.filter ? <>{t("flow.when")}<FilterSummary meta={meta} filter={step.filter} /></> : t("flow.always")}</span>
        {highlight?.note && <span className="gk-flow-line gk-flow-note" title={highlight.note}>{highlight.note}</span>}
      </button>
      <Handle type="source" position={Position.Bottom} style={hidden} isConnectable={false} />
    </>
  );
}

export function EndCard({ data }: NodeProps<EndNode>) {
  return (
    <>
      {!data.isStart && <Handle type="target" position={Position.Top} style={hidden} isConnectable={false} />}
      <div className={`gk-flow-end${data.isStart ? "" : " is-last"}`}>{data.label}</div>
      {data.isStart && <Handle type="source" position={Position.Bottom} style={hidden} isConnectable={false} />}
    </>
  );
}

/** The bar where a dragged step would go. */
export function DropMark() {
  return <div className="gk-flow-drop" />;
}

/** A way from one stage to the next; the first of them has the button that adds a step there. */
export function Way({ sourceX, sourceY, targetX, targetY, data }: EdgeProps<WayEdge>) {
  const { t } = useTranslation();
  const [path] = getSmoothStepPath({ sourceX, sourceY, targetX, targetY, sourcePosition: Position.Bottom, targetPosition: Position.Top, borderRadius: 6 });
  const items = [{ key: "own", label: t("flow.add_here") }, ...(data && data.stage > 0 ? [{ key: "beside", label: t("flow.add_beside") }] : [])];
  return (
    <>
      <BaseEdge path={path} />
      {data?.canAdd && (
        <EdgeLabelRenderer>
          <div className="gk-flow-add" style={{ transform: `translate(-50%, -50%) translate(0px, ${(sourceY + targetY) / 2}px)` }}>
            <Dropdown menu={{ items, onClick: ({ key }) => data.onAdd(key as "own" | "beside", data.stage) }} trigger={["click"]}>
              <button type="button" className="gk-flow-plus" aria-label={t("flow.add_at", { number: data.stage + 1 })}><PlusOutlined aria-hidden="true" /></button>
            </Dropdown>
          </div>
        </EdgeLabelRenderer>
      )}
    </>
  );
}

export const nodeTypes = { step: StepCard, end: EndCard, drop: DropMark };
export const edgeTypes = { way: Way };
