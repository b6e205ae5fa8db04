import { Button, Modal, Space, Switch, TimePicker } from "antd";
import dayjs from "dayjs";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { partName, summary, WEEKDAYS, type Hours, type Part, type Week } from "./week";

interface Props {
  id: string;
  label: string;
  value: unknown;
  isBusy: boolean;
  /** Resolves when the week is stored or its fault was told. */
  onSave: (week: unknown) => Promise<boolean>;
}

const USUAL: Hours = { start: "09:00", end: "18:00" };
const USUAL_OF: Partial<Record<Part, Hours>> = { lunch: { start: "12:00", end: "13:00" } };

/** A clock has no 24:00; as an end its midnight means that. */
function clock(time: string) {
  return dayjs(`2000-01-01 ${time === "24:00" ? "00:00" : time}`);
}

function PartRow({ part, hours, onChange, children }: { part: Part; hours: Hours | null; onChange: (hours: Hours | null) => void; children: string }) {
  const { t, i18n } = useTranslation();
  const label = partName(part, t, i18n.language);
  return (
    <div className="gk-week-row">
      <Switch aria-label={label} checked={hours !== null} onChange={(isOn) => onChange(isOn ? (USUAL_OF[part] ?? USUAL) : null)} />
      <span>{label}</span>
      {hours ? (
        <TimePicker.RangePicker
          aria-label={label} format="HH:mm" minuteStep={5} needConfirm={false} order={false} allowClear={false} value={[clock(hours.start), clock(hours.end)]}
          onChange={(next) => {
            if (!next?.[0] || !next[1]) return;
            const end = next[1].format("HH:mm");
            onChange({ start: next[0].format("HH:mm"), end: end === "00:00" ? "24:00" : end });
          }}
        />
      ) : <span className="gk-muted">{children}</span>}
    </div>
  );
}

function Editor({ label, value, isBusy, onClose, onSave }: { label: string; value: Week; isBusy: boolean; onClose: () => void; onSave: (week: Week) => void }) {
  const { t } = useTranslation();
  const [week, setWeek] = useState(value);
  const set = (part: Part) => (hours: Hours | null) => setWeek((now) => ({ ...now, [part]: hours }));
  const likeMonday = () => setWeek((now) => ({ ...now, tuesday: now.monday, wednesday: now.monday, thursday: now.monday, friday: now.monday }));
  const isAlike = (["tuesday", "wednesday", "thursday", "friday"] as const).every((day) => JSON.stringify(week[day]) === JSON.stringify(week.monday));
  return (
    <Modal open title={label} okText={t("common.save")} cancelText={t("common.cancel")} okButtonProps={{ loading: isBusy }} onCancel={onClose} onOk={() => onSave(week)}>
      <div className="gk-week">
        {WEEKDAYS.map((day) => <PartRow key={day} part={day} hours={week[day]} onChange={set(day)}>{t("work_hours.free")}</PartRow>)}
        <Button type="link" className="gk-week-alike" disabled={isAlike} onClick={likeMonday}>{t("work_hours.like_monday")}</Button>
        <PartRow part="lunch" hours={week.lunch} onChange={set("lunch")}>{t("work_hours.no_lunch")}</PartRow>
        <PartRow part="make_up" hours={week.make_up} onChange={set("make_up")}>{t("work_hours.as_monday")}</PartRow>
      </div>
    </Modal>
  );
}

/** The company's week in words, with a dialog that changes it. */
export function WorkHours({ id, label, value, isBusy, onSave }: Props) {
  const { t, i18n } = useTranslation();
  const [isOpen, setOpen] = useState(false);
  const week = value as Week;
  return (
    <Space wrap>
      <span>{summary(week, t, i18n.language)}</span>
      <Button id={id} onClick={() => setOpen(true)}>{t("common.edit")}</Button>
      {isOpen && <Editor label={label} value={week} isBusy={isBusy} onClose={() => setOpen(false)} onSave={(next) => void onSave(next).then((isSaved) => isSaved && setOpen(false))} />}
    </Space>
  );
}
