// What a first visit has to fetch, gzipped, against what we allow. Reads the build manifest, so
// it sees exactly what the browser loads: the entry, the shell that it starts, and the list, each with its imports.
import { readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";

const dist = new URL("../dist/", import.meta.url);
const manifest = JSON.parse(readFileSync(new URL(".vite/manifest.json", dist), "utf8"));
const budgets = [
  { name: "shell", chunks: ["index", "shell"], limit: 250 },
  { name: "list page", chunks: ["index", "shell", "list"], limit: 400 },
];

function keyOf(name) {
  const key = Object.keys(manifest).find((one) => manifest[one].name === name);
  if (!key) throw new Error(`The build has no chunk ${name}`);
  return key;
}

function closure(keys) {
  const seen = new Set();
  const walk = (key) => {
    if (seen.has(key)) return;
    seen.add(key);
    (manifest[key].imports ?? []).forEach(walk);
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
for (const { name, chunks, limit } of budgets) {
  const size = kilobytes(closure(chunks.map(keyOf)));
  const verdict = size <= limit ? "within" : "OVER";
  failed ||= size > limit;
  console.log(`${name}: ${size.toFixed(1)} kB gz, ${verdict} its budget of ${limit} kB`);
}
if (failed) process.exit(1);
