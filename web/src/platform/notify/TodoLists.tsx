import "./todos.css";
import { Skeleton } from "antd";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import type { TodoItem } from "@/api/types";
import { formatCount } from "../format";
import { problemText } from "../ui/problem-text";
import { useTodos } from "./queries";

/** The page of a work list: the list with its view, or a page of its own. */
export function pageOf(item: TodoItem): string {
  return item.object ? `/o/${item.object}?view=${encodeURIComponent(item.view ?? "")}` : (item.path ?? "/");
}

/** The work lists, each with the number of its rows; one opens its list. */
export function TodoLists() {
  const { t } = useTranslation();
  const { data, error, isPending } = useTodos();
  if (isPending) return <Skeleton active title={false} />;
  if (error && !data) return <p className="gk-muted" role="alert">{problemText(error, t)}</p>;
  return (
    <ul className="gk-plain gk-work-lists">
      {data?.items.map((item) => (
        <li key={item.kind}>
          <Link to={pageOf(item)} className={item.count ? "gk-work-list is-waiting" : "gk-work-list"}>
            <span>{item.label}</span>
            <strong className="gk-number">{formatCount(item.count, item.is_exact)}</strong>
          </Link>
        </li>
      ))}
    </ul>
  );
}
