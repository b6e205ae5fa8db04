export function faultsOf(source: string, page: string): string[];
