import { QueryObserver } from "@tanstack/react-query";
import { expect, test } from "vitest";
import { queryClient } from "@/api/queries";
import { setLanguage } from "./i18n";

test("what is asked for the first time while the language changes is asked again in the new one", async () => {
  const answers: ((said: string) => void)[] = [];
  const asked = new QueryObserver(queryClient, { queryKey: ["said"], queryFn: () => new Promise<string>((answer) => answers.push(answer)) });
  const end = asked.subscribe(() => undefined);
  const changed = setLanguage("en", false);
  await expect.poll(() => document.documentElement.lang).toBe("en");
  answers[0]?.("中文");
  await expect.poll(() => answers.length).toBe(2);
  answers[1]?.("English");
  await changed;
  expect(asked.getCurrentResult().data).toBe("English");
  end();
  await setLanguage("zh-CN", false);
});
