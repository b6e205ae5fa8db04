import { spawn } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { PYTHON, path } from "./journey";

function needed(name: string): string {
  const value = process.env[name];
  if (!value) throw new Error(`${name} says nothing: run these journeys by \`make e2e\`, which starts the server that they kill.`);
  return value;
}

function read(file: string): string {
  try {
    return readFileSync(file, "utf-8");
  } catch {
    return "";
  }
}

function childrenOf(pid: number): number[] {
  try {
    return readdirSync(`/proc/${pid}/task`).flatMap((task) => read(`/proc/${pid}/task/${task}/children`).split(" ").filter(Boolean).map(Number));
  } catch {
    return [];
  }
}

const COMMANDS = { web: "gunicorn", worker: "worker" } as const;

function rolePid(role: keyof typeof COMMANDS): number | undefined {
  const word = COMMANDS[role];
  return childrenOf(Number(needed("GUIKE_PID"))).find((pid) => read(`/proc/${pid}/cmdline`).split("\0").some((part) => part === word || part.endsWith(`/${word}`)));
}

/** A process of the server with all below it. */
function tree(role: keyof typeof COMMANDS): number[] {
  const first = rolePid(role);
  if (!first) throw new Error(`no ${role} process runs`);
  const found = [first];
  for (const pid of found) found.push(...childrenOf(pid));
  return found;
}

/**
 * kill -9 of a process of the server, with all below it, in the moment in which it adds a record to
 * this table: half of its work is done then. So many `passes` such transactions are let through
 * before. Resolves once the trap is set; `struck` resolves when it is over.
 */
export async function strike(role: keyof typeof COMMANDS, table: string, passes = 0): Promise<{ struck: Promise<void> }> {
  const killer = spawn(PYTHON, ["-m", "ops.strike", needed("GUIKE_DATA"), table, String(passes), ...tree(role).map(String)], { cwd: path("../.."), stdio: ["ignore", "pipe", "inherit"] });
  const ended = new Promise<void>((resolve, reject) => {
    killer.on("error", reject);
    killer.on("exit", (code) => (code === 0 ? resolve() : reject(new Error(`nobody was struck: ${code}`))));
  });
  ended.catch(() => undefined);
  await Promise.race([ended, new Promise<void>((resolve) => killer.stdout.once("data", () => resolve()))]);
  return { struck: ended };
}
