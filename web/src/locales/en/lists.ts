export default {
  list: {
    search: "Search {{label}}", count: "{{total}} in all", refresh: "Refresh", export: "Export", import: "Import", new: "New {{label}}", open_as_list: "Open as a list", kind: "Display", as_list: "List", as_board: "Board",
    select_loaded: "Select all loaded records", select_one: "Select {{name}}", not_yours: "You may see this record but not change it.", totals: "Totals", totals_running: "Adding up…", loading_more: "Loading more…", end: "End of the list, {{count}} shown",
  },
  view: {
    views: "Views", name: "Name of the view", menu: "View actions", save: "Save changes to this view", save_as: "Save as view", rename: "Rename view", drop: "Delete view", saved: "View saved", drop_named: "Delete view “{{name}}”", dropped: "View deleted", changed: "Unsaved changes",
  },
  columns: {
    title: "Columns", add: "Add a column", up: "Move {{label}} up", down: "Move {{label}} down", width: "Width of {{label}}", auto: "Auto", reset: "Reset", density: "Row height", compact: "Compact", normal: "Normal", roomy: "Roomy",
  },
  filter: {
    title: "Filter", button: "Filter", in_force: "Filter:", apply: "Apply", clear: "Clear filter", add: "Add condition", add_group: "Add group", remove: "Remove condition", remove_group: "Remove group",
    group: "Group of conditions", no_field: "Choose a field, or remove this condition", no_value: "Give a value for “{{label}}”, or remove this condition", object_first: "Choose the object first", join: "How conditions join", all_of: "All of", any_of: "Any of", negate: "Negate", field: "Field", operator: "Operator", choose: "Choose", compared_with: "Compared with", with_value: "A value", with_field: "A field", other_field: "Field to compare with", choose_field: "Choose a field",
    value_of: "Value of {{label}}", from: "from", to: "to", and: " and ", or: " or ", not_words: "not ({{inner}})", group_words: "({{inner}})", between_separator: " and ",
    near_value: "{{km}} km around {{lat}}, {{lng}}", one_words: "{{path}} has ({{inner}})", everything: "all records", nothing: "no records", some_words: "some of {{path}} ({{inner}})", none_words: "none of {{path}} ({{inner}})", every_words: "every one of {{path}} ({{inner}})",
  },
  op: {
    eq: "is", ne: "is not", gt: "greater than", gte: "at least", lt: "less than", lte: "at most", between: "between", in: "is one of", not_in: "is none of", contains: "contains", not_contains: "does not contain",
    starts_with: "starts with", is_empty: "is empty", is_not_empty: "is not empty", within: "within", under: "is in or below", is_me: "is me", in_my_departments: "is in my departments", has_any: "has any of", has_all: "has all of", near: "near",
    changed: "has changed", changed_from: "changed from", changed_to: "changed to",
  },
  relative: {
    today: "today", yesterday: "yesterday", tomorrow: "tomorrow", this_week: "this week", last_week: "last week", next_week: "next week", this_month: "this month", last_month: "last month", next_month: "next month",
    this_quarter: "this quarter", last_quarter: "last quarter", next_quarter: "next quarter", this_year: "this year", last_year: "last year", last_n_days: "the last {{n}} days", next_n_days: "the next {{n}} days",
    n_days_ago: "{{n}} days ago", n_days_ahead: "in {{n}} days", last_n: "the last … days", next_n: "the next … days", days: "days",
  },
  bulk: {
    bar: "Bulk actions", selected: "{{count}} selected", first: "First", first_unit: "rows", first_count: "How many from the top", choose_first: "Select", take_all: "Select all {{total}} that match", clear: "Clear selection", edit: "Edit", edit_title: "Edit {{count}} records", field: "Field to change",
    subject: "{{count}} records", summary: "{{ok}} succeeded, {{failed}} failed", record: "Record", reason: "Reason", delete_many: "Delete {{count}} records ({{label}})?", delete_help: "They can be restored from the recycle bin.", delete_for_good: "They cannot be restored.", delete_sure: "Delete {{count}}", all_done: "{{title}}: all {{count}} succeeded", deleted: "{{count}} deleted",
  },
  export: {
    title: "Export {{label}}", help: "All records are exported in the background and downloaded when ready.", help_filtered: "The records that match the filter are exported in the background and downloaded when ready.", fields: "Fields", format: "Format", start: "Export", job: "Export of {{label}}",
  },
  reveal: { button: "Reveal", of: "Reveal “{{label}}”", title: "Reveal “{{label}}”", reason: "Reason", help: "The audit keeps the reason and the field. The value is shown in this window alone.", show: "Reveal the value" },
  integrity: {
    title: "Books compared", help: "Every figure that follows from other data is derived again from the rows each night and compared with what is kept. Nothing that differs is changed; administrators are told.", start: "Compare now", running: "Comparing…", what: "What is compared", compared: "Records", result: "Result", at: "Last time", right: "Equal", wrong: "{{count}} differ", never: "Not yet", kept: "kept {{kept}}, derived {{derived}}", all_right: "{{count}} checks, all equal", some_wrong: "{{count}} checks differ", not_yet: "{{count}} checks, none compared yet",
  },
  retention: {
    title: "Retention", help: "How long the system keeps what it notes of people's behaviour. Each night what is older goes, and the audit keeps how much; the audit itself is never shortened.", what: "What", period: "Kept for", rows: "Now", oldest: "Oldest", last: "Last removal", change: "Change periods", for_ever: "For ever", hours: "{{count}} hours", days: "{{count}} days", months: "{{count}} months", more: "More than {{count}}", removed: "{{count}} on {{at}}",
  },
  personal: {
    of: "Copy of the personal data of {{name}}", help: "Lists all that the system holds about this person, fields that are masked or hidden for you too, and writes an archive to hand over if you wish. Each look and each file is noted in the audit with its ground.", reason: "Ground", example: "Such as: asked by letter of 28 November, identity checked", look: "Show",
    write: "Write the file", closed: "{{count}} records that refer to the person are closed to you; only what speaks of the person is told", is_closed: "Closed to you", more: "The first {{shown}} of {{count}}; the file has the others", forbidden: "This needs the permission “Copy of personal data”.",
  },
  anonymise: { title: "This goes:", fields: "Fields: {{fields}}", none: "none", beside: "{{history}} changes of the history, {{files}} files, {{notices}} notices", texts: "{{label}} that refer to it: the texts of {{count}} are looked through" },
  print: { print: "Print", back: "Back", list: "List of {{label}}", by: "Printed by {{who}}", at: "Printed at {{at}}", filter: "Filter: " },
  recycle: { bin: "Recycle bin", title: "{{label}} · Recycle bin", restore: "Restore", restored: "Restored", partly: "{{failed}} could not be restored; see the recycle bin" },
  empty: {
    list: "No {{label}} yet. Create the first one, or import from Excel.", list_only: "No {{label}} yet.", filter: "No record matches the filter. Try a wider one.", search: "Nothing found for “{{q}}”. Try other words or pinyin initials.", search_within: "Nothing found for “{{q}}”. {{searched}}",
    recycle: "The recycle bin is empty. Deleted records come here first.", related: "No {{label}} that you may see.", import: "Import from Excel", clear_search: "Clear search",
  },
  board: { card: "Card. Space picks it up, Space puts it down.", empty: "No records", moved: "{{name}} moved to {{column}}" },
};
