export default {
  app: { name: "Guike CRM", slogan: "From the first lead to the last cent received" },
  common: {
    ok: "OK", save: "Save", cancel: "Cancel", close: "Close", delete: "Delete", edit: "Edit", remove: "Remove", undo: "Undo", more: "More",
    done: "Done", back: "Back", next: "Next", retry: "Try again", yes: "Yes", no: "No", loading: "Loading…", load_more: "Load more", clear: "Clear", colon: ": ", list_separator: ", ", sentence_separator: "; ",
  },
  language: { "zh-CN": "简体中文", "zh-TW": "繁體中文", en: "English" },
  appearance: { light: "Light", dark: "Dark", system: "Same as system" },
  frame: {
    menu: "Main menu", skip: "Skip to content", search: "Search records and commands", create: "New", language: "Language", appearance: "Appearance", profile: "My profile",
    sign_out: "Sign out", toggle_menu: "Collapse or expand the menu", demo: "Demo company",
  },
  signin: {
    provider_refused: "Your account at the company's provider belongs to nobody who works here; tell an administrator", provider_another: "This address or name belongs to another account at the company's provider. If you have a new one there, an administrator unlinks the old one on your page, More, Unlink from the provider", provider_unverified: "The provider does not say that your address is verified; verify it there, or tell an administrator", provider_stays: "You are signed out here; you may still be signed in at the company's provider", provider_end: "Sign out there, too", provider_failed: "Signing in by the company's provider did not succeed; try again, and tell an administrator if it stays so", apart_done: "I have signed in in the other window", not_yet: "Nobody is signed in yet; do so in the other window first",
    title: "Sign in", username: "User name", password: "Password", otp: "One-time code", submit: "Sign in", username_needed: "Enter your user name", password_needed: "Enter your password",
    again: "Sign in again", ended: "Your sign-in has ended", kept: "You go on where you were: what you have typed is still there.", other_person: "Somebody else signs in; what was typed is lost", new_title: "Nobody can sign in to this company yet", new_help: "Run guike init on the server to make the first administrator; the terminal in which guike up runs shows the whole command.", demo_title: "This is a demo company", demo_help: "All people and companies in it are made up. Choose who you want to be:",
  },
  password: { given: "An administrator has chosen this password; choose one that you alone know first", old: "The password has been used for as long as the company allows; choose another first", again: "The new password again", differs: "The two new passwords differ", set: "Change it and sign in" },
  error: {
    broken: "This page has failed", broken_help: "Your data is not lost. Reload the page; if it happens again, send the text below to your administrator.",
    new_version: "Guike has just been updated", new_version_help: "Reload the page to use the new version.", reload: "Reload", home: "Back to home", no_page: "There is no such page",
    unknown: "Something went wrong. Please try again.", uncaught: "Something went wrong, and what you did may not have been done. Reload the page and try again; if it happens again, tell your administrator.", with_number: "{{text}} (number {{number}})", back: "The system works again", offline: "The server cannot be reached. Check your network and try again.", forbidden: "You do not have this permission. Ask your administrator if you need it.",
    ask_access: "If you need it, send the address of this page to its owner or to an administrator, who finds the reason in the last step of “Set up rights”.", not_found: "This record does not exist, was deleted, or is not visible to you", too_many: "Too many requests. Please wait a moment.", server: "The server has failed. Please try again later.", failed: "Loading failed",
  },
  palette: {
    placeholder: "Name, number, phone or pinyin initials", results: "Results", records: "Records", recent: "Recent", create: "Create", go: "Go to",
    new: "New {{label}}", open: "Open {{label}}", nothing: "Nothing found for “{{text}}”. Try other words or pinyin initials.",
  },
  preferences: {
    title: "Reminder settings", kind: "Kind", in_app: "In the product", all: "All reminders", inherit: "As for all", saved: "Reminder settings saved", comma: ", ", help: "The product always shows them; choose further ways as you like. A kind may differ from the rest. A group’s robot says kinds and numbers alone. ", off: "Not set up by the company: {{channels}}.",
    quiet: "Quiet hours", quiet_help: "What comes meanwhile is sent together at the end; the product shows it at once.", when: "When", at_once: "At once", daily: "Once a day at 9:00", retried: "The last message by “{{channel}}” failed and is tried again", failed: "The last message by “{{channel}}” failed",
  },
  notify: {
    menu: "Reminders", waiting: "Waiting for you", messages: "Messages",
    title: "Reminders", bell: "Reminders, {{count}} unread", unread: "Unread", empty: "No reminders right now", read_all: "Mark all as read", see_all: "See all", all: "All", kinds: "Kinds of reminders",
  },
  job: {
    tray: "Background work", done: "{{title}}: done", ended: "{{title}}: {{state}}", ended_all: "Done ({{counts}})", ended_partly: "Partly done ({{counts}})", ended_none: "Nothing written ({{counts}})", ok: "Done", dismiss: "Dismiss", download: "Download", open: "Details",
    queued_state: "Waiting", running_state: "Running, {{done}} / {{total}} done", done_state: "Finished, {{done}} in all", failed_state: "Failed. Try again or ask your administrator.", cancelled_state: "Cancelled", computed_state: "Ready",
  },
  repeat: {
    never: "Does not repeat", times: "Times", workdays: "Every weekday (Monday to Friday)", DAILY: "Every day", WEEKLY: "Every week", MONTHLY: "Every month", YEARLY: "Every year", every_DAILY: "Every {{n}} days", every_WEEKLY: "Every {{n}} weeks", every_MONTHLY: "Every {{n}} months", every_YEARLY: "Every {{n}} years", count: "{{n}} times", until: "until {{on}}", joint: ", ",
  },
  calendar: {
    title: "Calendar", day: "Day", week: "Week", month: "Month", view: "View", today: "Today", previous: "Previous", next: "Next", mine: "My calendar", me: "{{name}} (me)", people: "Whose calendars", resource: "See a resource", new: "New activity", tasks: "Tasks", moved: "Rescheduled",
    truncated: "Too much to show: only a part is here. Choose a shorter time or fewer people.", subscribe: "Subscribe", subscribe_title: "Subscribe on a phone or in Outlook", subscribe_help: "Add the link to a phone's calendar or Outlook to see your schedule there. Whoever has the link can read it: do not pass it on.",
    feed_name: "Where it is used, such as “my phone”", feed_new: "Make a link", feed_url: "Link", feed_once: "Copy it now; it is not shown again:", copy: "Copy", copied: "Copied", no_feeds: "No links yet.", unnamed: "Unnamed", feed_used: "last read {{at}}", feed_unused: "made {{at}}, not read yet", revoke: "Revoke", repeats: "This activity repeats", repeats_help: "Only this one, or the following ones, too?", only_this: "Only this one", following: "This and the following", revoke_ask: "Revoke this link?", revoke_help: "Devices that use it are no longer kept up to date.",
  },
  home: {
    title: "Home", morning: "Good morning, {{name}}", noon: "Hello, {{name}}", afternoon: "Good afternoon, {{name}}", evening: "Good evening, {{name}}", all: "See all",
    todo: "My to-do", no_todo: "Nothing to do. Follow up with an account, or plan your next visit.", done_of: "{{action}}: {{name}}", my_leads: "My leads", my_opportunities: "My open opportunities", nothing: "No data yet",
    nothing_to_do: "Nothing to do.", today: "Today", free_today: "Nothing planned today.", their_leads: "Leads of my department", their_opportunities: "Open deals of my department", their_feed: "News of my people", campaign_leads: "Leads from campaigns", by_campaign: "Leads by campaign, last 90 days", unassigned: "Unassigned leads by pool",
  },
};
