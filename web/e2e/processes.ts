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

/** kill -9 of a process of the server with all below it: no last word, no tidying up. */
export function kill9(role: keyof typeof COMMANDS): void {
  const first = rolePid(role);
  if (!first) throw new Error(`no ${role} process runs`);
  const found = [first];
  for (const pid of found) found.push(...childrenOf(pid));
  for (const pid of found) process.kill(pid, "SIGKILL");
}

/** Stops every write that needs a number of this object, until it is let go. */
export async function hold(object: string): Promise<{ untilWaitedFor: Promise<void>; letGo: () => Promise<void> }> {
  const holder = spawn(PYTHON, ["-m", "ops.hold", needed("GUIKE_DATA"), object], { cwd: path("../.."), stdio: ["pipe", "pipe", "inherit"] });
  let said = "";
  const heard = (word: string): Promise<void> => new Promise((resolve, reject) => {
    const look = (): void => { if (said.includes(word)) resolve(); };
    holder.stdout.on("data", look);
    holder.on("exit", () => reject(new Error(`nobody ${word}`)));
    look();
  });
  holder.stdout.on("data", (data: Buffer) => { said += data.toString(); });
  await heard("held");
  const untilWaitedFor = heard("waited");
  untilWaitedFor.catch(() => undefined);
  return {
    untilWaitedFor,
    letGo: () => new Promise((resolve) => { holder.on("exit", () => resolve()); holder.stdin.end(); }),
  };
}
