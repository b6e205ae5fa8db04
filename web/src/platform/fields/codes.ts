/** `c1`, `c2` …: people name choices, programs need a code. */
export function nextCode(codes: string[]): string {
  let number = codes.length + 1;
  while (codes.includes(`c${number}`)) number += 1;
  return `c${number}`;
}
