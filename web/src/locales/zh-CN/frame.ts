export default {
  app: { name: "贵客 CRM", slogan: "从第一条线索，到最后一笔回款" },
  common: {
    ok: "知道了", save: "保存", cancel: "取消", close: "关闭", delete: "删除", edit: "编辑", remove: "移除", undo: "撤销", more: "更多",
    done: "完成", back: "上一步", next: "下一步", retry: "重试", yes: "是", no: "否", loading: "正在加载…", load_more: "加载更多", clear: "清除", colon: "：", list_separator: "、", sentence_separator: "；",
  },
  language: { "zh-CN": "简体中文", "zh-TW": "繁體中文", en: "English" },
  appearance: { light: "浅色", dark: "深色", system: "跟随系统" },
  frame: {
    menu: "主菜单", skip: "跳到正文", search: "搜索记录、命令", create: "新建", language: "语言", appearance: "外观", profile: "个人资料",
    sign_out: "退出登录", toggle_menu: "收起或展开菜单", demo: "演示公司",
  },
  signin: {
    provider_refused: "您在公司统一登录中的账号，与系统里的在职人员对不上，请联系系统管理员", provider_another: "这个邮箱或用户名已绑定身份系统里的另一个账号。如果您换过账号，请系统管理员在您的用户页“更多 → 解除统一登录绑定”", provider_unverified: "身份系统没有确认您的邮箱已经验证，请先在那里验证，或联系系统管理员", provider_stays: "已退出贵客；在公司统一登录中可能仍是登录状态", provider_end: "同时退出公司统一登录", provider_failed: "公司统一登录没有成功，请再试一次；如果反复出现，请联系系统管理员", apart_done: "已在新窗口登录，继续", not_yet: "还没有登录，请先在新窗口完成登录",
    title: "登录", username: "用户名", password: "密码", otp: "动态验证码", submit: "登录", username_needed: "请输入用户名", password_needed: "请输入密码",
    again: "请重新登录", ended: "您的登录已结束", kept: "登录后接着做，页面上填写的内容都还在。", other_person: "换一个人登录，不保留页面内容", new_title: "这家公司还没有人能登录", new_help: "请在服务器上运行 guike init 建立第一个管理员；运行 guike up 的终端里有完整的命令。", demo_title: "这是一家演示公司", demo_help: "里面的人和公司都是虚构的。点一个身份直接进入：",
  },
  password: { given: "密码是管理员设置的，请先改成只有您自己知道的密码", old: "密码已超过公司规定的使用期限，请先换一个", again: "再输一次新密码", differs: "两次输入的新密码不同", set: "改好并登录" },
  error: {
    broken: "这个页面出错了", broken_help: "您的数据没有丢失。请刷新页面；如果反复出现，请把下面的内容发给管理员。",
    new_version: "系统刚刚更新了", new_version_help: "刷新页面即可使用新版本。", reload: "刷新页面", home: "回到工作台", no_page: "没有这个页面",
    unknown: "出错了，请重试", uncaught: "出错了，刚才的操作可能没有完成。请刷新页面后再试一次；如果反复出现，请联系管理员。", with_number: "{{text}}（编号 {{number}}）", back: "系统已恢复", offline: "连不上服务器，请检查网络后重试", forbidden: "您没有这项权限，如有需要请联系管理员",
    ask_access: "如需查看，请把本页地址发给负责人或系统管理员；管理员可在“权限设置向导”的最后一步查明原因。", not_found: "找不到这条数据，它可能已被删除，或者您无权查看", too_many: "操作太频繁，请稍等片刻再试", server: "服务器出错了，请稍后重试", failed: "加载失败",
  },
  palette: {
    placeholder: "输入名称、编号、手机号或拼音首字母", results: "搜索结果", records: "记录", recent: "最近打开", create: "新建", go: "前往",
    new: "新建{{label}}", open: "打开{{label}}", nothing: "没有找到“{{text}}”，换个说法或用拼音首字母试试",
  },
  preferences: {
    title: "提醒设置", kind: "提醒类型", in_app: "系统内", all: "全部提醒", inherit: "与全部相同", saved: "提醒设置已保存", comma: "、", help: "系统内总能看到；其他方式按需勾选。某一类提醒可以与全部提醒不同。群机器人只说类型和条数，不带业务内容。", off: "公司还没有启用：{{channels}}。",
    quiet: "免打扰时段", quiet_help: "时段内的提醒留到结束时一起发送，系统内照常出现。", when: "发送方式", at_once: "随时发送", daily: "每天 9:00 汇总发送一次", retried: "“{{channel}}”最近一次发送失败，正在重试", failed: "“{{channel}}”最近一次发送失败",
  },
  notify: {
    menu: "CRM提醒", waiting: "待处理", messages: "消息",
    title: "提醒", bell: "提醒，{{count}} 条未读", unread: "未读", empty: "暂时没有提醒", read_all: "全部标为已读", see_all: "查看全部", all: "全部", kinds: "提醒类型",
  },
  job: {
    tray: "后台任务", done: "{{title}}：已完成", ended: "{{title}}：{{state}}", ended_all: "已完成（{{counts}}）", ended_partly: "部分完成（{{counts}}）", ended_none: "没有写入（{{counts}}）", ok: "成功", dismiss: "收起", download: "下载文件", open: "查看详情",
    queued_state: "排队中", running_state: "进行中，已处理 {{done}} / {{total}}", done_state: "已完成，共 {{done}} 条", failed_state: "失败了，请重试或联系管理员", cancelled_state: "已取消", computed_state: "已算好",
  },
  repeat: {
    never: "不重复", times: "次数", workdays: "每个工作日（周一至周五）", DAILY: "每天", WEEKLY: "每周", MONTHLY: "每月", YEARLY: "每年", every_DAILY: "每 {{n}} 天", every_WEEKLY: "每 {{n}} 周", every_MONTHLY: "每 {{n}} 个月", every_YEARLY: "每 {{n}} 年", count: "共 {{n}} 次", until: "到 {{on}}", joint: "，",
  },
  calendar: {
    title: "日历", day: "日", week: "周", month: "月", view: "视图", today: "今天", previous: "上一页", next: "下一页", mine: "我的日历", me: "{{name}}（我）", people: "查看谁的日历", resource: "查看资源", new: "新建行动", tasks: "任务", moved: "已改期",
    truncated: "日程太多，只显示了一部分。请缩短时间范围或少选几个人。", subscribe: "订阅", subscribe_title: "在手机或 Outlook 中订阅", subscribe_help: "把链接添加到手机日历、Outlook 等，就能看到您的日程。有链接的人都能看到，请勿转发。",
    feed_name: "用在哪里，例如“我的手机”", feed_new: "生成链接", feed_url: "订阅链接", feed_once: "请现在复制，之后不再显示：", copy: "复制", copied: "已复制", no_feeds: "还没有订阅链接。", unnamed: "未命名", feed_used: "最近读取 {{at}}", feed_unused: "创建于 {{at}}，还没有读取过", revoke: "停用", repeats: "这是重复的行动", repeats_help: "改期只用于这一次，还是这一次和以后各次？", only_this: "仅此一次", following: "此次及以后", revoke_ask: "停用这个链接？", revoke_help: "停用后，使用它的设备不再更新日程。",
  },
  home: {
    title: "工作台", morning: "早上好，{{name}}", noon: "中午好，{{name}}", afternoon: "下午好，{{name}}", evening: "晚上好，{{name}}", all: "查看全部",
    todo: "我的待办", no_todo: "没有待办。去跟进一位客户，或安排下一次拜访吧。", done_of: "{{action}}：{{name}}", my_leads: "我的线索", my_opportunities: "我的进行中商机", nothing: "暂无数据",
    nothing_to_do: "没有待办。", today: "今日日程", free_today: "今天没有安排。", their_leads: "部门线索", their_opportunities: "部门进行中商机", their_feed: "下属动态", campaign_leads: "市场活动带来的线索", by_campaign: "近 90 天各市场活动的线索", unassigned: "待分配线索（按线索池）",
  },
};
