import "@xyflow/react/dist/style.css";
import "@/platform/form/form.css";
import "./designer.css";
import { Background, Controls, ReactFlow, ReactFlowProvider, useReactFlow, type Edge, type Node } from "@xyflow/react";
import { Button, Drawer, Skeleton } from "antd";
import { useCallback, useEffect, useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import type { ApprovalOptions, ObjectMeta } from "@/api/types";
import { Failed } from "../../ui/Failed";
import { useNarrow } from "../../ui/useNarrow";
import { change, duplicate, insert, move, movesOf, newStep, remove, stagesOf, stepAt, stepsOf, type At, type Changed, type Place, type Stages, type Step } from "./flow";
import { END_HEIGHT, END_WIDTH, endSpot, markOf, NODE_HEIGHT, NODE_WIDTH, placeAt, spotOf, startSpot } from "./layout";
import { edgeTypes, nodeTypes, type DropNode, type EndNode, type Highlight, type StepNode, type WayEdge } from "./nodes";
import type { PreviewPeople } from "./Preview";
import { useApprovalMeta } from "./options";
import { StepPanel, StepTools } from "./StepPanel";
import { useNames } from "./names";
import { everybodyIn, type Names } from "./words";

export interface FlowDesignerProps {
  value: Step[];
  onChange?: (next: Step[]) => void;
  /** The object whose records are approved. */
  object: string;
  readOnly?: boolean;
  /** By the position of a step: how it stands in a trial or a running approval. */
  highlights?: Record<number, Highlight>;
  preview?: PreviewPeople;
}

const FIT = { maxZoom: 1, padding: 0.1 };
const same = (a: At | null, b: At | null) => a?.stage === b?.stage && a?.at === b?.at;
const idOf = ({ stage, at }: At) => `${stage}-${at}`;

/** The stages and what changes them; the step that one is at stays chosen wherever it goes. */
function useFlow({ value, onChange, readOnly }: FlowDesignerProps) {
  const { t } = useTranslation();
  const stages = useMemo(() => stagesOf(value), [value]);
  const [selected, setSelected] = useState<At | null>(null);
  const chosen = selected && stepAt(stages, selected) ? selected : null;
  const set = useCallback((next: Changed) => {
    if (readOnly) return;
    setSelected(next.selected);
    onChange?.(stepsOf(next.stages));
  }, [onChange, readOnly]);
  const add = useCallback((place: Place) => set(insert(stages, newStep(t("flow.new_step", { number: stages.flat().length + 1 })), place)), [set, stages, t]);
  return { stages, selected: chosen, setSelected, set, add };
}

function waysOf(stages: Stages, canAdd: boolean, onAdd: (kind: "own" | "beside", stage: number) => void): WayEdge[] {
  const rows = [["start"], ...stages.map((steps, stage) => steps.map((_, at) => idOf({ stage, at }))), ["end"]];
  return rows.slice(1).flatMap((targets, stage) => (rows[stage] ?? []).flatMap((source, from) => targets.map((target, to) => ({
    id: `${source}>${target}`, source, target, type: "way" as const, selectable: false, focusable: false, data: { stage, canAdd: canAdd && from === 0 && to === 0, onAdd },
  }))));
}

interface CanvasProps extends FlowDesignerProps {
  flow: ReturnType<typeof useFlow>;
  meta: ObjectMeta;
  options: ApprovalOptions;
  names: Names;
}

/** The parts as they stand by the stages, and on their way while one is dragged. */
function useParts({ flow, meta, names, highlights, readOnly }: CanvasProps) {
  const { t } = useTranslation();
  const { stages, selected, setSelected, add } = flow;
  const nodes = useMemo((): (StepNode | EndNode)[] => [
    { id: "start", type: "end", position: startSpot(), width: END_WIDTH, height: END_HEIGHT, draggable: false, selectable: false, focusable: false, data: { label: t("flow.start"), isStart: true } },
    ...stages.flatMap((steps, stage) => steps.map((step, at): StepNode => ({
      // Without this a step that is not dragged takes no press.
      style: { pointerEvents: "all" },
      id: idOf({ stage, at }), type: "step", position: spotOf(stages, { stage, at }), width: NODE_WIDTH, height: NODE_HEIGHT, draggable: !readOnly, selectable: false, focusable: false,
      data: { step, at: { stage, at }, number: stage + 1, meta, names, isSelected: same(selected, { stage, at }), highlight: highlights?.[step.position] ?? null, onSelect: setSelected },
    }))),
    { id: "end", type: "end", position: endSpot(stages), width: END_WIDTH, height: END_HEIGHT, draggable: false, selectable: false, focusable: false, data: { label: t("flow.end"), isStart: false } },
  ], [stages, selected, setSelected, meta, names, highlights, readOnly, t]);
  const onAdd = useCallback((kind: "own" | "beside", stage: number) => add(kind === "own" ? { kind, stage } : { kind, stage: stage - 1, at: 99 }), [add]);
  const edges = useMemo((): Edge[] => waysOf(stages, !readOnly, onAdd), [stages, readOnly, onAdd]);
  return { nodes, edges };
}

/** Where a dragged step would go if it were let go now. */
function dropNode(stages: Stages, place: Place): DropNode {
  const { x, y, width, height } = markOf(stages, place);
  return { id: "drop", type: "drop", position: { x, y }, width, height, draggable: false, selectable: false, focusable: false, zIndex: 5, data: {} };
}

function Canvas(props: CanvasProps) {
  const { flow, readOnly } = props;
  const { t } = useTranslation();
  const { nodes, edges } = useParts(props);
  const { fitView } = useReactFlow();
  const [dragged, setDragged] = useState<{ id: string; x: number; y: number; place: Place } | null>(null);
  const number = flow.stages.length;
  useEffect(() => void fitView({ ...FIT, duration: 200 }), [fitView, number]);
  const placeOf = (node: Node): Place => placeAt(flow.stages, (node as StepNode).data.at, { x: node.position.x + NODE_WIDTH / 2, y: node.position.y + NODE_HEIGHT / 2 });
  const moving = dragged ? nodes.map((node) => (node.id === dragged.id ? { ...node, position: { x: dragged.x, y: dragged.y }, zIndex: 10 } : node)) : nodes;
  const shown = dragged ? [...moving, dropNode(flow.stages, dragged.place)] : moving;
  const drop = (node: Node) => {
    setDragged(null);
    flow.set(move(flow.stages, (node as StepNode).data.at, placeOf(node)));
  };
  return (
    <div className="gk-flow-canvas" role="group" aria-label={t("flow.drawing")}>
      <ReactFlow
        nodes={shown} edges={edges} nodeTypes={nodeTypes} edgeTypes={edgeTypes} fitView fitViewOptions={FIT} minZoom={0.3} maxZoom={1.5}
        nodesConnectable={false} nodesDraggable={!readOnly} nodesFocusable={false} edgesFocusable={false} elementsSelectable={false} deleteKeyCode={null} zoomOnDoubleClick={false} preventScrolling={false} zoomOnScroll={false} panOnScroll={false}
        onNodeDrag={(_event, node) => setDragged({ id: node.id, ...node.position, place: placeOf(node) })} onNodeDragStop={(_event, node) => drop(node)} onPaneClick={() => flow.setSelected(null)}
      >
        <Background gap={20} />
        <Controls showInteractive={false} aria-label={t("flow.zoom")} />
      </ReactFlow>
    </div>
  );
}

function Side({ flow, meta, options, names, preview, readOnly }: CanvasProps) {
  const { t } = useTranslation();
  const { stages, selected, set } = flow;
  const step = selected && stepAt(stages, selected);
  if (!selected || !step) return null;
  const moves = movesOf(stages, selected);
  const ways = ["up", "down", "join", "apart"] as const;
  return (
    <>
      {!readOnly && (
        <StepTools
          moves={ways.map((key) => ({ key, isOpen: moves[key] !== null }))} onDuplicate={() => set(duplicate(stages, selected, t("flow.copy_of", { name: step.name })))} onRemove={() => set(remove(stages, selected))}
          onMove={(key) => { const place = moves[key as (typeof ways)[number]]; if (place) set(move(stages, selected, place)); }}
        />
      )}
      <StepPanel step={step} meta={meta} names={names} before={stages.slice(0, selected.stage).flat()} isParallel={(stages[selected.stage]?.length ?? 0) > 1} readOnly={Boolean(readOnly)} options={options} preview={preview} onChange={(part) => set({ stages: change(stages, selected, part), selected })} />
    </>
  );
}

/** An approval as a drawing: stages below one another, parallel steps beside one another; a step is edited at the side. */
export function FlowDesigner(props: FlowDesignerProps) {
  const { t } = useTranslation();
  const isNarrow = useNarrow();
  const { meta, options, error, refetch } = useApprovalMeta(props.object);
  const flow = useFlow(props);
  const people = useMemo(() => everybodyIn(props.value), [props.value]);
  const names = useNames(people, meta, options);
  const { selected, setSelected } = flow;
  useEffect(() => setSelected(null), [props.object, setSelected]);
  if (error) return <Failed error={error} onRetry={() => void refetch()} />;
  if (!meta) return <Skeleton active />;
  const parts = { ...props, flow, meta, options, names };
  const title = (selected && stepAt(flow.stages, selected)?.name) || t("flow.unnamed");
  const side = selected && <Side key={`${selected.stage}-${selected.at}-${flow.stages.length}`} {...parts} />;
  return (
    <div className="gk-flow">
      <ReactFlowProvider><Canvas {...parts} /></ReactFlowProvider>
      {isNarrow ? (
        <Drawer open={selected !== null} placement="bottom" size="large" title={title} onClose={() => setSelected(null)}>{side}</Drawer>
      ) : (
        <section className="gk-flow-side" aria-label={selected ? title : t("flow.no_step")}>
          {selected ? <><div className="gk-flow-side-head"><h2>{title}</h2><Button type="text" onClick={() => setSelected(null)}>{t("common.close")}</Button></div>{side}</> : <p className="gk-muted">{t(props.readOnly ? "flow.choose_to_see" : "flow.choose_to_edit")}</p>}
        </section>
      )}
    </div>
  );
}
