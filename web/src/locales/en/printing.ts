export default {
  printing: {
    template: "Print template", open: "Open PDF", download: "Download", screen: "Print the page", page: "Page {{page}}", more_pages: "The first {{shown}} of {{count}} pages",
    kind: { logo: "Logo", title: "Title", fields: "Fields", table: "Table of lines", totals: "Totals", text: "Text", signatures: "Signatures" },
    block: "{{number}}. {{kind}}", add_block: "Add a block", add_field: "Add a field", insert: "Insert a field", remove: "Remove {{label}}", own_label: "Name of {{label}}", own_label_hint: "Another name", width: "Width of {{label}}", width_hint: "Width",
    heading: "Heading", text: "Text", columns: "Columns", column_count: "{{columns}} columns", filled_only: "Only what is filled in", lines: "Lines", numbered: "Numbered", sums: "Columns to add up", words: "Amount in words", words_of: "In words: {{label}}",
    signers: "Who signs, each with Enter", signature: "Signature", logo_help: "The picture is uploaded above, as “Logo”", height: "Height", align: "Alignment", side: { left: "Left", center: "Centre", right: "Right" },
    paper: "Paper", papers: { a4: "A4", a5: "A5", "us-letter": "Letter" }, direction: "Direction", tall: "Portrait", wide: "Landscape", font_size: "Size of letters", header: "Header", footer: "Footer",
    placeholders: "Texts may also hold {$company}, {$printed_by}, {$printed_at} and {$today}.",
    mail: { nobody: "No addresses are known; type one", title: "Send by mail", to: "To", to_hint: "Choose or type addresses, each with Enter", subject: "Subject", text: "Text", send: "Send the PDF", sent: "The mail is being sent; you are told if it cannot be" },
    preview: "Preview", preview_of: "Record to preview with", drawing: "Drawing…", no_record: "There is no record to preview with.",
  },
};
