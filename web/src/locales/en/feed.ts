export default {
  feed: {
    title: "Feed", work: "Work", crm: "CRM news", whose: "Whose", of_all: "All", of_subordinates: "My reports", of_team: "My teams", of_following: "Followed", of_mine: "Mine", all_posts: "See the whole feed",
    write_post: "Write a post", post_hint: "Share progress, ask for help, tell the news; type @ to mention a colleague", publish: "Post", audience: "Audience", choose_audience: "Choose who may see it", choose_related: "Choose the record whose owner and team are to see it", attach: "Attach", related: "Link records",
    to_everybody: "Everybody", to_departments: "Departments", to_users: "People", to_team: "Team of the record",
    comment: "Comment", comments: "Comments {{count}}", comments_of: "Comments", write_comment: "Write a comment", comment_hint: "Write a comment; @ mentions a colleague, Ctrl+Enter sends", send: "Send", answer: "Answer", answer_to: "Answer {{name}}", answers: "answers {{name}}", earlier: "Earlier comments", no_comments: "No comments yet; be the first",
    like: "Like", liked: "Likes {{count}}", read_by: "Read by {{count}}", read_of: "Read {{count}}/{{of}}", readers: "Read: {{names}}", waiting: "Not yet: {{names}}",
    follow: "Follow", followed: "Following", followed_done: "Followed; its news stand under “Followed”", unfollowed: "No longer followed",
    unseen_title: "{{names}} may not see this", unseen_help: "They only learn that you mentioned them, not the record nor the text. Add them to the team first if they are to take part.", unseen_post: "They may not see the linked records, and so do not see this post; who is mentioned only learns that you mentioned him. Add them to the team first if they are to take part.", send_anyway: "Send anyway", back: "Back",
    did_follow_up: "followed up", did_created: "created", did_changed: "changed", did_comment: "commented", did_visit: "visited", did_system: "system",
    empty_work: "Nothing here yet; write the first post", empty_crm: "Nothing here yet. Follow-ups, new records and changes will stand here", empty_subordinates: "Nothing from your reports yet", empty_team: "Nothing from your teams yet", empty_following: "You follow nothing yet. Press “Follow” on an account or opportunity, and its news stand here", empty_mine: "You have not posted yet",
  },
};
