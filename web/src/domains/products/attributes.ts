/** Attributes of products are custom fields; which of them concern a record follows from its category or product. */
import { useQuery } from "@tanstack/react-query";
import { readRecord } from "@/api/records";
import type { Row } from "@/platform/fields/lines";
import type { FormBehaviour } from "@/platform/form/behaviour";

const PREFIX = "x_attr_";
/** In a row that is being typed: the attributes of the product that was chosen. */
const CHOSEN = "_attributes";

/** The code of the attribute whose field it is. */
export function attributeOf(field: string): string | null {
  return field.startsWith(PREFIX) ? field.slice(PREFIX.length) : null;
}

/** Whether the product on a line has the attribute, or the line says something of it. */
export function asksFor(row: Row, field: string): boolean {
  const code = attributeOf(field);
  const known = row[CHOSEN] ?? row["attributes"];
  return Boolean(row[field]) || (code !== null && typeof known === "object" && known !== null && code in known);
}

/** Whether a cell of a line is to be filled in: a field of every line, or an attribute that the product leaves open. */
export function isOpen(row: Row, field: string): boolean {
  const code = attributeOf(field);
  const chosen = row[CHOSEN] as Row | null | undefined;
  return code === null || (asksFor(row, field) && (chosen?.[code] ?? null) === null);
}

/** What a chosen product says of itself; what it leaves open, and what another product said, is empty. */
export function ownAttributes(product: Row, row: Row): Row {
  const fields = [...Object.keys(product), ...Object.keys(row)].filter((field) => attributeOf(field) !== null);
  const known = product["attributes"] ? { [CHOSEN]: product["attributes"] } : {};
  return { ...Object.fromEntries(fields.map((field) => [field, product[field] ?? null])), ...known };
}

const codesOf = new Map<number, ReadonlySet<string>>();

function idOf(value: unknown): number | null {
  return value && typeof value === "object" && "id" in value ? Number(value.id) : null;
}

export const productForm: FormBehaviour = {
  useFacts: (values) => {
    const category = idOf(values["category"]);
    useQuery({
      queryKey: ["records", "product_category", "attributes", category],
      queryFn: async () => {
        const { attributes } = await readRecord("product_category", category ?? 0);
        codesOf.set(category ?? 0, new Set(Array.isArray(attributes) ? attributes.map(String) : []));
        return attributes ?? [];
      },
      enabled: category !== null,
    });
  },
  isShown: (field, values) => {
    const [code, category] = [attributeOf(field), idOf(values["category"])];
    return code === null || (category !== null && Boolean(codesOf.get(category)?.has(code)));
  },
};
