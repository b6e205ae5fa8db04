import { renderHook, act } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import { shownElsewhere, useJobsOnPage } from "./store";

describe("jobs that the page itself shows", () => {
  it("are known until the page lets go of them", () => {
    const { result } = renderHook(() => useJobsOnPage());
    let letGo = () => undefined as void;
    act(() => { letGo = shownElsewhere(5); });
    expect(result.current).toEqual(["5"]);
    act(() => letGo());
    expect(result.current).toEqual([]);
  });
});
