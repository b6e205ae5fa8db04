import { useCallback, useState } from "react";

export interface Selection {
  ids: ReadonlySet<string>;
  /** Everything that the filter finds, fetched or not. */
  isWhole: boolean;
  select: (ids: string[], isOn: boolean) => void;
  replace: (ids: string[]) => void;
  takeWhole: () => void;
  clear: () => void;
}

export function useSelection(): Selection {
  const [ids, setIds] = useState<ReadonlySet<string>>(new Set());
  const [isWhole, setWhole] = useState(false);
  const select = useCallback((changed: string[], isOn: boolean) => {
    setWhole(false);
    setIds((now) => {
      const next = new Set(now);
      for (const id of changed) {
        if (isOn) next.add(id);
        else next.delete(id);
      }
      return next;
    });
  }, []);
  const replace = useCallback((chosen: string[]) => {
    setWhole(false);
    setIds(new Set(chosen));
  }, []);
  const takeWhole = useCallback(() => setWhole(true), []);
  const clear = useCallback(() => {
    setWhole(false);
    setIds(new Set());
  }, []);
  return { ids, isWhole, select, replace, takeWhole, clear };
}
