/** What the tests of these pages stand in: somebody who is signed in, and a server that answers by path. */
import { QueryClientProvider } from "@tanstack/react-query";
import { render } from "@testing-library/react";
import { App } from "antd";
import type { ReactNode } from "react";
import { MemoryRouter } from "react-router";
import { vi } from "vitest";
import { queryClient } from "@/api/queries";
import type { Me } from "@/api/types";
import { SessionProvider } from "../session";

/** A body, or a status with a problem. */
type Answer = object | [status: number, problem: object];
export type Sent = [method: string, path: string, body: unknown];

const BASE = "/api/v1";
export const ME = { id: 3, name: "周晓", is_administrator: false, permissions: { report: ["view", "create"], user: ["view"], department: ["view"] } } as unknown as Me;

/** Answer by "METHOD /path"; everything else is forbidden. What was sent is given back as it comes. */
export function answering(answers: Record<string, Answer>): Sent[] {
  const sent: Sent[] = [];
  queryClient.clear();
  vi.stubGlobal("fetch", async (request: Request) => {
    const path = new URL(request.url).pathname.slice(BASE.length);
    const text = await request.text();
    sent.push([request.method, path, text ? JSON.parse(text) : null]);
    const answer = answers[`${request.method} ${path}`] ?? [403, {}];
    const [status, body] = Array.isArray(answer) ? answer : [200, answer];
    return new Response(JSON.stringify(body), { status });
  });
  return sent;
}

export function draw(page: ReactNode, me: Me = ME, at = "/"): void {
  render(
    <QueryClientProvider client={queryClient}>
      <SessionProvider value={me}><App><MemoryRouter initialEntries={[at]}>{page}</MemoryRouter></App></SessionProvider>
    </QueryClientProvider>,
  );
}
