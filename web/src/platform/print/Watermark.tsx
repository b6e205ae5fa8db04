import "./print.css";
import { useSession } from "@/platform/session";
import { formatInstant } from "../format";

const WIDTH = 360;
const HEIGHT = 220;

const escaped = (text: string) => text.replace(/[&<>"']/g, (letter) => `&#${letter.charCodeAt(0)};`);

/** Who looks, and on which day, pale across the whole page. It takes no clicks and is printed with the page. */
export function Watermark() {
  const me = useSession();
  const text = escaped(`${me.name} ${me.username} ${formatInstant(new Date().toISOString()).slice(0, 10)}`);
  const tile = `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${HEIGHT}"><text x="50%" y="50%" transform="rotate(-24 ${WIDTH / 2} ${HEIGHT / 2})" text-anchor="middle" font-family="sans-serif" font-size="15" fill="#7f7f7f" fill-opacity="0.2">${text}</text></svg>`;
  return <div className="gk-watermark" aria-hidden="true" style={{ backgroundImage: `url("data:image/svg+xml,${encodeURIComponent(tile)}")` }} />;
}
