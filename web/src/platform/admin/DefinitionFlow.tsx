import { StepsEditor } from "../approvals/designer/StepsEditor";
import { plainField } from "../meta";
import type { TabProps } from "../record/tabs";

const STEPS = plainField("steps", "lines");

/** The drawing of a definition, to be looked at. */
export function DefinitionFlow({ record }: TabProps) {
  return <StepsEditor field={STEPS} value={record["steps"]} values={record} disabled />;
}
