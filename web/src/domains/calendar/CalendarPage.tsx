import "@/platform/record/record.css";
import "./calendar.css";
import FullCalendar from "@fullcalendar/react";
import type { DateSelectArg, DatesSetArg, EventContentArg } from "@fullcalendar/core";
import zhCN from "@fullcalendar/core/locales/zh-cn";
import zhTW from "@fullcalendar/core/locales/zh-tw";
import dayGrid from "@fullcalendar/daygrid";
import interaction from "@fullcalendar/interaction";
import timeGrid from "@fullcalendar/timegrid";
import { LeftOutlined, LinkOutlined, PlusOutlined, RightOutlined } from "@ant-design/icons";
import { Alert, Button, Segmented, Select } from "antd";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { lazy, Suspense, useRef, useState, type RefObject } from "react";
import { useTranslation } from "react-i18next";
import { useNavigate, useSearchParams } from "react-router";
import { call } from "@/api/client";
import { listRecords } from "@/api/records";
import { instantOf } from "@/platform/fields/editors/date";
import { can, useSession } from "@/platform/session";
import { Failed } from "@/platform/ui/Failed";
import { useDebounced } from "@/platform/ui/useDebounced";
import { useNarrow } from "@/platform/ui/useNarrow";
import { useTitle } from "@/platform/ui/useTitle";
import { addressOf, clockOf, eventOf, folded, wallClock, type CalendarEntry, type Shown } from "./entries";
import { useMove } from "./useMove";
import { FormDrawer } from "@/platform/form/later";

const FeedsDialog = lazy(() => import("./FeedsDialog").then((module) => ({ default: module.FeedsDialog })));

const VIEWS = { day: "timeGridDay", week: "timeGridWeek", month: "dayGridMonth" } as const;
type View = keyof typeof VIEWS;
const LOCALES: Record<string, typeof zhCN> = { "zh-CN": zhCN, "zh-TW": zhTW };

const CLOCK = { hour: "2-digit", minute: "2-digit", hour12: false } as const;

/** From when to when a new activity is planned. */
interface Begun {
  start: string;
  end: string;
}

interface Range {
  from: string;
  to: string;
  title: string;
}

function isView(value: string | null): value is View {
  return value !== null && value in VIEWS;
}

/** What is in an event: when, what, whose, where, with what; and in words whether it is late. */
function EventText({ event, timeText }: Pick<EventContentArg, "event" | "timeText">) {
  const { t } = useTranslation();
  const { entry, booked, whose } = event.extendedProps as Shown;
  const more = [entry.place, ...booked].filter(Boolean).join(" · ");
  return (
    <div className="gk-event-text" title={[event.title, entry.kind, entry.state, more, whose].filter(Boolean).join("\n")}>
      {timeText && <span className="gk-event-time">{timeText}</span>}
      <span className="gk-event-title">{entry.is_overdue && <strong>{t("record.overdue")} </strong>}{entry.is_closed && "✓ "}{entry.kind && `${entry.kind} · `}{event.title}</span>
      {whose && <span>{whose}</span>}
      {more && <span className="gk-event-more">{more}</span>}
    </div>
  );
}

/** A room, a machine, a car: who has it when. */
function ResourcePicker({ value, onChange }: { value: number; onChange: (next: number) => void }) {
  const { t } = useTranslation();
  const [isAsked, setAsked] = useState(false);
  const query = useQuery({
    queryKey: ["records", "resource", "calendar"], enabled: isAsked || value > 0,
    queryFn: ({ signal }) => listRecords("resource", { filter: { field: "is_active", op: "eq", value: true }, sort: ["kind", "name"], fields: ["name"], limit: 200, count: "none" }, signal),
  });
  const options = (query.data?.items ?? []).map((one) => ({ value: Number(one.id), label: String(one["name"]) }));
  return (
    <Select<number>
      className="gk-calendar-people" aria-label={t("calendar.resource")} placeholder={t("calendar.resource")} value={value || undefined} allowClear
      showSearch={{ optionFilterProp: "label" }} loading={query.isFetching} onOpenChange={() => setAsked(true)} onChange={(next) => onChange(next ?? 0)} options={options}
    />
  );
}

function PeoplePicker({ value, onChange }: { value: number[]; onChange: (next: number[]) => void }) {
  const { t } = useTranslation();
  const [sought, setSought] = useState("");
  const q = useDebounced(sought, 250);
  const all = useQuery({ queryKey: ["calendar", "people", ""], queryFn: () => call("get", "/calendar/people") });
  const found = useQuery({ queryKey: ["calendar", "people", q], queryFn: () => call("get", "/calendar/people", { params: { query: { q } } }), placeholderData: keepPreviousData });
  // Who leads nobody has nobody to choose.
  if ((all.data?.items.length ?? 0) < 2) return null;
  const options = [...(found.data?.items ?? []), ...(all.data?.items ?? []).filter((one) => value.includes(one.id))];
  const known = [...new Map(options.map((one) => [one.id, one])).values()];
  return (
    <Select<number[]>
      mode="multiple" className="gk-calendar-people" aria-label={t("calendar.people")} placeholder={t("calendar.mine")} value={value} maxTagCount="responsive" allowClear
      showSearch={{ onSearch: setSought, filterOption: false }} onChange={onChange}
      options={known.map((one) => ({ value: one.id, label: one.is_me ? t("calendar.me", { name: one.name }) : [one.name, one.department].filter(Boolean).join(" · ") }))}
    />
  );
}

interface GridProps {
  grid: RefObject<FullCalendar | null>;
  view: View;
  on: string | null;
  items: CalendarEntry[];
  isOneOfMany: boolean;
  mayCreate: boolean;
  onDates: (dates: DatesSetArg) => void;
  onBegin: (begun: Begun) => void;
}

/** Days and hours with the entries; what may be moved is dragged, an empty time begins a new one. */
function Grid({ grid, view, on, items, isOneOfMany, mayCreate, onDates, onBegin }: GridProps) {
  const { t, i18n } = useTranslation();
  const navigate = useNavigate();
  const move = useMove();
  const begin = ({ start, end, allDay }: DateSelectArg) => {
    const day = clockOf(start).slice(0, 10);
    onBegin(allDay ? { start: instantOf(`${day} 09:00`), end: instantOf(`${day} 10:00`) } : { start: instantOf(clockOf(start)), end: instantOf(clockOf(end)) });
  };
  return (
    <FullCalendar
      ref={grid} plugins={[dayGrid, timeGrid, interaction]} initialView={VIEWS[view]} initialDate={on ?? wallClock(new Date().toISOString()).slice(0, 10)}
      timeZone="UTC" now={() => wallClock(new Date().toISOString())} nowIndicator locale={LOCALES[i18n.language] ?? "en"} firstDay={1} headerToolbar={false} height="100%"
      scrollTime="08:00:00" snapDuration="00:15:00" slotEventOverlap={false} dayMaxEvents eventInteractive selectMirror allDayText={t("calendar.tasks")}
      dayHeaderContent={({ text }) => text.replace(/(\d)(?=周|週)/, "$1 ")} slotLabelFormat={CLOCK} eventTimeFormat={CLOCK} defaultTimedEventDuration="00:30"
      events={folded(items).map((one) => eventOf(one, isOneOfMany))} eventContent={(content) => <EventText event={content.event} timeText={content.timeText} />}
      datesSet={onDates} selectable={mayCreate} selectLongPressDelay={500} select={begin}
      eventClick={({ event }) => { const { entry } = event.extendedProps as Shown; if (!entry.is_shut) void navigate(addressOf(entry)); }}
      eventDrop={(change) => void move(change)} eventResize={(change) => void move(change)} eventAllow={(span) => !span.allDay}
    />
  );
}

/** The calendar: one's own, and those of the people below, which one only looks at. */
export function CalendarPage() {
  const { t } = useTranslation();
  const me = useSession();
  const isNarrow = useNarrow();
  const [search, setSearch] = useSearchParams();
  const asked = search.get("view");
  const view: View = isView(asked) ? asked : isNarrow ? "day" : "week";
  const users = (search.get("users") ?? "").split(",").map(Number).filter(Boolean);
  const resource = Number(search.get("resource")) || 0;
  const grid = useRef<FullCalendar>(null);
  const [range, setRange] = useState<Range | null>(null);
  const [begun, setBegun] = useState<Begun | null>(null);
  const [hasFeeds, setFeeds] = useState(false);
  useTitle(t("calendar.title"));
  const query = useQuery({
    queryKey: ["records", "activity", "calendar", range?.from, range?.to, users.join(","), resource],
    queryFn: () => call("get", "/calendar", { params: { query: { from: range?.from ?? "", to: range?.to ?? "", ...(resource ? { of: `resource:${resource}` } : { users: users.join(",") || undefined }) } } }),
    enabled: range !== null,
    placeholderData: keepPreviousData,
  });
  const remember = (values: Record<string, string>) => setSearch((now) => {
    const next = new URLSearchParams(now);
    for (const [name, value] of Object.entries(values)) if (value) next.set(name, value); else next.delete(name);
    return next;
  }, { replace: true });
  const show = (next: View) => {
    grid.current?.getApi().changeView(VIEWS[next]);
    remember({ view: next });
  };
  const dated = (dates: DatesSetArg) => {
    const [from, to] = [dates.start, dates.end].map((at) => instantOf(clockOf(at)));
    setRange({ from: from ?? "", to: to ?? "", title: dates.view.title });
    const on = clockOf(dates.view.calendar.getDate()).slice(0, 10);
    if (search.get("on") !== on) remember({ on });
  };
  const beginNow = () => {
    const hour = new Date(Math.ceil(Date.now() / 3_600_000) * 3_600_000);
    setBegun({ start: hour.toISOString(), end: new Date(hour.getTime() + 3_600_000).toISOString() });
  };
  const mayCreate = can(me, "activity", "create");
  const api = () => grid.current?.getApi();
  return (
    <div className="gk-page gk-calendar">
      <div className="gk-record-line gk-gap gk-calendar-head">
        <h1>{t("calendar.title")}</h1>
        <span className="gk-inline">
          <Button icon={<LeftOutlined aria-hidden="true" />} aria-label={t("calendar.previous")} onClick={() => api()?.prev()} />
          <Button onClick={() => api()?.today()}>{t("calendar.today")}</Button>
          <Button icon={<RightOutlined aria-hidden="true" />} aria-label={t("calendar.next")} onClick={() => api()?.next()} />
        </span>
        <strong aria-live="polite">{range?.title}</strong>
        <span className="gk-spacer" />
        {can(me, "resource", "view") && <ResourcePicker value={resource} onChange={(next) => remember({ resource: next ? String(next) : "" })} />}
        {!resource && <PeoplePicker value={users} onChange={(next) => remember({ users: next.join(",") })} />}
        <Segmented<View> value={view} aria-label={t("calendar.view")} onChange={show} options={(Object.keys(VIEWS) as View[]).map((one) => ({ value: one, label: t(`calendar.${one}`) }))} />
        <Button icon={<LinkOutlined aria-hidden="true" />} onClick={() => setFeeds(true)}>{t("calendar.subscribe")}</Button>
        {mayCreate && <Button type="primary" icon={<PlusOutlined aria-hidden="true" />} onClick={beginNow}>{t("calendar.new")}</Button>}
      </div>
      {query.isError && <Failed error={query.error} onRetry={() => void query.refetch()} />}
      {query.data?.truncated && <Alert type="warning" showIcon className="gk-gap" title={t("calendar.truncated")} />}
      <Grid grid={grid} view={view} on={search.get("on")} items={query.data?.items ?? []} isOneOfMany={users.length > 1 || resource > 0} mayCreate={mayCreate} onDates={dated} onBegin={setBegun} />
      <Suspense fallback={null}>
        {begun && <FormDrawer object="activity" defaults={{ kind: "meeting", planned_start_at: begun.start, planned_end_at: begun.end, ...(resource ? { resources: [resource] } : {}) }} onClose={() => setBegun(null)} onSaved={() => setBegun(null)} />}
        {hasFeeds && <FeedsDialog onClose={() => setFeeds(false)} />}
      </Suspense>
    </div>
  );
}
