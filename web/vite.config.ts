import react from "@vitejs/plugin-react";
import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";
import type { Plugin } from "vite";
import { chunkNames } from "./chunks.ts";

/** The server that the development server hands `/api` to. */
const backend = process.env["GUIKE_URL"] ?? "http://127.0.0.1:8000";

/** The application, and the page of public links, which shares nothing with it. */
const pages = Object.fromEntries(["index", "public"].map((name) => [name, fileURLToPath(new URL(`./${name}.html`, import.meta.url))]));

/** The shell is fetched together with the entry that starts it, not after. */
const shellAhead: Plugin = {
  name: "shell-ahead",
  transformIndexHtml: {
    order: "post",
    handler: (_html, { bundle, filename }) => {
      if (!filename.endsWith("index.html")) return undefined;
      const shell = Object.values(bundle ?? {}).find((one) => one.type === "chunk" && one.name === "shell");
      return shell && [{ tag: "link", attrs: { rel: "modulepreload", crossorigin: true, href: `/${shell.fileName}` } }];
    },
  },
};

const shared = {
  plugins: [react()],
  resolve: { alias: { "@": fileURLToPath(new URL("./src", import.meta.url)) } },
};
const built = { target: "es2022", sourcemap: false, manifest: true, chunkSizeWarningLimit: 1200 };

export default defineConfig(async ({ command }) => {
  const names = command === "build" ? await chunkNames({ ...shared, build: built }) : null;
  const groups = names ? [{ debugName: "shared", name: (id: string) => names.get(id) ?? null, includeDependenciesRecursively: false }] : [];
  return {
    ...shared,
    plugins: [...shared.plugins, shellAhead],
    server: { proxy: { "/api": { target: backend, changeOrigin: false } } },
    build: { ...built, rolldownOptions: { input: pages, output: { codeSplitting: { groups } } } },
    test: {
      environment: "happy-dom",
      include: ["src/**/*.test.{ts,tsx}", "scripts/*.test.ts"],
      setupFiles: ["src/test-setup.ts"],
      restoreMocks: true,
    },
  };
});
