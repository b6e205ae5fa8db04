export default {
  feed: {
    title: "工作动态", work: "工作", crm: "CRM信息", whose: "范围", of_all: "全部", of_subordinates: "我的下属", of_team: "我的团队", of_following: "我关注的", of_mine: "我发出的", all_posts: "查看全部动态",
    write_post: "发动态", post_hint: "分享进展、求助或通知，输入 @ 提到同事", publish: "发布", audience: "可见范围", choose_audience: "请选择可见范围", choose_related: "请先关联记录，发给它的负责人和团队", attach: "附件", related: "关联记录",
    to_everybody: "全公司", to_departments: "指定部门", to_users: "指定人员", to_team: "相关团队",
    comment: "评论", comments: "评论 {{count}}", comments_of: "评论", write_comment: "写评论", comment_hint: "写评论，输入 @ 提到同事，Ctrl+Enter 发送", send: "发送", answer: "回复", answer_to: "回复 {{name}}", answers: "回复 {{name}}", earlier: "查看更早的评论", no_comments: "还没有评论，来说第一句吧",
    like: "赞", liked: "赞 {{count}}", read_by: "{{count}} 人已读", read_of: "已读 {{count}}/{{of}}", readers: "已读：{{names}}", waiting: "未读：{{names}}",
    follow: "关注", followed: "已关注", followed_done: "已关注，它的动态会出现在“我关注的”", unfollowed: "已取消关注",
    unseen_title: "{{names}} 没有查看权限", unseen_help: "对方只会知道您提到了他，看不到记录和内容。如需对方参与，请先把他加入相关团队。", unseen_post: "他们无权查看所关联的记录，因此看不到这条动态；被 @ 的只知道您提到了他。如需对方参与，请先把他加入相关团队。", send_anyway: "仍然发送", back: "返回修改",
    did_follow_up: "写了跟进", did_created: "新建", did_changed: "修改", did_comment: "评论", did_visit: "拜访", did_system: "系统",
    empty_work: "还没有动态，发一条试试吧", empty_crm: "还没有业务动态。跟进、新建和修改记录后会出现在这里", empty_subordinates: "下属还没有动态", empty_team: "您的团队还没有动态", empty_following: "还没有关注的记录。在客户、商机等页面点“关注”，它们的动态会出现在这里", empty_mine: "您还没有发过动态",
  },
};
