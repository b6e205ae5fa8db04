/** The few words of the public page; everything else comes from the server in the reader's language. */
export interface Words {
  loading: string;
  failed: string;
  again: string;
  name: string;
  remark: string;
  optional: string;
  lineRemark: string;
  send: string;
  back: string;
  needName: string;
  needRemark: string;
  needLine: string;
  needSome: string;
  thanks: string;
  validUntil: string;
  pickLines: string;
}

const zh: Words = {
  loading: "正在打开…",
  failed: "没有连接上，请检查网络后重试。",
  again: "重试",
  name: "您的姓名",
  remark: "说明",
  optional: "（可不填）",
  lineRemark: "这一行哪里不对",
  send: "提交",
  back: "返回",
  needName: "请填写您的姓名",
  needRemark: "请填写说明",
  needLine: "请至少在一行写明哪里不对",
  needSome: "请至少填写一行",
  thanks: "已收到您的回复，谢谢。",
  validUntil: "链接有效至",
  pickLines: "请在有异议的行下写明哪里不对，其余的行不用填。",
};

const tw: Words = {
  loading: "正在開啟…",
  failed: "沒有連線成功，請檢查網路後重試。",
  again: "重試",
  name: "您的姓名",
  remark: "說明",
  optional: "（可不填）",
  lineRemark: "這一行哪裡不對",
  send: "送出",
  back: "返回",
  needName: "請填寫您的姓名",
  needRemark: "請填寫說明",
  needLine: "請至少在一行寫明哪裡不對",
  needSome: "請至少填寫一行",
  thanks: "已收到您的回覆，謝謝。",
  validUntil: "連結有效至",
  pickLines: "請在有異議的行下寫明哪裡不對，其餘的行不用填。",
};

const en: Words = {
  loading: "Opening…",
  failed: "The server could not be reached. Check your connection and try again.",
  again: "Try again",
  name: "Your name",
  remark: "Remark",
  optional: " (optional)",
  lineRemark: "What is wrong with this line",
  send: "Send",
  back: "Back",
  needName: "Enter your name",
  needRemark: "Enter a remark",
  needLine: "Say for one line at least what is wrong",
  needSome: "Fill in one line at least",
  thanks: "Your answer has arrived. Thank you.",
  validUntil: "This link is valid until",
  pickLines: "Below each line that you dispute, say what is wrong; leave the others empty.",
};

/** The words and the language that is asked of the server. */
export function wordsFor(wanted: string): [words: Words, language: string] {
  const code = wanted.toLowerCase();
  if (code.startsWith("en")) return [en, "en"];
  return /^zh-(tw|hk|hant)/.test(code) ? [tw, "zh-TW"] : [zh, "zh-CN"];
}
