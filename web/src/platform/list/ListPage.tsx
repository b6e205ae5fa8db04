import { Skeleton } from "antd";
import { lazy, Suspense } from "react";
import { useParams } from "react-router";
import { useMeta } from "@/api/queries";
import { Failed } from "../ui/Failed";
import { useTitle } from "../ui/useTitle";
import { ListHead } from "./ListHead";
import { ListTable } from "./ListTable";
import { notes } from "./notes";
import { useQuickSearch } from "./Toolbar";
import { useListState } from "./useListState";
import type { ObjectMeta } from "@/api/types";

const Board = lazy(() => import("./board/Board").then((module) => ({ default: module.Board })));

function Loaded({ meta }: { meta: ObjectMeta }) {
  const [state, change] = useListState(meta);
  const search = useQuickSearch(state.q, (q) => change({ q }));
  const Note = notes.get(meta.name);
  useTitle(meta.plural_label || meta.label);
  return (
    <div className="gk-list-page">
      <ListHead meta={meta} state={state} onChange={change} />
      {Note && !state.isDeleted && <Note />}
      {state.kind === "board" ? (
        <Suspense fallback={<Skeleton active className="gk-pad" />}><Board meta={meta} state={state} onChange={change} search={search} /></Suspense>
      ) : (
        <ListTable key={`${String(state.view?.id)}:${state.isDeleted}`} meta={meta} state={state} onChange={change} search={search} />
      )}
    </div>
  );
}

/** Every list of every object: `/o/:object`. */
export function ListPage() {
  const { object = "" } = useParams();
  const { data, error, refetch } = useMeta(object);
  if (error) return <Failed error={error} onRetry={() => void refetch()} />;
  if (!data) return <Skeleton active className="gk-pad" />;
  return <Loaded key={object} meta={data} />;
}
