/** Reports: their list, their tables. */
export default {
  report: {
    title: "Reports", search: "Find a report by name", mine: "My reports", shared: "Shared with me", templates: "Templates", other: "Other", no_folder: "In no folder", others_own: "Reports of others", by: "by {{name}}", manage: "Manage reports and folders",
    mine_empty: "You have no reports of your own yet. Open a template and choose “Save as my report” to find it here.", templates_empty: "There are no templates for what you may view.", search_empty: "No report has “{{text}}” in its name.",
    scene: "View", scene_all: "All data", scene_help: "Counts only the records of the chosen view", scene_gone: "The view that was chosen cannot be used any more; all data is counted.",
    export: "Export", exported: "Exported", export_job: "Export of a report: {{name}}", save_as: "Save as my report", copy: "Copy", share: "Share", refresh: "Recalculate", edit: "Edit", back: "All reports",
    name: "Name of the report", folder: "Folder", with_scene: "Keep the conditions of the view “{{name}}”", saved: "Saved as a report of yours", copied: "Copied as a report of yours", copy_of: "Copy of {{name}}", share_help: "Whoever opens the report sees figures of the records that he may view himself.", share_done: "The sharing has been changed",
    total: "Total", subtotal: "Subtotal", others: "Others ({{count}} groups)", empty: "(empty)", nobody: "Unassigned", unnamed: "(name not visible)", below: "Below {{to}}", from: "{{from}} and above", year: "{{year}}", week: "Week from {{day}}", months: "{{from}} to {{to}}",
    of_record: "Only records of this {{object}} are counted; click a figure for its records.", running: "not over", running_help: "This period is not over yet; its figures will still change", added: "The groups add up to the total", own: "The total is counted on its own: a record may be in several groups, and rates and averages do not add up",
    counted: "Counted only; it cannot be opened", counted_note: "Grey figures are counted only: you see how many there are, but may not view these records.", computed: "Computed of other figures; open the records from those", open: "Open these records",
    truncated: "There are too many groups: the first {{count}} are listed, and the total holds them all. Choose a view to narrow it down.", as_of: "As of {{at}}", zone: "Dates in {{zone}}", currency: "Amounts in {{currency}}", in_currency: "{{label}} ({{sign}})", seen_note: "Only records that you may view are counted", table: "Figures of the report “{{name}}”",
    nothing: "None of the records that you may view meets the conditions.", nothing_scene: "There is nothing in the chosen view. Choose another.", slow: "There is much to count; please wait…", failed: "It could not be computed", refused: "This report cannot be run now", stale: "Recalculating…",
    in_background: "Run in the background", run_job: "Report: {{name}}", waiting: "Waiting to begin…", steps: "Running in the background, {{done}} of {{total}} steps done", may_leave: "You may do something else; a reminder tells you when it is ready.", cancelled: "The run in the background was cancelled.", of: "Figures of {{label}}",
  },
};
