/** What a grid of records is given: said once for the grid and its rows. */
import type { ReactNode } from "react";
import type { FieldMeta, RecordData } from "@/api/types";

export interface GridColumn {
  path: string;
  label: string;
  field: FieldMeta | null;
  isSortable: boolean;
  /** In rows that are only read, what a reference names is opened from its cell. */
  isLinked?: boolean;
}

export interface CellPlace {
  row: number;
  column: number;
}

export interface GridProps {
  label: string;
  columns: GridColumn[];
  /** Columns that stand below the name in one and the same cell: on a phone there is no room beside it. */
  facts?: GridColumn[];
  rows: RecordData[];
  total: number | null;
  rowHeight: number;
  widths: Record<string, number>;
  onWidths: (widths: Record<string, number>) => void;
  onOrder: (paths: string[]) => void;
  sort: string[];
  onSort: (path: string, isAdded: boolean) => void;
  selected: ReadonlySet<string>;
  onSelect: (ids: string[], isOn: boolean) => void;
  linkOf: (record: RecordData) => string | null;
  onOpen: (record: RecordData) => void;
  canEdit: (record: RecordData, column: GridColumn) => boolean;
  /** What stands beside the name of a row. */
  markOf?: (record: RecordData) => ReactNode;
  editing: CellPlace | null;
  onEdit: (place: CellPlace | null) => void;
  editor: (record: RecordData, column: GridColumn) => ReactNode;
  onEnd: () => void;
  footer?: (column: GridColumn) => ReactNode;
}
