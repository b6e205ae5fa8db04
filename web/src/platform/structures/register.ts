/** How the fields show and edit structures; loaded with the first that is looked at. */
import { lazy, type ComponentType } from "react";
import type { EditorProps } from "../fields/editors/types";
import { registerStructures } from "../fields/structures";

type Editors = typeof import("./editors");

function later(pick: (editors: Editors) => ComponentType<EditorProps>): ComponentType<EditorProps> {
  return lazy(() => import("./editors").then((module) => ({ default: pick(module) })));
}

const PathsEditor = lazy(() => import("./divided").then((module) => ({ default: module.PathsEditor })));

type People = typeof import("./people");

function ofPeople(pick: (editors: People) => ComponentType<EditorProps>): ComponentType<EditorProps> {
  return lazy(() => import("./people").then((module) => ({ default: pick(module) })));
}

registerStructures({
  editors: {
    filter: later((editors) => editors.FilterEditor),
    match: later((editors) => editors.MatchEditor),
    columns: later((editors) => editors.ColumnsEditor),
    order: later((editors) => editors.OrderEditor),
    layout: later((editors) => editors.LayoutSpecEditor),
    parties: ofPeople((editors) => editors.PartiesEditor),
    members: ofPeople((editors) => editors.MembersEditor),
    paths: PathsEditor,
    dimensions: ofPeople((editors) => editors.DimensionsEditor),
  },
  InWords: lazy(() => import("./InWords").then((module) => ({ default: module.InWords }))),
});
