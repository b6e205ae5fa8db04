export default {
  form: {
    emptied: "Cleared: it does not belong to the chosen “{{group}}”", emptied_rows: "“{{label}}” cleared in row {{rows}}: it does not belong to the chosen “{{group}}”",
    of_field: "{{field}}: {{text}}",
    create: "New {{label}}", edit: "Edit {{label}}", edit_named: "Edit {{name}}", saved: "Saved", draft_found: "There is a draft that was not saved", draft_take: "Continue with it", draft_drop: "Discard",
    duplicates: "Possibly there already:",
  },
  rule: {
    required: "{{label}} is required", number: "{{label}} must be a number", integer: "{{label}} must be a whole number", between: "{{label}} must be between {{low}} and {{high}}", minimum: "{{label}} must be at least {{bound}}", maximum: "{{label}} must be at most {{bound}}", email: "This is not an e-mail address", json: "Not well-formed: check brackets and quotes",
  },
  discount: {
    none: "no discount", free: "free of charge", off: "{{off}}% off", saves: "saves {{amount}}", unit_to_pay: "% to pay", unit_off: "% off", gain: "{{off}}% off", paid: "{{paid}}% to pay", unclear: "Could mean several discounts: write 15% off or 85% to pay", low: ", below half of the list price", below_half: "{{line}}: {{net}} is less than half of the list price of {{list}}", ask: "This is below half of the list price. Are you sure?", sure: "Yes, save", back: "Go back",
  },
  conflict: {
    title: "Somebody else has just changed this record", help: "Compare the two versions and choose.", field: "Field", yours: "Yours", current: "Current", keep_mine: "Keep mine", take_theirs: "Take the current one", go_on: "Go on editing",
  },
  field: {
    choose_time: "Choose a time", region_hint: "Province, city, district", choose_file: "Choose a file", choose_image: "Choose a picture", lat: "Latitude", lng: "Longitude", km: "km", locate: "Use my position", no_position: "Your position is not available. Check the permission of the browser.",
  },
  choices: {
    add: "Add a choice", code: "Code of choice {{row}}", code_hint: "Code", label: "Label of choice {{row}}", label_hint: "Label", color: "Colour of choice {{row}}", default: "Grey", blue: "Blue", green: "Green", orange: "Orange", red: "Red", purple: "Purple", cyan: "Cyan",
  },
  picker: { hint: "Name or pinyin initials", nothing: "Nothing found", nothing_within: "Nothing found under this “{{group}}”", create: "New {{label}}", kind: "Kind of record" },
  lines: {
    count: "{{count}} lines", add: "Add a line (Ctrl+Enter)", empty: "No lines yet.", none: "No lines.", cell: "{{label}}, line {{row}}", up: "Move line {{row}} up", down: "Move line {{row}} down", copy: "Copy line {{row}}",
    remove: "Remove line {{row}}", tools: "Tools", totals: "Estimated amounts", estimate_help: "An estimate; the amounts are computed on saving",
  },
  record: {
    overdue: "Overdue", new: "New related", overview: "Overview", timeline: "Timeline", files: "Files", team: "Team", history: "History", figures: "Figures", next_step: "Next", left_out: "Not sold to this account, or no longer sold, and left out: {{names}}", access: "Why can I see this", path: "Path of {{label}}", previous: "Previous (←)", next: "Next (→)", deleted: "{{name}} deleted", gone_deleted: "{{name}} was just deleted and lies in the recycle bin", gone: "{{name}} was just deleted, or you may no longer see it", gone_help: "Below is what it held before. It cannot be changed any more.", gone_back: "Back to {{label}}",
  },
  timeline: {
    write: "Write a follow-up", placeholder: "What was said, what the customer thinks, what comes next. Ctrl+Enter sends.", needed: "Write something first", submit: "Send", more: "More options", less: "Fewer options", written: "Recorded", empty: "Nothing has happened yet. Write the first follow-up.",
  },
  history: { audit: "See the audit trail", helped: "{{helper}} for {{name}}", at: "When", who: "Who", what: "What", empty: "empty", none: "No changes yet." },
  files: { drop: "Drop files here, or click to choose", sending: "Sending {{count}} files…", none: "No files yet.", name: "Name", size: "Size", at: "Uploaded", by: "By" },
  team: { by_rule: "by a team rule", user: "Member", access: "Access", read: "Read", edit: "Edit", add: "Add", none: "No team members yet. Colleagues you add can see this record too." },
  access: { fields: "Fields", limited: "Limited", allowed: "Allowed", denied: "Not allowed", whom: "Whose rights", by: "By: ", would: "What would change it:", of_before: " (", of_after: ")" },
  schedule: { tab: "Schedule", empty: "Nothing is planned." },
  operation: { view: "View", create: "Create", edit: "Edit", delete: "Delete", import: "Import", export: "Export", print: "Print", reveal: "Reveal", figures: "Count in reports", personal_copy: "Copy of personal data", list: "List", transfer: "Transfer" },
  convert: {
    title: "Convert lead", submit: "Convert", done: "Lead converted", account: "Account", new_account: "New account", other_account: "Another existing account", account_name: "Account name", contact: "With a contact", new_contact: "New contact",
    other_contact: "Another existing contact", contact_name: "Contact name", opportunity: "With an opportunity", opportunity_name: "Opportunity name", amount: "Expected amount", close_on: "Expected close", owner: "Owner {{name}}", deal: "Latest opportunity: {{name}} {{amount}}", ordered: "Last order {{on}}", second: "There is “{{name}}” already; a new one would be a duplicate.",
    unseen: "Among the accounts that you may not see there is “{{name}}” ({{reasons}}). Ask an administrator before you make a new one.", unseen_of: "Among the accounts that you may not see there is “{{name}}” ({{reasons}}), owned by {{owner}}. Talk to them before you make a new one.", unseen_name: "the same account",
  },
  price: {
    why: "Why this price", of: "Why {{product}} has this price", typed: "Somebody typed this unit price. Below is what the rules give.", nothing: "No rule and no standard price.", source: "Source", price: "Unit price", terms: "Terms", outcome: "Outcome", from: "from {{quantity}}", off: "{{rate}} off", won: "Taken",
    source_account: "Account price", source_salesperson: "Salesperson price", source_agreement: "Agreement", source_list: "Price list", source_standard: "Standard price",
    why_audience: "For other accounts or salespeople", why_not_yet: "Not valid yet", why_expired: "No longer valid", why_currency: "In another currency", why_unit: "For another unit", why_quantity: "Too little", why_base: "The book it builds on has no price", why_outranked: "Comes later", why_no_price: "None given",
    change_quantity: "Taken from a quantity of {{value}}", change_on: "Taken on {{value}}", change_currency: "Taken in {{value}}", change_unit: "Taken when ordered in its unit",
  },
  picking: {
    open: "Choose products (F4)", title: "Choose products", search: "Code, name, pinyin initials or barcode; Enter takes one", categories: "Categories", all: "All products", picture: "Picture", product: "Product", unit_head: "Unit", quantity_head: "Quantity", unit: "Unit of {{name}}", quantity: "Quantity of {{name}}",
    nothing: "No product that may be sold to this account", add: "Add {{count}} products", keys: "↓ goes to the quantities, a quantity chooses; Enter goes back; Ctrl+Enter adds them",
  },
  paste: {
    open: "Paste from Excel", title: "Paste from Excel", here: "Copy columns such as code, quantity and price in Excel and paste them here, in any order, with or without a head", column: "What column {{column}} is", cell: "Row {{row}}, column {{column}}", result: "Result", good: "Ready", add: "Add {{count}} rows", done: "{{count}} rows pasted", bad: "{{count}} rows cannot be added yet; change them here",
    is_product: "Product (code, name, barcode)", is_quantity: "Quantity", is_unit: "Unit", is_price: "Unit price", is_discount: "Discount", is_description: "Remarks", is_none: "Not used",
    problem_no_product: "No product", problem_quantity: "The quantity is no number above 0", problem_price: "The price is no number", problem_discount: "Could mean several discounts: write 15% off or 85% to pay", problem_unknown: "There is no product “{{about}}”", problem_ambiguous: "Several products are called “{{about}}”; give the code", problem_inactive: "“{{about}}” is not for sale", problem_not_sellable: "“{{about}}” is not sold to this account", problem_unit: "Not sold in this unit; there are: {{about}}", problem_too_many: "More lines than a document may have",
  },
  prices: { last: "Last {{price}}, {{on}}", available: "{{quantity}} available", lacking: "Only {{quantity}} available", retake: "Take prices anew", retake_help: "Each line gets the price that the rules give now.", retake_typed: "Also the {{count}} lines with a typed price", retaken: "Prices taken anew; {{count}} have changed" },
  progress: { title: "Progress", expected: "Expected delivery of the order: {{on}}", shipped: "shipped {{at}}", due: "expected {{at}}", received: "received {{at}}", prepared: "prepared {{at}}" },
  statement: {
    title: "Statement of account", period: "Period", as_of: "As of a past day", group: "With the accounts below", opening: "Opening balance", closing: "Closing balance", nothing: "Nothing happened in this period", on: "Date", kind: "Kind", document: "Document", amount: "Amount", balance: "Balance", corrects: "corrects {{on}}",
    kind_receivable: "Receivable", kind_payment: "Payment", kind_refund: "Refund", kind_forgone: "Refunded, not asked for again", kind_write_off: "Write-off",
  },
  credit: { left: "Credit left: {{amount}}", left_of: "Credit left: {{amount}} of {{limit}}", late: "overdue for {{count}} days: {{amount}}", title: "Credit", limit: "Limit", used: "Used", available: "Available", overdue: "Overdue", order: "This order", remaining: "Left after it", beyond: "Beyond the credit of the account: it needs an approval" },
  order: { from_template: "From a template", lines_amount: "Sum of lines", discount: "Order discount", tax: "Tax", total: "Total to pay", after_saving: "Worked out when saved", margin: "Margin (without tax)", margin_unknown: "{{count}} lines without cost" },
  reading: {
    title: "How it is read", unsure: "The character encoding of this file is not certain. Choose the one in which the text is right:", encoding: "Encoding", sheet: "Sheet", header_row: "Row of the column names", decimal: "Decimal mark", decimal_point: "Point: 1,234.50", decimal_comma: "Comma: 1.234,50",
    percent: "10 in percentages", percent_hundredths: "means 10 %", percent_wholes: "means 1000 %", percent_open: "Choose", joined: "Columns that go to “{{label}}” are put together there, a line each: name of the column and content.", make_field: "New field “{{label}}” ({{type}})",
  },
  import: { closed: "You may not write “{{label}}”: this column is not imported",
    title: "Import {{label}}", upload: "File", mapping: "Fields", options: "Options", run: "Import", drop: "Drop a file here, or click to choose", formats: ".xlsx, .csv or contacts as .vcf, up to 200,000 rows; column names, encoding and sheet are found and can be changed in the next step. Save an old .xls as .xlsx first",
    reading: "Reading the file…", found: "{{rows}} rows, {{columns}} columns. Check which field each column fills.", column: "Column of the file", column_or_field: "Column or field", samples: "Samples", field: "Field", field_for: "Field for “{{column}}”", not_imported: "Not imported",
    saved_mappings: "Use a saved mapping", twice: "Filled by several columns: {{fields}}", missing: "Required and not filled: {{fields}}. You can set one value for all in the next step.", row: "Row", problem: "Problem",
    checked: "Check", checking: "Checking all {{rows}} rows; nothing is written…", checked_rows: "All {{rows}} rows were checked; nothing has been written yet.", would: "What would become of them", would_created: "Will be created", would_updated: "Will be updated", would_skipped: "Will be skipped", would_failed: "Will fail", examples: "For example: {{values}}", count: "Rows", count_rows: "{{count}} (row {{rows}})", on_bad: "Then", on_bad_of: "What becomes of “{{column}}”", way_refuse: "Leave the rows out", way_empty: "Leave empty, take the row", way_create_option: "Add as options", way_create_record: "Create the records", words: "Words in “{{column}}” and the {{label}} they mean", word: "Word in the file", means: "Means", unexplained: "Not chosen: {{way}}", meaning_of: "What “{{word}}” means in “{{column}}”",
    futile: "No row can be imported. Settle the problems above first.", fruitless: "No row was imported; the table says why.", not_allowed: "You may not import {{label}}. Ask your administrator.",
    kind_failed: "Failed", kind_skipped: "Skipped", kind_note: "Note", identify_by: "Tell records by", identify_by_help: "Usually numbers, outside ids, credit codes and exact names, so that no other record is renamed. You may choose further fields.", identify_by_usual: "As usual", noted: "{{count}} {{label}} were imported, please check",
    on_duplicate: "When a record is there already", duplicate_skip: "Skip", duplicate_update: "Update it", duplicate_create: "Create anyway", defaults: "Same for all", defaults_help: "Fields that the file does not have may get one value for all imported records.",
    add_default: "Set another field", migration: "Migration: keep states and times as they are (administrators)", save_mapping: "Save this mapping and these choices", save_mapping_hint: "Give it a name to use it next time", start: "Import {{rows}} rows",
    job: "Import of {{label}} ({{rows}} rows)", created: "Created", updated: "Updated", skipped: "Skipped", failed: "Failed", errors_file: "Download the error file", undo: "Undo this import", left_out: "Left out of {{label}}: {{count}}", documents: "{{rows}} rows in the file. One of the {{label}} may take several of them; {{label}} are what is counted above.", was_undone: "This import was undone.",
    again: "Import another file", back_to: "Back to {{name}}", to_pool: " With a {{pool}} and no owner the {{label}} wait in the pool to be assigned or claimed; with neither they are yours.", to_list: "Go to {{label}}", may_leave: "You may leave this page; you will be told when it is done.",
  },
  variants: {
    hint: "Choose the values of each attribute that variants differ in; each combination becomes a product. What there is already is not made again, and an attribute without values is chosen when ordering.", none: "There is no attribute to differ in: choose a category, and give it product attributes.",
    typed: "Type a value and press Enter", create: "Create {{count}} variants", done: "{{created}} variants created, {{standing}} were there",
  },
};
