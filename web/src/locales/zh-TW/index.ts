/** What differs in Taiwan and Hong Kong; everything else falls back to zh-CN. */
export default {
  app: { name: "貴客 CRM", slogan: "從第一條線索，到最後一筆回款" },
  common: {
    ok: "知道了", save: "儲存", cancel: "取消", close: "關閉", delete: "刪除", edit: "編輯", remove: "移除", undo: "復原", more: "更多", done: "完成", back: "上一步", next: "下一步", retry: "重試", load_more: "載入更多",
  },
  appearance: { light: "淺色", dark: "深色", system: "跟隨系統" },
  frame: {
    menu: "主選單", skip: "跳到內文", search: "搜尋記錄、指令", create: "新增", language: "語言", appearance: "外觀", profile: "個人資料", sign_out: "登出", toggle_menu: "收合或展開選單", demo: "示範企業",
  },
  factor: {
    title: "兩步驗證", on: "已開啟", off: "未開啟", help: "登入時除密碼外，再輸入手機驗證器上的動態驗證碼；密碼被人知道也登入不了。程式金鑰不受影響。", required: "公司要求您使用。", since: "{{at}} 開啟。", left: "恢復碼還有 {{count}} 個可用。",
    enroll: "開啟", other_phone: "更換手機", new_recovery: "重新產生恢復碼", disable: "關閉兩步驗證", disabled: "兩步驗證已關閉", next: "下一步", confirm: "確認開啟", code: "動態驗證碼或恢復碼", code_needed: "請輸入驗證碼", code_help: "手機不在身邊時，可以輸入一個恢復碼",
    recovery: "恢復碼", save: "下載", kept: "我已保存", must_enroll: "公司要求兩步驗證，開啟後才能繼續。", too_late: "等待時間過長，請重新輸入密碼", back: "返回",
  },
  signin: {
    title: "登入", username: "使用者名稱", password: "密碼", otp: "動態驗證碼", submit: "登入", username_needed: "請輸入使用者名稱", password_needed: "請輸入密碼",
    demo_title: "這是一家示範企業", demo_help: "裡面的人和公司都是虛構的。點一個身分直接進入：",
  },
  feed: { title: "工作動態", crm: "CRM資訊", of_following: "我關注的", follow: "關注", followed: "已關注", comment: "評論", write_comment: "寫評論", send: "傳送", answer: "回覆" },
  notify: { title: "提醒", empty: "暫時沒有提醒", read_all: "全部標為已讀", see_all: "查看全部" },
  list: { search: "搜尋{{label}}", count: "共 {{total}} 筆", refresh: "重新整理", export: "匯出", import: "匯入", new: "新增{{label}}", as_list: "列表", as_board: "看板", totals: "合計" },
  filter: { title: "篩選", button: "篩選", apply: "套用篩選", clear: "清除篩選", add: "新增條件", add_group: "新增條件組" },
  recycle: { bin: "資源回收筒", title: "{{label}} · 資源回收筒", restore: "還原", restored: "已還原" },
  form: { create: "新增{{label}}", edit: "編輯{{label}}", edit_named: "編輯 {{name}}", saved: "已儲存" },
  record: { overview: "概覽", timeline: "跟進動態", files: "附件", team: "相關團隊", history: "修改歷史", access: "我為什麼能看到" },
  admin: { title: "管理後台", objects: "物件管理", settings: "參數設定" },
};
