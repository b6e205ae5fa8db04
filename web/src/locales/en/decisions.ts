/** The inbox of approvals, the acts, absences. */
export default {
  approval: {
    title: "Approvals", menu: "Approvals", acts: "What you can do", band: "Approval progress", tab: "Approval", system: "System",
    box_todo: "To approve", box_todo_n: "To approve ({{count}})", box_done: "Decided by me", box_started: "Started by me", box_cc: "Copied to me",
    empty_todo: "Nothing waits for your approval", empty_done: "You have decided nothing yet", empty_started: "You have started no approval yet", empty_cc: "Nothing was copied to you", none_yet: "No approval was started yet",
    by: "Applicant: {{name}}", step: "Step: {{name}}", at: "Since: {{at}}", for: "{{name}} for {{of}}", waits: "waiting {{hours}} working hours", took: "took {{hours}} working hours", hours_clock: "{{hours}} hours by the clock", due: "Decide by {{at}}; after that it goes to somebody else",
    choose: "Select “{{name}}”", choose_all: "Select all", approve_many: "Approve selected", reject_many: "Reject selected", many_sure: "This decides {{count}} selected approvals; your comment stands at each of them.",
    open_record: "Open the {{label}}", record_closed: "{{label}} (not visible to you)", asked_for: "Requested change", changes: "Changed since you decided last", facts: "Good to know", way: "Progress", comments: "Comments and reminders",
    started_by: "Started by {{name}} on {{at}}", round: "Round {{number}}", conditional: "only when its condition holds", failed: "Approved, but without effect: {{reason}}", given_to: "Copied to: {{names}}", has_read: "{{name}} (read)", closed: "ended on {{at}}", returned_to: "Returned to {{name}}, who can change it and submit it again",
    status_pending: "Pending", status_approved: "Approved", status_rejected: "Rejected", status_withdrawn: "Withdrawn", status_cancelled: "Cancelled", status_returned: "Returned",
    task_open: "Open", task_waiting: "Waiting for the one before", task_approved: "Approved", task_rejected: "Rejected", task_transferred: "Transferred", task_not_needed: "Not needed", task_cancelled: "Cancelled",
    step_open: "Pending", step_passed: "Passed", step_skipped: "Skipped", step_carried: "Carried over", step_rejected: "Rejected", step_cancelled: "Cancelled", step_future: "Not begun",
    need_all: "All must approve", need_any: "Any one decides", need_count: "{{count}} must approve", need_per_group: "One of each group", need_first: "First to take it",
    origin_fallback: "nobody else could decide", origin_superior: "as the superior", origin_before: "added before", origin_after: "added after", origin_beside: "added beside", origin_transfer: "by transfer", origin_escalated: "after the time limit", origin_successor: "by handover", origin_override: "as administrator",
    said_urge: "reminded", said_admin: "as administrator",
    approve: "Approve", reject: "Reject", transfer: "Transfer", add_approver: "Add approver", comment: "Comment", withdraw: "Withdraw", urge: "Remind", resubmit: "Resubmit", grab: "Take it", cancel: "Cancel approval", reroute: "Send to a step",
    decide: "Decide", act_on: "{{act}}: {{name}}", approve_n: "Approve {{count}} waiting for me", reject_n: "Reject {{count}} waiting for me", done_approve: "Approved", done_reject: "Rejected", done_transfer: "Transferred", done_add_approver: "Approver added", done_comment: "Comment added", done_withdraw: "Withdrawn", done_urge: "Reminder sent", done_resubmit: "Submitted again", done_grab: "It is yours: decide now", done_cancel: "Approval cancelled", done_reroute: "Sent to the step",
    opinion: "Comment", files: "Files", say_may: "Optional", say_must: "Required", comment_needed: "Enter a comment", phrase_1: "Checked and approved", phrase_2: "Approved, please go ahead", phrase_3: "Approved as described",
    to: "After rejecting", to_end: "End the approval", to_applicant: "Return to the applicant", to_step: "Return to an earlier step", to_which: "Step", step_needed: "Choose a step",
    whom_transfer: "Transfer to", whom_add_approver: "Approver", whom_needed: "Choose a person", position: "When", position_before: "Before me: I decide afterwards", position_after: "After me: once I have approved", position_beside: "Beside me: at the same time",
    uncovered: "Nobody approves these at the moment; what is submitted takes effect at once: {{names}}",
    sure_withdraw: "The record can be changed again and submitted when it is ready.", sure_cancel: "The record is unlocked; comments made so far are kept.",
  },
  trial: {
    tab: "Try it", one: "Try it on one record", record: "Record", record_needed: "Choose a record", applicant: "Applicant (the owner by default)", run: "Try it", way: "What would happen", skipped: "Not passed", automatic: "Decided by itself", taken_by: "This record would follow “{{name}}”, which comes first: of several definitions for one object the lowest position whose condition holds is taken. Change the position or the condition. Below is the way it would go here.", not_applied: "The record does not meet the condition of this definition; this is the way it would go if it did.",
    many: "Compare with history", many_help: "Runs the saved settings over the latest approved records and lists those whose steps, people or automatic decisions would differ. Nothing is changed.", history: "How many records", history_needed: "Enter 1 to 200", compare: "Compare", none: "No record of this object was approved yet", compared: "{{tried}} records compared: {{same}} the same, {{other}} different", was: "Then", would_be: "By these settings", no_approval: "No approval",
    holes: "It cannot be published yet. Mend this first:", at_step: "Step “{{name}}”",
  },
  absence: {
    title: "Absence and substitute", help: "While you are away, new approvals go to your substitute; the record says “substitute for you”.", days: "Away", days_needed: "Choose the first day", substitute: "Substitute", substitute_needed: "Choose a substitute",
    takes_open: "Hand over approvals that already wait for me, too", now: "Away from {{from}} to {{until}}; {{name}} decides for you", open_end: "further notice", nobody: "(nobody)", saved: "Saved", end: "End absence", ended: "Absence ended",
  },
};
