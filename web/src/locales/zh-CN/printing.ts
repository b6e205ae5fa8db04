export default {
  printing: {
    template: "打印模板", open: "打开 PDF", download: "下载", screen: "网页打印", page: "第 {{page}} 页", more_pages: "这里显示前 {{shown}} 页，共 {{count}} 页",
    kind: { logo: "标志图片", title: "标题", fields: "字段", table: "明细表", totals: "合计", text: "文字", signatures: "签字" },
    block: "{{number}}. {{kind}}", add_block: "添加内容", add_field: "添加字段", insert: "插入字段", remove: "移除{{label}}", own_label: "{{label}}的名称", own_label_hint: "另取名称", width: "{{label}}的列宽", width_hint: "列宽",
    heading: "小标题", text: "文字内容", columns: "栏数", column_count: "{{columns}} 栏", filled_only: "只印有值的", lines: "明细", numbered: "序号", sums: "要合计的列", words: "大写金额", words_of: "大写：{{label}}",
    signers: "签字人，回车添加", signature: "签字（盖章）", logo_help: "图片在上方“标志图片”中上传", height: "高度", align: "对齐", side: { left: "左", center: "中", right: "右" },
    paper: "纸张", papers: { a4: "A4", a5: "A5", "us-letter": "Letter" }, direction: "方向", tall: "纵向", wide: "横向", font_size: "字号", header: "页眉", footer: "页脚",
    placeholders: "文字中还可以写 {$company} 公司名称、{$printed_by} 打印人、{$printed_at} 打印时间、{$today} 今天。",
    mail: { nobody: "没有查到邮箱，请直接输入", title: "邮件发送", to: "收件人", to_hint: "选择或输入邮箱，回车添加", subject: "主题", text: "正文", send: "发送 PDF", sent: "邮件已排队发送；发不出去时会提醒您" },
    preview: "预览", preview_of: "用哪条记录预览", drawing: "正在排版…", no_record: "还没有记录可供预览。",
  },
};
