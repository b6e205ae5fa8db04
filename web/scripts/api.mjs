// The types of the API, from the description that the server's own code gives (make golden writes it).
// `--check` says whether they are up to date; nobody edits them.
import { readFileSync, writeFileSync } from "node:fs";
import openapiTS, { astToString } from "openapi-typescript";
import ts from "typescript";

const described = new URL("../../tests/golden/files/openapi.json", import.meta.url);
const target = new URL("../src/api/generated/schema.d.ts", import.meta.url);
const FILE = ts.factory.createTypeReferenceNode("Blob");

const nodes = await openapiTS(described, {
  transform: (schema) => (schema.format === "binary" ? FILE : undefined),
});
const text = `// Generated from the description of the API by scripts/api.mjs; do not edit.\n${astToString(nodes)}`;

if (!process.argv.includes("--check")) {
  writeFileSync(target, text);
} else if (readFileSync(target, "utf8") !== text) {
  console.error("The types of the API are not up to date: make golden writes them.");
  process.exit(1);
}
