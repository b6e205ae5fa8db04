export default {
  admin: {
    title: "Administration", crm: "CRM", organisation: "Organisation", system: "System", platform: "Customisation", monitor: "System monitor", objects: "Objects", settings: "Settings", find_object: "Find an object", new_object: "New object", open_object: "Fields and layouts",
    object_label: "Object", api_name: "API name", module: "Module", kind: "Kind", number_pattern: "Numbering", custom: "Custom", standard: "Standard", fields: "Fields", field_label: "Field", type: "Type", flags: "Properties",
    target: "Target or choices", field_count: "{{count}} fields", new_field: "New field", choices: "{{count}} choices", flag_required: "required", flag_read_only: "read-only", flag_system: "system", flag_searchable: "searchable",
    layout_list: "List layout", layout_form: "Form layout", layout_detail: "Record layout", section_label: "Section", add_field: "Add a field", add_section: "Add a section", new_section: "New section", layout_header: "Head of the page", layout_related: "Related lists", add_related: "Add a related list", layout_kind_first: "Choose the kind first", layout_conflict: "Somebody else has just changed this layout", layout_conflict_help: "Keep yours and overwrite theirs, or give up your changes and take the current one.",
  },
  match: {
    with: "Compare with", same_object: "{{object}} (itself)", all_same: "a record is a duplicate when all of this is the same:", field: "Field {{row}}", other: "Field {{row}} in {{object}}", other_hint: "Field of {{object}}", how: "When field {{row}} is the same",
    exact: "Exactly the same", phone: "The same phone number", company: "The same company (without Ltd. and the like)", text: "The same text (whatever its case and width)", part: "{{label}}: {{how}}", and: "; ", words_with: "Compared with {{object}}: {{parts}}",
  },
  party: { user: "People", department: "Departments", role: "Roles", field: "People named by the record", serving: "Who serves the owner", values: "Values" },
  dimension: { unset: "Not set", all: "All", some: "Some values", own: "The person's own departments", empty: "Records without a value, too", none: "There is no dimension in force", nothing: "None: no record is seen", divides: "divides {{objects}}" },
  rule_effect: { title: "Effect", ask: "Preview the effect", help_sharing_rule: "See before saving how much it opens and to whom", help_restriction_rule: "See before saving how much it closes and to whom", found: "The rule is about {{records}} records and {{people}} people", person: "Person", now: "Now", then: "Then", change: "Change" },
  order_by: { title: "Order", up: "Ascending", down: "Descending", direction: "Order of {{label}}", remove: "Do not sort by {{label}}", add: "Add a field to sort by" },
  role: {
    fields: "Fields", fields_of: "Fields of {{object}}", level_of: "Level of {{field}}", level_edit: "Editable", level_read: "Read only", level_masked: "Masked", level_masked_edit: "Masked, may be written", level_hidden: "Hidden", limited: "{{count}} limited", unlimited: "All open",
    levels_help: "Without the right to edit the object, editable fields can only be read. Of several roles the most generous counts. Changes are saved with the role.", find_field: "Find a field",
    by_role: "Roles", roles_of: "What each role may do with “{{field}}”", limits: "{{count}} limited", no_object: "No permission on this object", roles_help: "A role without the right to edit the object can only read editable fields. Of several roles the most generous counts.",
    back: "Role", matrix: "Permissions", object: "Object", actions: "Actions", actions_of: "Actions of {{object}}", verbs: "{{count}} actions", scope_view: "May see", scope_edit: "May edit", scope_of: "{{operation}} scope of {{object}}",
  },
  definition: {
    no_line_object: "No custom object can serve as lines yet", line_object: "Choose the object of the lines", choose_object: "Choose an object", new_line_object: "New object for lines", pattern_hint: "Such as JY{yyyy}{mm}-{seq:4}", choice_set_hint: "A list of choices that several fields share",
    default_date: "The day it is created", default_instant: "When it is created", default_user: "Who creates it", default_department: "Department of who creates it", formula_hint: "Such as x_price * x_quantity", condition_hint: "Such as x_end_on < x_start_on", condition_help: "Write what must not be, as true or false: comparisons (<, <=, ==, !=), and, or, not. Where it holds, saving is refused with the message below.", formula_help: "Fields and functions: + - * /, comparisons, and, or, not, a if condition else b.",
    insert_field: "Insert a field", insert_function: "Insert a function", rollup_source: "Of which records", rollup_agg: "How", rollup_field: "Of which field", rollup_filter: "Only records that match", agg_count: "Count", agg_sum: "Sum", agg_avg: "Average", agg_max: "Highest or latest", agg_min: "Lowest or earliest",
    inactive: "inactive", edit_object: "Edit object", open_list: "Open the list", deleted: "{{name}} deleted", is_active: "Active", workflow: "Workflow", approval: "Approval", unique: "unique", invalid: "invalid", remove_help: "A field that holds data is deactivated first, then deleted",
  },
  sheet: {
    lines_of: "{{label}} (lines)", own_fields: "{{label}}", files: "Pictures and attachments", files_help: "The cells name files; put these files here as well.", files_drop: "Choose files", files_ready: "{{count}} files uploaded", beside_help: "Each row makes one of {{beside}}, too, unless the {{label}} has it already by the rules for duplicates.", beside_made: "{{label}} created", beside_would: "{{label}} will be created", lines_help: "With lines: rows of one document follow one another, its head repeated in each or only in the first. Documents are counted, not rows.",
  },
  account: {
    title: "My account", record: "My user record", tab: "Sign-ins and keys", password: "Change password", password_help: "All other browsers are signed out and all program keys end at once.", old_password: "Current password", new_password: "New password", change: "Change password", password_changed: "The password is changed",
    sign_ins: "Signed in on", no_sign_ins: "Signed in nowhere", browser: "Browser", address: "IP address", since: "Since", seen: "Last used", here: "This one", end: "Sign out", ended: "Signed out", end_others: "Sign out everywhere else", end_all_of: "Sign out everywhere", end_help: "These browsers have to sign in again; what was not saved there is lost.",
    keys: "Program keys", keys_help: "For programs that use the API with the same rights as the person. They end with a new password, and when the account is disabled.", key: "Key", key_name: "Purpose", key_begins: "Begins with", key_scopes: "Scopes", all_rights: "All rights", expires: "Expires", used: "Last used", never: "Never", unused: "Not yet", no_keys: "No program keys", new_key: "New key", key_made: "The key is made", key_once: "It is shown only this once: copy it and keep it safe.", revoke: "Revoke", revoke_named: "Revoke the key “{{name}}”", revoke_help: "Programs that use it are shut out at once.", revoked: "Revoked",
  },
  operations: {
    title: "Delivery monitor", help: "How events, webhooks and background jobs stand, every 15 seconds. What was given up is tried again or discarded here.", queue: "Queue", waiting: "Waiting", under_way: "Running or tried again", given_up: "Given up", last_hour: "Last hour", oldest_at: "Oldest waits since", queue_events: "Events", queue_webhooks: "Webhooks", queue_reminders: "Reminders (mail, robots)", queue_jobs: "Background jobs", nothing: "—", is_failing: "has been failing since {{at}}", is_disabled: "is switched off; see to it and switch it on again",
    dead_letters: "Events that were given up", failed_jobs: "Failed jobs", webhook_deliveries: "Webhook deliveries that were given up", webhook: "Webhook", record: "Record", none: "Nothing to look after", at: "Time", event: "Event", handler: "Handler", attempts: "Attempts", reason: "Reason", job: "Job", by: "Started by", progress: "Progress",
    replay: "Try again", replay_all: "Try all again", discard: "Discard", discard_all: "Discard all", replayed: "{{count}} will be tried again", discarded: "{{count}} discarded", discard_title: "Discard", discard_help: "They are not tried again. The reason goes into the audit trail.", why: "Reason", why_needed: "Give the reason",
  },
  webhook: { one_object: "With one object alone, conditions are added here", sending: "Sending; this takes ten seconds at most…", no_answer: "There was no answer", accepted: "Accepted: {{status}}, in {{seconds}} s", not_accepted: "Not accepted: {{status}}, in {{seconds}} s", answer: "The answer", empty: "The answer is empty", again: "Send again" },
  scope: { own: "Own", department: "Department and below", departments: "All own departments and below", all: "All" },
  work_hours: {
    lunch: "Lunch", make_up: "Make-up workdays",
    free: "Free", no_lunch: "None", as_monday: "As on Monday", like_monday: "Tuesday to Friday as on Monday", from_to: "{{first}} to {{last}}", comma: ", ", semicolon: "; ",
  },
  settings: { search: "Find a setting", none: "No setting found", saved: "{{label}}: saved", reset: "Back to default", place: "For", company: "The company", department: "A department", object: "An object", which_department: "Choose a department", which_object: "Choose an object", inherit: "As above it", place_help: "Only what may differ there is listed; what is not set there is as in the department above, or the company." },
  type: {
    text: "Text", long_text: "Long text", integer: "Whole number", decimal: "Decimal", money: "Money", percent: "Percent", boolean: "Yes/no", date: "Date", instant: "Date and time", choice: "Choice", multi_choice: "Several choices",
    reference: "Reference", references: "References", any_reference: "Reference to any object", any_references: "References to any objects", user: "User", department: "Department", phone: "Phone", email: "E-mail", url: "URL", region: "Region", geo: "Position",
    image: "Picture", file: "File", files: "Files", auto_number: "Auto number", formula: "Formula", rollup: "Roll-up", value: "Default value", json: "Structured data", label: "Label", choices: "List of choices", lines: "Lines", tags: "Tags",
  },
  exchange: {
    title: "Imports and exports", imports: "Imports", exports: "Exports", whose: "Whose", own: "Mine", all: "Everybody's", at: "Time", who: "Who", object: "Object", file: "File", format: "Format", result: "Result", status: "Status", deeds: "Actions",
    open: "Open", undo: "Undo", rows: "{{count}} rows", no_rows: "Nothing written", expired: "The file has expired", owner_only: "Its owner alone may download it", no_imports: "Nothing has been imported yet. Begin with Import on a list.", no_exports: "Nothing has been exported yet. Begin with Export on a list.",
    is_queued: "Waiting", is_running: "Running", is_done: "Done", is_fruitless: "Nothing written", is_failed: "Failed", is_cancelled: "Cancelled", is_undone: "Undone",
    undo_title: "Undo the import “{{file}}”?", undo_deleted: "{{count}} {{label}} made by this import go to the recycle bin", undo_restored: "{{count}} {{label}} updated by this import get their old values again", undo_deleted_most: "At most {{count}} {{label}} made by this import go to the recycle bin", undo_restored_most: "At most {{count}} {{label}} updated by this import get their old values again", undo_kept_least: "At least {{count}} {{label}} stay as they are", undo_kept: "{{count}} {{label}} stay as they are",
    undo_reason: "{{count}}: {{reason}}", undo_inexact: "These are many rows: only changes since the import were looked for. Records that others belong to stay as well; the result tells.", undo_nothing: "There is nothing to undo.",
  },
  start: {
    title: "First steps", help: "Take these steps in order and the company is ready for work. Each can be changed later.", done: "Done", enter: "Enter", import: "Import a file", import_of: "Import {{label}}", see_roles: "See the roles",
    company: "Company name and base currency", company_fact: "{{company}}, base currency {{currency}}. Decide on the currency before there are amounts.", departments: "Departments", departments_fact: "Departments: {{count}}", people: "People", people_fact: "Users: {{count}}",
    roles: "Roles", roles_fact: "Roles in use: {{count}}. Each user needs a role to see and do his work.", data: "First data", no_data: "No business data yet", empty_title: "This company has no business data yet", empty_help: "Set up company, departments, people, roles and the first data.", go: "First steps",
    clear_demo: "Clear the demo data", clear_what: "All {{total}} records of the demo company “{{company}}” go for good:", clear_added: " ({{count}} of them added by people)", clear_mind: "Mind: people added {{added}} and changed {{changed}} of them; these go, too.",
    clear_stays: "{{count}} people, roles, definitions and settings stay. Logins and tokens of the demo password end; administrators reset the others' passwords.", clear_name: "Type the company's name “{{company}}” to confirm", clear_password: "A new password of your own (the demo's ends)", clear_count: "Clear {{total}} records",
  },
};
