/** Where the parts of the drawing stand, and where a step that is dragged would go. */
import type { At, Place, Stages } from "./flow";

export const NODE_WIDTH = 240;
export const NODE_HEIGHT = 132;
export const END_WIDTH = 140;
export const END_HEIGHT = 36;
const GAP_X = 32;
export const GAP_Y = 64;
export const ROW = NODE_HEIGHT + GAP_Y;

export interface Spot {
  x: number;
  y: number;
}

/** The upper left corner of a step; stages stand below one another around the middle line x = 0. */
export function spotOf(stages: Stages, { stage, at }: At): Spot {
  const number = stages[stage]?.length ?? 1;
  const width = number * NODE_WIDTH + (number - 1) * GAP_X;
  return { x: -width / 2 + at * (NODE_WIDTH + GAP_X), y: END_HEIGHT + GAP_Y + stage * ROW };
}

export function startSpot(): Spot {
  return { x: -END_WIDTH / 2, y: 0 };
}

export function endSpot(stages: Stages): Spot {
  return { x: -END_WIDTH / 2, y: END_HEIGHT + GAP_Y + stages.length * ROW };
}

export interface Mark extends Spot {
  width: number;
  height: number;
}

const BAR = 6;

/** The bar that shows a place: across the way for a stage of its own, upright beside the steps of a stage. */
export function markOf(stages: Stages, place: Place): Mark {
  if (place.kind === "own") return { x: -NODE_WIDTH / 2, y: END_HEIGHT + GAP_Y + place.stage * ROW - GAP_Y / 2 - BAR / 2, width: NODE_WIDTH, height: BAR };
  const { x, y } = spotOf(stages, { stage: place.stage, at: place.at });
  return { x: x - GAP_X / 2 - BAR / 2, y, width: BAR, height: NODE_HEIGHT };
}

/** Where a dragged step goes when it is let go with its middle there: beside the steps of a stage, or between two stages. */
export function placeAt(stages: Stages, from: At, middle: Spot): Place {
  const below = (middle.y - END_HEIGHT - GAP_Y) / ROW;
  const stage = Math.floor(below);
  const within = (below - stage) * ROW;
  const isInRow = stage >= 0 && stage < stages.length && within <= NODE_HEIGHT;
  if (!isInRow) return { kind: "own", stage: Math.max(0, Math.min(stages.length, stage + 1)) };
  const isOwnRow = stage === from.stage;
  const others = (stages[stage] ?? []).map((_, at) => ({ at, x: spotOf(stages, { stage, at }).x + NODE_WIDTH / 2 })).filter(({ at }) => !(isOwnRow && at === from.at));
  const before = others.filter(({ x }) => x < middle.x).length;
  const at = isOwnRow && before >= from.at ? before + 1 : before;
  return { kind: "beside", stage, at: isOwnRow && before === from.at ? from.at : at };
}
