/** The parts of the page and the form of an approval's definition, loaded together when one of them is looked at. */
export { ActionName } from "../approvals/ActionName";
export { AppliesEditor } from "../approvals/designer/Conditions";
export { StepsEditor } from "../approvals/designer/StepsEditor";
export { NoticesEditor } from "../approvals/notices/NoticesEditor";
export { NoticesTab } from "../approvals/notices/NoticesTab";
export { ObjectName } from "../approvals/ObjectName";
export { Publish } from "../approvals/Publish";
export { Trial } from "../approvals/Trial";
export { DefinitionFlow } from "./DefinitionFlow";
