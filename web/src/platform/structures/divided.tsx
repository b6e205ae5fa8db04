/** By which field a management dimension divides each object: `{object: path}`; an empty path leaves the object undivided. */
import { Select, Skeleton } from "antd";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { call } from "@/api/client";
import { useMeta, useObjects } from "@/api/queries";
import type { EditorProps } from "../fields/editors/types";
import { usePaths } from "../fields/usePaths";
import { Failed } from "../ui/Failed";

type Paths = Record<string, string>;
/** No path is called so. */
const UNSAID = "$default";
const NONE = "";

function pathsOf(value: unknown): Paths {
  return value && typeof value === "object" && !Array.isArray(value) ? (value as Paths) : {};
}

function Offered({ kind, choiceSet, props }: { kind: string; choiceSet: string; props: EditorProps }) {
  const { t } = useTranslation();
  const query = useQuery({
    queryKey: ["access", "dimension_paths", kind, choiceSet], staleTime: 60_000,
    queryFn: ({ signal }) => call("get", "/access/dimension_paths", { params: { query: { kind, choice_set: choiceSet } }, signal }),
  });
  const paths = pathsOf(props.value);
  if (query.isError) return <Failed error={query.error} onRetry={() => void query.refetch()} />;
  if (!query.data) return <Skeleton active paragraph={{ rows: 2 }} title={false} />;
  if (!query.data.items.length) return <p id={props.id} className="gk-muted">{t("divided.nothing")}</p>;
  const set = (object: string, path: string) => {
    const { [object]: _old, ...rest } = paths;
    props.onChange?.(path === UNSAID ? rest : { ...rest, [object]: path });
  };
  return (
    <div id={props.id} className="gk-divided">
      {query.data.items.map((one) => {
        const labelOf = (path: string) => one.paths.find((each) => each.path === path)?.label ?? path;
        const options = [
          { value: UNSAID, label: one.default ? t("divided.default_by", { field: labelOf(one.default) }) : t("divided.default_not") },
          ...one.paths.filter((each) => each.path !== one.default).map((each) => ({ value: each.path, label: each.label })),
          ...(one.default ? [{ value: NONE, label: t("divided.not") }] : []),
        ];
        return (
          <label key={one.object} className="gk-party">
            <span className="gk-party-kind">{one.label}</span>
            <Select className="gk-grow" disabled={props.disabled} aria-label={t("divided.of", { object: one.label })} value={paths[one.object] ?? UNSAID} options={options} showSearch={{ optionFilterProp: "label" }} onChange={(path: string) => set(one.object, path)} />
          </label>
        );
      })}
    </div>
  );
}

/** A row for each object that the dimension may divide, with the field that says where a record belongs. */
export function PathsEditor(props: EditorProps) {
  const { t } = useTranslation();
  const kind = typeof props.values?.["kind"] === "string" ? props.values["kind"] : "";
  const choiceSet = typeof props.values?.["choice_set"] === "string" ? props.values["choice_set"] : "";
  if (!kind || (kind === "choice_set" && !choiceSet)) return <p id={props.id} className="gk-muted">{t(kind ? "divided.set_first" : "divided.kind_first")}</p>;
  return <Offered key={`${kind} ${choiceSet}`} kind={kind} choiceSet={choiceSet} props={props} />;
}

function PathWords({ object, path }: { object: string; path: string }) {
  const { t } = useTranslation();
  const objects = useObjects();
  const { data: meta } = useMeta(object);
  const label = objects.data?.items.find((one) => one.name === object)?.label ?? object;
  return <li><strong>{label}{t("common.colon")}</strong>{path && meta ? <Field meta={meta} path={path} /> : t("divided.not")}</li>;
}

function Field({ meta, path }: { meta: NonNullable<ReturnType<typeof useMeta>["data"]>; path: string }) {
  const lookup = usePaths(meta, [path]);
  return <>{lookup(path).label}</>;
}

/** What is said of single objects; all others go by their own field. */
export function PathsInWords({ value }: { value: unknown }) {
  const { t } = useTranslation();
  const said = Object.entries(pathsOf(value));
  if (!said.length) return <>{t("divided.unsaid")}</>;
  return <ul className="gk-plain-list">{said.map(([object, path]) => <PathWords key={object} object={object} path={path} />)}<li>{t("divided.others")}</li></ul>;
}
