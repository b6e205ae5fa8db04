// Beside each text of the build its brotli and gzip form, which the server sends to those that take it.
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";

const assets = new URL("../dist/assets/", import.meta.url);
const WORTH_IT = 1024; // bytes; a packet holds less anyway

for (const name of readdirSync(assets)) {
  if (!/\.(js|css|svg|json)$/.test(name)) continue;
  const file = new URL(name, assets);
  const plain = readFileSync(file);
  if (plain.length < WORTH_IT) continue;
  writeFileSync(new URL(`${name}.br`, assets), brotliCompressSync(plain, { params: { [constants.BROTLI_PARAM_SIZE_HINT]: plain.length } }));
  writeFileSync(new URL(`${name}.gz`, assets), gzipSync(plain, { level: 9 }));
}
