/** The text of a notice: words, and places in braces for values of the record. */

const PLACE = /\{([a-z_][a-z0-9_]*(?:\.[a-z_][a-z0-9_]*)*)\}/g;

export interface Part {
  text: string;
  /** The path of a place; null for words. */
  path: string | null;
}

export function partsOf(template: string): Part[] {
  const parts: Part[] = [];
  let from = 0;
  for (const found of template.matchAll(PLACE)) {
    if (found.index > from) parts.push({ text: template.slice(from, found.index), path: null });
    parts.push({ text: found[0], path: found[1] ?? "" });
    from = found.index + found[0].length;
  }
  if (from < template.length) parts.push({ text: template.slice(from), path: null });
  return parts;
}

export function placesOf(template: string): string[] {
  return [...new Set(partsOf(template).flatMap((part) => part.path ?? []))];
}

/** The text with a place put where the cursor is, or in the stead of what is marked; and where the cursor stands then. */
export function inserted(template: string, path: string, start: number, end: number): { text: string; cursor: number } {
  const place = `{${path}}`;
  return { text: template.slice(0, start) + place + template.slice(end), cursor: start + place.length };
}
