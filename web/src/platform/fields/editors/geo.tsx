import { AimOutlined } from "@ant-design/icons";
import { App, Button, Input, Space } from "antd";
import { useTranslation } from "react-i18next";
import type { EditorProps } from "./types";

interface Point {
  lat?: number | null;
  lng?: number | null;
}

function coordinate(text: string): number | null {
  const value = Number(text);
  return text.trim() === "" || Number.isNaN(value) ? null : value;
}

export function GeoEditor({ value, onChange, id, disabled, size }: EditorProps) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const point = (value ?? {}) as Point;
  const change = (next: Point) => onChange?.(next.lat == null && next.lng == null ? null : next);
  const locate = () =>
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => change({ lat: Number(coords.latitude.toFixed(6)), lng: Number(coords.longitude.toFixed(6)) }),
      () => void message.warning(t("field.no_position")),
    );
  return (
    <Space.Compact block>
      <Input id={id} size={size} disabled={disabled} inputMode="decimal" aria-label={t("field.lat")} placeholder={t("field.lat")} value={point.lat ?? ""} onChange={(event) => change({ ...point, lat: coordinate(event.target.value) })} />
      <Input size={size} disabled={disabled} inputMode="decimal" aria-label={t("field.lng")} placeholder={t("field.lng")} value={point.lng ?? ""} onChange={(event) => change({ ...point, lng: coordinate(event.target.value) })} />
      {"geolocation" in navigator && <Button size={size} disabled={disabled} icon={<AimOutlined aria-hidden="true" />} aria-label={t("field.locate")} onClick={locate} />}
    </Space.Compact>
  );
}
