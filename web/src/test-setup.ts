import { cleanup } from "@testing-library/react";
import { afterEach } from "vitest";
import { startI18n } from "@/app/i18n";

await startI18n("zh-CN");
afterEach(cleanup);
