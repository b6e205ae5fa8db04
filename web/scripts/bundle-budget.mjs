// What a first visit has to fetch, gzipped, against what we allow. Reads the build manifest, so
// it sees exactly what the browser loads: the entry with its static imports, and each page's.
import { readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";

const dist = new URL("../dist/", import.meta.url);
const manifest = JSON.parse(readFileSync(new URL(".vite/manifest.json", dist), "utf8"));
const budgets = [
  { name: "shell", entries: ["index.html"], limit: 250 },
  { name: "list page", entries: ["index.html", "src/platform/list/ListPage.tsx"], limit: 400 },
];

function closure(keys) {
  const seen = new Set();
  const walk = (key) => {
    if (seen.has(key)) return;
    const chunk = manifest[key];
    if (!chunk) throw new Error(`The build has no chunk ${key}`);
    seen.add(key);
    (chunk.imports ?? []).forEach(walk);
  };
  keys.forEach(walk);
  return [...seen];
}

function kilobytes(keys) {
  const files = new Set(keys.flatMap((key) => [manifest[key].file, ...(manifest[key].css ?? [])]));
  let bytes = 0;
  for (const file of files) bytes += gzipSync(readFileSync(new URL(file, dist))).length;
  return bytes / 1024;
}

let failed = false;
for (const { name, entries, limit } of budgets) {
  const size = kilobytes(closure(entries));
  const verdict = size <= limit ? "within" : "OVER";
  failed ||= size > limit;
  console.log(`${name}: ${size.toFixed(1)} kB gz, ${verdict} its budget of ${limit} kB`);
}
if (failed) process.exit(1);
