import { build, type InlineConfig, type Rolldown } from "vite";

type Chunk = Rolldown.OutputChunk;

const START = "app/start.tsx";
const SIGN_IN = "app/SignIn.tsx";
const LIST = "platform/list/ListPage.tsx";
const RECORD = "platform/record/RecordPage.tsx";
const JOBS = "platform/jobs/JobsTray.tsx";
const FORM = "platform/form/FormPage.tsx";

/** Which parts need what, in the order in which people come to them: the first that fits gives a chunk its name. */
const shared: [name: string, needed: (by: (page: string) => boolean) => boolean][] = [
  ["shell", (by) => by(START)],
  ["inputs", (by) => by(SIGN_IN) && (by(LIST) || by(RECORD) || by(FORM))],
  ["records", (by) => by(LIST) && (by(RECORD) || by(FORM))],
  ["list", (by) => by(LIST)],
  ["jobs", (by) => by(JOBS)],
  ["forms", (by) => by(RECORD) && by(FORM)],
];

/**
 * By module: the chunk that it lies in with others. Left alone, the bundler makes a chunk of every set of modules that the same
 * pages need, some fifty for a first list, and each is a request: so it is asked what it would do, and what the
 * same of the main pages need is put together. What the entry itself needs stays with it, which begins everything.
 */
export async function chunkNames(config: InlineConfig): Promise<Map<string, string>> {
  const built = (await build({ ...config, configFile: false, logLevel: "silent", build: { ...config.build, write: false } })) as Rolldown.RolldownOutput;
  const chunks = built.output.filter((one): one is Chunk => one.type === "chunk");
  const reached = (from: Chunk | undefined, seen = new Set<Chunk>()): Set<Chunk> => {
    if (from && !seen.has(from)) {
      seen.add(from);
      for (const file of from.imports) reached(chunks.find((one) => one.fileName === file), seen);
    }
    return seen;
  };
  const of = new Map([START, SIGN_IN, LIST, RECORD, JOBS, FORM].map((page) => {
    const chunk = chunks.find((one) => one.moduleIds.some((id) => id.endsWith(`/src/${page}`)));
    if (!chunk) throw new Error(`${page} lies in no chunk`);
    return [page, reached(chunk)];
  }));
  const entry = reached(chunks.find((one) => one.isEntry && one.name === "index"));
  const names = new Map<string, string>();
  for (const chunk of chunks.filter((one) => !entry.has(one))) {
    const name = shared.find(([, needed]) => needed((page) => of.get(page)?.has(chunk) ?? false))?.[0];
    if (name) chunk.moduleIds.forEach((id) => names.set(id, name));
  }
  return names;
}
