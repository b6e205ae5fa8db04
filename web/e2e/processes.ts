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

type Role = "web" | "worker";

/** The server's processes of this kind. */
function pids(role: Role): number[] {
  const found = childrenOf(Number(needed("GUIKE_PID"))).filter((pid) => read(`/proc/${pid}/comm`).trim() === `guike ${role}`);
  if (found.length === 0) throw new Error(`no ${role} process runs`);
  return found;
}

/**
 * kill -9 of the server's processes of a kind in the moment in which one adds a record to this
 * table: half of its work is done then. So many `passes` such transactions are let through
 * before. Resolves once the trap is set; `struck` resolves when it is over.
 */
export async function strike(role: Role, table: string, passes = 0): Promise<{ struck: Promise<void> }> {
  const killer = spawn(PYTHON, ["-m", "ops.strike", needed("GUIKE_DATA"), table, String(passes), ...pids(role).map(String)], { cwd: path("../.."), stdio: ["ignore", "pipe", "inherit"] });
  const ended = new Promise<void>((resolve, reject) => {
    killer.on("error", reject);
    killer.on("exit", (code) => (code === 0 ? resolve() : reject(new Error(`nobody was struck: ${code}`))));
  });
  ended.catch(() => undefined);
  await Promise.race([ended, new Promise<void>((resolve) => killer.stdout.once("data", () => resolve()))]);
  return { struck: ended };
}
