// The storeys of the browser client: a file imports from its own storey and from lower ones, and no file comes back to
// itself by its imports. Types and what is loaded later count as well. The page docs/design/browser.md says what each is for.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative, sep } from "node:path";
import { fileURLToPath } from "node:url";
import ts from "typescript";

/** Lowest first: the rows of the table on the page, each beginning with a place below src. */
function storeysOf(text) {
  return [...text.matchAll(/^\| `([^`]+)` \|/gm)].map(([, place]) => place);
}

/** The storey of a file: the longest of the places that it lies in; `platform/` itself holds its loose files. */
function storeyOf(file, storeys) {
  const holds = (place) => file === place || file.startsWith(`${place}/`);
  return storeys.filter(holds).sort((a, b) => b.length - a.length)[0];
}

function filesOf(source) {
  return readdirSync(source, { recursive: true }).map((name) => String(name).split(sep).join("/"))
    .filter((name) => /\.tsx?$/.test(name) && !/\.test\.tsx?$|\.d\.ts$/.test(name) && name !== "test-setup.ts").sort();
}

function target(source, from, name) {
  const base = name.startsWith("@/") ? join(source, name.slice(2)) : name.startsWith(".") ? join(source, dirname(from), name) : null;
  const found = base && [`${base}.ts`, `${base}.tsx`, join(base, "index.ts"), join(base, "index.tsx"), base].find((one) => /\.tsx?$/.test(one) && existsSync(one));
  return found ? relative(source, found).split(sep).join("/") : null;
}

function importsOf(source, file) {
  const { importedFiles } = ts.preProcessFile(readFileSync(join(source, file), "utf8"), true, true);
  return importedFiles.flatMap(({ fileName }) => target(source, file, fileName) ?? []);
}

/** One way round, as the files that it goes through; null where there is none. */
function circle(graph) {
  const done = new Set();
  const walk = (file, way) => {
    const at = way.indexOf(file);
    if (at >= 0) return [...way.slice(at), file];
    if (done.has(file)) return null;
    for (const next of graph.get(file) ?? []) {
      const found = walk(next, [...way, file]);
      if (found) return found;
    }
    done.add(file);
    return null;
  };
  for (const file of graph.keys()) {
    const found = walk(file, []);
    if (found) return found;
  }
  return null;
}

/** What is wrong with the files of a folder by the table of a page: a sentence each. */
export function faultsOf(source, page) {
  const storeys = storeysOf(page);
  const graph = new Map(filesOf(source).map((file) => [file, importsOf(source, file)]));
  const wrong = [];
  for (const [file, imported] of graph) {
    const mine = storeys.indexOf(storeyOf(file, storeys));
    if (mine < 0) wrong.push(`${file} lies in no storey`);
    for (const other of imported) {
      if (mine >= 0 && storeys.indexOf(storeyOf(other, storeys)) > mine) wrong.push(`${file} imports ${other}, which stands above it`);
    }
  }
  const found = circle(graph);
  return found ? [...wrong, `a circle of imports:\n  ${found.join("\n  ")}`] : wrong;
}

const here = fileURLToPath(import.meta.url);
if (process.argv[1] === here) {
  const wrong = faultsOf(join(dirname(here), "../src"), readFileSync(join(dirname(here), "../../docs/design/browser.md"), "utf8"));
  for (const sentence of wrong) console.error(sentence);
  if (wrong.length) process.exit(1);
}
