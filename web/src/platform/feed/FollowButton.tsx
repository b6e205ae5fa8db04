import { StarFilled, StarOutlined } from "@ant-design/icons";
import { App, Button } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { problemText } from "../ui/problem-text";
import { follow, useFollow, type Subject } from "./talk";

/** 关注: the record's news stand in one's own stream. */
export function FollowButton({ subject }: { subject: Subject }) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const [isBusy, setBusy] = useState(false);
  const { data } = useFollow(subject);
  if (!data) return null;
  const toggle = async () => {
    setBusy(true);
    try {
      await follow(subject, !data.is_followed);
      void message.success(t(data.is_followed ? "feed.unfollowed" : "feed.followed_done"));
    } catch (error) {
      void message.error(problemText(error, t));
    } finally {
      setBusy(false);
    }
  };
  return (
    <Button loading={isBusy} aria-pressed={data.is_followed} icon={data.is_followed ? <StarFilled className="gk-feed-star" aria-hidden="true" /> : <StarOutlined aria-hidden="true" />} onClick={() => void toggle()}>
      {t(data.is_followed ? "feed.followed" : "feed.follow")}
    </Button>
  );
}
