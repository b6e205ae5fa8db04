/** `?account=3&account.name=…` of a copied link fills the form in advance. */
export function defaultsFromAddress(search: URLSearchParams): Record<string, unknown> {
  const values: Record<string, unknown> = {};
  for (const [key, value] of search) {
    if (key.includes(".")) continue;
    const name = search.get(`${key}.name`);
    const object = search.get(`${key}.object`);
    const reference = name === null ? value : { id: /^\d+$/.test(value) ? Number(value) : value, name, ...(object ? { object } : {}) };
    values[key] = search.has(`${key}.many`) ? [reference] : reference;
  }
  return values;
}
