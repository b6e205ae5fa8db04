import { useQuery } from "@tanstack/react-query";
import { Input, Modal, Spin } from "antd";
import { useDeferredValue, useMemo, useState, type KeyboardEvent } from "react";
import { useTranslation } from "react-i18next";
import { useNavigate } from "react-router";
import { call } from "@/api/client";
import { useObjects } from "@/api/queries";
import { isComposing } from "@/platform/ui/keyboard";
import { menuOf, type MenuItem } from "./menu";
import { recentRecords } from "@/platform/record/recent";
import { useSession } from "@/platform/session";

interface Entry {
  key: string;
  section: string;
  label: string;
  hint: string;
  /** For what it was found, where its name does not say it. */
  reason?: string;
  to: string;
}

function leaves(items: MenuItem[]): MenuItem[] {
  return items.flatMap((item) => (item.children ? leaves(item.children) : [item]));
}

function useCommands(): Entry[] {
  const { t } = useTranslation();
  const me = useSession();
  const { data } = useObjects();
  return useMemo(() => {
    const places = menuOf(data, me, t).flatMap((group) => leaves(group.items));
    const open = places.map((item) => ({
      key: `go:${item.key}`, section: t("palette.go"), label: t("palette.open", { label: item.label }), hint: "", to: item.to ?? "/",
    }));
    const create = (data?.items ?? [])
      .filter((object) => object.area && object.operations.includes("create"))
      .map((object) => ({
        key: `new:${object.name}`, section: t("palette.create"), label: t("palette.new", { label: object.label }), hint: "", to: `/o/${object.name}/new`,
      }));
    return [...create, ...open];
  }, [data, me, t]);
}

/** `isStale`: the records are still those of other words. */
function useEntries(text: string): { entries: Entry[]; isBusy: boolean; isStale: boolean } {
  const { t } = useTranslation();
  const me = useSession();
  const { data: objects } = useObjects();
  const commands = useCommands();
  const q = useDeferredValue(text.trim());
  const search = useQuery({
    queryKey: ["search", q],
    queryFn: ({ signal }) => call("get", "/search", { params: { query: { q } }, signal }),
    enabled: q.length > 0,
    placeholderData: (previous) => previous,
  });
  const labelOf = (name: string) => objects?.items.find((one) => one.name === name)?.label ?? name;
  const recent = recentRecords(me.id).map((one) => ({
    key: `recent:${one.object}:${one.id}`, section: t("palette.recent"), label: one.name, hint: one.label, to: `/o/${one.object}/${one.id}`,
  }));
  if (!q) return { entries: [...recent, ...commands.slice(0, 8)], isBusy: false, isStale: false };
  const records = (search.data?.items ?? []).map((hit) => ({
    key: `hit:${hit.object}:${hit.id}`, section: t("palette.records"), label: hit.name || hit.number || `#${hit.id}`,
    reason: hit.found.map((one) => `${one.label} ${one.value}`).join(t("common.list_separator")),
    hint: [hit.number !== hit.name ? hit.number : "", labelOf(hit.object)].filter(Boolean).join(" · "), to: `/o/${hit.object}/${hit.id}`,
  }));
  const wanted = q.toLowerCase();
  const matching = commands.filter((entry) => entry.label.toLowerCase().includes(wanted)).slice(0, 6);
  return { entries: [...records, ...matching], isBusy: search.isFetching, isStale: q !== text.trim() || search.isPlaceholderData };
}

export function CommandPalette({ text, onText, onClose }: { text: string; onText: (text: string) => void; onClose: () => void }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const [active, setActive] = useState(0);
  const { entries, isBusy, isStale } = useEntries(text);
  const go = (entry: Entry | undefined) => {
    if (!entry) return;
    onClose();
    void navigate(entry.to);
  };
  const onKeyDown = (event: KeyboardEvent<HTMLInputElement>) => {
    if (isComposing(event)) return;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      const step = event.key === "ArrowDown" ? 1 : -1;
      setActive((now) => (entries.length ? (now + step + entries.length) % entries.length : 0));
    } else if (event.key === "Enter") {
      event.preventDefault();
      if (!isStale) go(entries[active]);
    }
  };
  return (
    <Modal open footer={null} closable={false} onCancel={onClose} width={640} title={<span className="gk-visually-hidden">{t("frame.search")}</span>} className="gk-palette">
      <Input
        autoFocus size="large" value={text} placeholder={t("palette.placeholder")} aria-label={t("frame.search")}
        role="combobox" aria-expanded="true" aria-controls="palette-list" aria-activedescendant={entries[active] ? `palette-${active}` : undefined}
        suffix={isBusy ? <Spin size="small" /> : <span />}
        onChange={(event) => { onText(event.target.value); setActive(0); }}
        onKeyDown={onKeyDown}
      />
      <div id="palette-list" role="listbox" aria-label={t("palette.results")} className="gk-palette-list">
        {entries.map((entry, index) => (
          <div key={entry.key} className="gk-palette-entry">
            {entry.section !== entries[index - 1]?.section && <div className="gk-palette-section" role="presentation">{entry.section}</div>}
            {/* The list is worked from the input by arrow keys and Enter; the mouse is the other way. */}
            {/* eslint-disable-next-line jsx-a11y/click-events-have-key-events */}
            <div
              id={`palette-${index}`} role="option" aria-selected={index === active} tabIndex={-1}
              className={index === active ? "gk-palette-option is-active" : "gk-palette-option"}
              onMouseMove={() => setActive(index)} onClick={() => go(entry)}
            >
              <span className="gk-palette-name">{entry.label}{entry.reason && <span className="gk-palette-reason">{entry.reason}</span>}</span><span className="gk-muted">{entry.hint}</span>
            </div>
          </div>
        ))}
        {entries.length === 0 && !isBusy && <p className="gk-muted gk-pad">{t("palette.nothing", { text })}</p>}
      </div>
    </Modal>
  );
}
