import { App, Button, Input, Modal, Skeleton } from "antd";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { call } from "@/api/client";
import { queryClient } from "@/api/queries";
import { formatInstant } from "@/platform/format";
import { Failed } from "@/platform/ui/Failed";
import { problemText } from "@/platform/ui/problem-text";

const KEY = ["calendar", "feeds"];

/** The links by which a phone or Outlook shows this calendar: each is told once and revoked here. */
export function FeedsDialog({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const { message, modal } = App.useApp();
  const [name, setName] = useState("");
  const [url, setUrl] = useState("");
  const query = useQuery({ queryKey: KEY, queryFn: () => call("get", "/calendar/feeds") });
  const attempt = async (work: () => Promise<unknown>) => {
    try {
      await work();
      await queryClient.invalidateQueries({ queryKey: KEY });
    } catch (error) {
      void message.error(problemText(error, t));
    }
  };
  const make = () => attempt(async () => {
    setUrl((await call("post", "/calendar/feeds", { body: { name: name.trim() } })).url);
    setName("");
  });
  const revoke = (id: number) => void modal.confirm({
    title: t("calendar.revoke_ask"), content: t("calendar.revoke_help"), okText: t("calendar.revoke"), okButtonProps: { danger: true },
    onOk: () => attempt(() => call("delete", "/calendar/feeds/{id}", { params: { path: { id } } })),
  });
  const copy = async () => {
    await navigator.clipboard.writeText(url);
    void message.success(t("calendar.copied"));
  };
  return (
    <Modal open title={t("calendar.subscribe_title")} footer={null} onCancel={onClose}>
      <p className="gk-muted">{t("calendar.subscribe_help")}</p>
      <form className="gk-record-line gk-gap" onSubmit={(event) => { event.preventDefault(); void make(); }}>
        <Input className="gk-grow" maxLength={100} value={name} placeholder={t("calendar.feed_name")} aria-label={t("calendar.feed_name")} onChange={(event) => setName(event.target.value)} />
        <Button type="primary" htmlType="submit">{t("calendar.feed_new")}</Button>
      </form>
      {url && (
        <section className="gk-gap" aria-label={t("calendar.feed_url")}>
          <p><strong>{t("calendar.feed_once")}</strong></p>
          <div className="gk-record-line"><Input readOnly value={url} aria-label={t("calendar.feed_url")} onFocus={(event) => event.target.select()} /><Button onClick={() => void copy()}>{t("calendar.copy")}</Button></div>
        </section>
      )}
      {query.isPending && <Skeleton active />}
      {query.isError && <Failed error={query.error} onRetry={() => void query.refetch()} />}
      {query.data?.items.length === 0 && <p className="gk-muted">{t("calendar.no_feeds")}</p>}
      <ul className="gk-plain">
        {query.data?.items.map((one) => (
          <li key={one.id} className="gk-record-line">
            <span className="gk-grow"><strong>{one.name || t("calendar.unnamed")}</strong> <span className="gk-muted">{one.last_used_at ? t("calendar.feed_used", { at: formatInstant(one.last_used_at) }) : t("calendar.feed_unused", { at: formatInstant(one.created_at) })}</span></span>
            <Button type="link" danger onClick={() => revoke(one.id)}>{t("calendar.revoke")}</Button>
          </li>
        ))}
      </ul>
    </Modal>
  );
}
