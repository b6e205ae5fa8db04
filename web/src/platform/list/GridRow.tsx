import { memo } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import type { RecordData } from "@/api/types";
import { FieldValue, isRightAligned } from "../fields/display";
import { isEmptyValue } from "../format";
import { recordName, valueAt } from "../meta";
import type { CellPlace, GridColumn, GridProps } from "./grid-props";

interface Props {
  record: RecordData;
  index: number;
  top: number;
  height: number;
  template: string;
  columns: GridColumn[];
  isSelected: boolean;
  activeColumn: number;
  editingColumn: number;
  grid: GridProps;
  onActivate: (place: CellPlace) => void;
  onCheck: (index: number, isOn: boolean, isRange: boolean) => void;
}

function cellText(record: RecordData, column: GridColumn) {
  const value = valueAt(record, column.path);
  if (isEmptyValue(value)) return null;
  if (!column.field) return typeof value === "object" ? recordName(value as RecordData) : String(value);
  return <FieldValue field={column.field} value={value} record={record} isCompact={!column.isLinked} />;
}

function Facts({ record, facts }: { record: RecordData; facts: GridColumn[] }) {
  const said = facts.flatMap((column) => {
    const text = cellText(record, column);
    return text === null ? [] : [<span key={column.path} title={column.label}>{text}</span>];
  });
  return <span className="gk-stacked-facts">{said}</span>;
}

function Row({ record, index, top, height, template, columns, isSelected, activeColumn, editingColumn, grid, onActivate, onCheck }: Props) {
  const { t } = useTranslation();
  const link = grid.linkOf(record);
  const name = recordName(record);
  return (
    <div
      role="row" aria-rowindex={index + 2} aria-selected={isSelected} className={`gk-tr${isSelected ? " is-selected" : ""}`}
      style={{ gridTemplateColumns: template, height, transform: `translateY(${top}px)` }}
    >
      <div role="gridcell" className="gk-td gk-check">
        <input type="checkbox" tabIndex={-1} checked={isSelected} aria-label={t("list.select_one", { name })} onChange={(event) => onCheck(index, event.target.checked, (event.nativeEvent as MouseEvent).shiftKey)} />
      </div>
      {columns.map((column, at) => {
        const isEditing = editingColumn === at;
        const classes = ["gk-td"];
        if (at === 0) classes.push("is-pinned");
        if (column.field && isRightAligned(column.field)) classes.push("gk-right");
        if (activeColumn === at) classes.push("is-active");
        if (isEditing) classes.push("is-editing");
        const start = () => {
          if (grid.canEdit(record, column)) grid.onEdit({ row: index, column: at });
        };
        return (
          // Keys are handled by the grid itself, which holds the focus and names the active cell.
          // eslint-disable-next-line jsx-a11y/click-events-have-key-events
          <div key={column.path} id={`cell-${index}-${at}`} role="gridcell" tabIndex={-1} aria-colindex={at + 2} className={classes.join(" ")} onClick={() => onActivate({ row: index, column: at })} onDoubleClick={start}>
            {isEditing ? grid.editor(record, column)
              : at === 0 && grid.facts ? <span className="gk-stacked">{link ? <Link to={link} tabIndex={-1}>{cellText(record, column) ?? name}</Link> : cellText(record, column) ?? name}{grid.markOf?.(record)}<Facts record={record} facts={grid.facts} /></span>
              : at === 0 && link ? <><Link to={link} tabIndex={-1}>{cellText(record, column) ?? name}</Link>{grid.markOf?.(record)}</>
              : <span>{cellText(record, column)}</span>}
          </div>
        );
      })}
    </div>
  );
}

/** Draws again only when the row, its place, its selection or the active cell in it changes. */
export const GridRow = memo(Row, (before, after) =>
  before.record === after.record && before.index === after.index && before.top === after.top && before.height === after.height && before.template === after.template &&
  before.columns === after.columns && before.isSelected === after.isSelected && before.activeColumn === after.activeColumn &&
  before.editingColumn === after.editingColumn && after.editingColumn < 0 && before.grid.canEdit === after.grid.canEdit && before.grid.linkOf === after.grid.linkOf &&
  before.grid.markOf === after.grid.markOf,
);
