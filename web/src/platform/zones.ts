/** Time zones by their names in the language of the screen, from the browser's own tables. */

interface Zone {
  value: string;
  label: string;
}

function part(zone: string, language: string, style: "longOffset" | "longGeneric"): string {
  try {
    const parts = new Intl.DateTimeFormat(language, { timeZone: zone, timeZoneName: style }).formatToParts(new Date());
    return parts.find((one) => one.type === "timeZoneName")?.value ?? "";
  } catch {
    // A name that this browser does not know: it stands as it is.
    return "";
  }
}

/** `GMT+08:00` → `UTC+08:00`; Greenwich itself has no figures. */
function offsetOf(zone: string): string {
  const told = part(zone, "en", "longOffset");
  return told === "GMT" ? "UTC+00:00" : told.replace("GMT", "UTC");
}

/** `Asia/Shanghai` → `UTC+08:00 中国时间（Shanghai）`. */
export function zoneName(zone: string, language: string): string {
  const offset = offsetOf(zone);
  if (!offset) return zone;
  const city = zone.slice(zone.lastIndexOf("/") + 1).replaceAll("_", " ");
  const called = part(zone, language, "longGeneric");
  return language === "en" ? `${offset} ${called} (${city})` : `${offset} ${called}（${city}）`;
}

const known = new Map<string, Zone[]>();

/** Every zone from west to east; `also`: those that stand and that this browser may not list under their names. */
export function zones(language: string, also: string[] = []): Zone[] {
  let found = known.get(language);
  if (!found) {
    const minutes = (zone: string) => {
      const [, sign = "+", hours = "0", rest = "0"] = /([+-])(\d\d):(\d\d)/.exec(offsetOf(zone)) ?? [];
      return (Number(hours) * 60 + Number(rest)) * (sign === "-" ? -1 : 1);
    };
    found = ["UTC", ...Intl.supportedValuesOf("timeZone")]
      .filter((zone, index, all) => all.indexOf(zone) === index)
      .map((zone) => ({ value: zone, label: zoneName(zone, language), at: minutes(zone) }))
      .sort((a, b) => a.at - b.at || a.label.localeCompare(b.label, language))
      .map(({ value, label }) => ({ value, label }));
    known.set(language, found);
  }
  const listed = new Set(found.map((one) => one.value));
  const further = also.filter((zone) => !listed.has(zone)).map((zone) => ({ value: zone, label: zoneName(zone, language) }));
  return further.length ? [...further, ...found] : found;
}
