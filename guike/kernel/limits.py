"""Every limit of the product in one place, each with its reason; served in ``/meta``.

A ``Limit`` is an ``int``: compare, slice and multiply with it directly.
"""

from __future__ import annotations

from typing import Self

from guike.kernel.text import T, Text

_ALL: dict[str, Limit] = {}


class Limit(int):
    """A number with a name, a unit and a reason."""

    name: str
    unit: str
    reason: Text

    def __new__(cls, name: str, value: int, unit: str, reason: Text) -> Self:
        if name in _ALL:
            raise TypeError(f"limit {name!r} is declared twice")
        limit = super().__new__(cls, value)
        limit.name = name
        limit.unit = unit
        limit.reason = reason
        _ALL[name] = limit
        return limit

    def __reduce__(self) -> tuple[type[int], tuple[int]]:
        """A copy or a pickle is the plain number."""
        return int, (int(self),)

    @property
    def value(self) -> int:
        """The plain number."""
        return int(self)


def all_limits() -> tuple[Limit, ...]:
    """Every declared limit, in order of declaration."""
    return tuple(_ALL.values())


def as_meta(locale: str) -> list[dict[str, object]]:
    """``[{"name","value","unit","reason"}]`` for ``/meta``."""
    return [
        {"name": limit.name, "value": int(limit), "unit": limit.unit, "reason": limit.reason.get(locale)}
        for limit in _ALL.values()
    ]


# One or two lines each, so that the table is read as one.
# fmt: off
# Lists and queries
PAGE_DEFAULT = Limit("page_default", 50, "rows", T("一屏可读完的行数", "what fits a screen or two"))
PAGE_MAX = Limit("page_max", 500, "rows", T("一次请求的内存和时间有界", "keeps one answer small and quick"))
# beyond it an exact count is slow, and nobody reads on
COUNT_CAP = Limit("count_cap", 10_000, "rows", T("更多的行数人不会细看", "nobody reads more rows"))
SORT_KEYS = Limit("sort_keys", 3, "keys", T("更多的排序键无法使用索引", "more keys cannot use an index"))
GROUP_KEYS = Limit("group_keys", 2, "keys", T("看板只需要两级", "boards and totals need two levels"))
AGGREGATE_ROWS = Limit("aggregate_rows", 1_000, "rows", T("再多的分组无法阅读", "more groups cannot be read"))
FILTER_CONDITIONS = Limit("filter_conditions", 50, "conditions",
    T("更复杂的条件应拆成多个视图", "split anything larger into several views"))
# the list behind a figure of a report is a filter too: it walks back along the steps that the report went
FILTER_DEPTH = Limit("filter_depth", 12, "levels", T("更深的嵌套无法阅读", "deeper nesting cannot be read"))
FILTER_HOPS = Limit("filter_hops", 4, "hops",
    T("每多一级下级关系，查询代价成倍增加", "each further to-many step multiplies the work"))
FILTER_VALUES = Limit("filter_values", 500, "values", T("更长的清单应改用条件", "write a condition instead"))
PATH_SEGMENTS = Limit("path_segments", 5, "segments", T("更长则连接的表过多", "longer paths join too many tables"))
REPORT_KEYS = Limit("report_keys", 4, "keys", T("再多的分组无法阅读", "more groups cannot be read"))
REPORT_MEASURES = Limit("report_measures", 20, "measures", T("再多的数字无法阅读", "more are not read"))
REPORT_BANDS = Limit("report_bands", 20, "bounds", T("再多的区间无法阅读", "more bands are not read"))
REPORT_GROUPS = Limit("report_groups", 20_000, "groups", T("应先缩小范围", "narrow the filter instead"))
REPORT_SECONDS = Limit("report_seconds", 30, "seconds", T("一次统计的用时有界", "a statement must end"))
REPORT_JOB_SECONDS = Limit("report_job_seconds", 900, "seconds", T("后台也要算完", "a job must end, too"))
REPORT_JOBS = Limit("report_jobs", 2, "jobs", T("每人同时几份，给别人留位置", "at once, each person's"))
REPORTS_PER_USER = Limit("reports_per_user", 500, "reports", T("更多的难以找到", "more are hardly found"))
ORDER_TEMPLATES_PER_USER = Limit(
    "order_templates_per_user", 200, "templates", T("更多的难以找到", "more are hardly found")
)
SNAPSHOT_ROWS = Limit("snapshot_rows", 100_000, "rows", T("更多的分组不再是汇总", "more are no summary"))
SNAPSHOT_HOURS = Limit("snapshot_hours", 12, "hours", T("再晚就不是期末的数字", "later it is another day"))
MEASURE_HOPS = Limit("measure_hops", 4, "hops", T("每多一级，代价成倍增加", "each step multiplies the work"))
SEARCH_CHARS = Limit("search_chars", 100, "characters", T("更长则搜不到", "longer texts find nothing"))
SEARCH_GRAMS = Limit("search_grams", 512, "grams", T("每条的搜索索引有界", "keeps a record's search entry small"))
SEARCHED_CHARS = Limit("searched_chars", 1000, "characters",
    T("文本更靠后的部分不参与搜索", "keeps a record's search entry small: what stands further back in a text is not searched"))
VIEWS_PER_OBJECT = Limit("views_per_object", 200, "views",
    T("更多视图无法在菜单中找到", "more cannot be found in a menu"))

# Writing
BODY_BYTES = Limit("body_bytes", 5 * 1024 * 1024, "bytes",
    T("防止单个请求占满内存", "one request must not fill the memory"))
JSON_DEPTH = Limit("json_depth", 64, "levels", T("没有更深的正当内容", "nothing that we read is nested deeper"))
BULK_ROWS = Limit("bulk_rows", 500, "rows", T("一次事务持锁的时间有界", "keeps locks short"))
CHUNK_ROWS = Limit("chunk_rows", 1_000, "rows", T("批量写入每批的行数", "rows written in one statement"))
PRICE_BOOK_DEPTH = Limit("price_book_depth", 5, "books", T("更长的基础链无法看懂", "a longer chain of books cannot be understood"))
PRICE_CANDIDATES = Limit("price_candidates", 20, "prices", T("一个价格的由来再多也无人细看", "nobody reads more reasons of one price"))
LINES_PER_RECORD = Limit("lines_per_record", 500, "lines",
    T("单据明细一次保存的行数有界", "a document is saved in one transaction"))
TEXT_CHARS = Limit("text_chars", 255, "characters", T("单行文字应可在列表中显示", "a single-line text must fit a list"))
LONG_TEXT_CHARS = Limit("long_text_chars", 20_000, "characters",
    T("更长的内容请放入附件", "attach a file for anything longer"))
REFERENCES_PER_FIELD = Limit("references_per_field", 100, "records",
    T("多选引用字段的数量有界", "keeps a record readable"))
TAGS_PER_FIELD = Limit("tags_per_field", 50, "items", T("更多的多选值无法阅读", "more cannot be read"))
RECYCLE_DAYS = Limit("recycle_days", 30, "days", T("误删后有一个月可以还原", "a month to notice a mistaken deletion"))
IDEMPOTENCY_HOURS = Limit("idempotency_hours", 24, "hours",
    T("重复提交在一天内给出同一结果", "a repeated call within a day gets the first answer"))
IDEMPOTENCY_WAIT_SECONDS = Limit("idempotency_wait_seconds", 5, "seconds",
    T("等待同一请求先行完成的时间", "how long a repeated call waits for the first"))
LOCK_TIMEOUT_SECONDS = Limit("lock_timeout_seconds", 3, "seconds",
    T("等待他人操作的时间有界", "nobody waits longer for another's work"))

CALLS_PER_MINUTE = Limit("calls_per_minute", 6_000, "calls",
    T("一人的程序不应占满服务器", "one person's programs must not take the whole server"))
SIGNIN_FAILURES = Limit("signin_failures", 100, "failures",
    T("一个地址十五分钟内登录失败的次数", "failed sign-ins from one address within fifteen minutes"))
ACCOUNT_FAILURES = Limit("account_failures", 50, "failures",
    T("一个账号十五分钟内从所有地址登录失败的次数；本人三十天内登录过的地址不受影响",
      "failed sign-ins of one account from all addresses within fifteen minutes; addresses from which its owner has"
      " signed in within thirty days are not held up"))

# Connections
HEAD_SECONDS = Limit("head_seconds", 20, "seconds",
    T("请求头应一次到达，半个请求不应占用服务器", "a head comes at once; half a request must not hold the server"))
HEAD_BYTES = Limit("head_bytes", 64 * 1024, "bytes",
    T("更长的地址和 Cookie 多半有误", "longer addresses and cookies are mistakes"))
HEADERS = Limit("headers", 200, "headers", T("更多的请求头多半有误", "more headers are a mistake"))
LEAST_RATE = Limit("least_rate", 500, "bytes/second",
    T("再慢的手机网络也能达到；更慢则断开", "the slowest mobile network is faster; who is slower is cut off"))
RATE_SECONDS = Limit("rate_seconds", 20, "seconds",
    T("网络短暂中断可以恢复", "a network may fail for a moment and come back"))
IDLE_SECONDS = Limit("idle_seconds", 75, "seconds",
    T("比反向代理的保持时间长，以免请求落空", "longer than proxies keep a connection, so that no request meets a closed one"))
CONNECTIONS = Limit("connections", 4_000, "connections",
    T("每个进程的内存和文件句柄有界", "keeps a process within its memory and file handles"))
REQUESTS_WAITING = Limit("requests_waiting", 500, "requests",
    T("再多的排队请求等不到结果", "who waits behind more than these has given up before his turn"))
PIPELINED = Limit("pipelined", 32, "requests", T("浏览器不会一次发送更多请求", "no browser sends more without an answer"))
BODY_IN_MEMORY_BYTES = Limit("body_in_memory_bytes", 1024 * 1024, "bytes",
    T("更大的内容先写入磁盘", "a larger body is kept on disk until it is whole"))

OUTBOUND_SECONDS = Limit("outbound_seconds", 10, "seconds",
    T("外部服务应很快确认收到，处理可在之后进行", "a receiver confirms at once and works afterwards"))
OUTBOUND_BYTES = Limit("outbound_bytes", 2 * 1024 * 1024, "bytes",
    T("再长的内容应由对方通过接口读取", "anything larger is read through the API"))
WEBHOOKS = Limit("webhooks", 50, "webhooks",
    T("每个推送都有自己的发送线程，慢的不拖累别人", "each has a thread that sends, so that a slow one delays no other"))
WEBHOOK_ATTEMPTS = Limit("webhook_attempts", 20, "attempts",
    T("约十小时仍送不到时改由人处理", "what cannot be delivered for about ten hours is left to people"))
TRACED_AT_ONCE = Limit("traced_at_once", 200, "shipments",
    T("一次任务查询的发货单；其余十分钟后接着查", "one job asks about so many; the others have their turn ten minutes later"))
OUTER_STOCK_PAGES = Limit("outer_stock_pages", 1_000, "pages",
    T("每页数百个产品已足够任何仓库；再多说明对方翻页有误", "with hundreds of products each that is any warehouse; more means that the pages have no end"))
OUTBOUND_ANSWER_BYTES = Limit("outbound_answer_bytes", 64 * 1024, "bytes",
    T("外部服务的回答不应占满内存", "the answer of a stranger's server must not fill the memory"))

# Files, import, export
FILE_BYTES = Limit("file_bytes", 50 * 1024 * 1024, "bytes",
    T("附件更大时请使用网盘", "use shared storage for larger files"))
FILES_PER_RECORD = Limit("files_per_record", 100, "files",
    T("一条记录的附件应可浏览", "attachments must stay browsable"))

# Feed
POST_CHARS = Limit("post_chars", 5_000, "characters", T("更长的内容请作为附件", "attach longer texts as a file"))
MENTIONS = Limit("mentions", 50, "people", T("更多的人请按部门发送", "address more people by department"))
FOLLOWS_PER_USER = Limit("follows_per_user", 2_000, "records",
    T("关注更多便看不过来", "nobody reads the news of more records"))
FOLLOWERS_TOLD = Limit("followers_told", 100, "people",
    T("一条评论的通知在保存时发出", "they are told while the comment is saved"))
COMMENTS_MARKED = Limit("comments_marked", 20, "comments",
    T("一次打开只提示最新的评论", "one visit tells of the newest comments only"))
FEED_ROWS_PER_EVENT = Limit("feed_rows_per_event", 20, "records",
    T("成批的修改不逐条进入动态", "what is done to many records at once would bury everything else"))
FEED_SCANNED = Limit("feed_scanned", 10_000, "entries",
    T("一次翻页检查的条数有界", "bounds the entries whose rights one page asks for"))

IMPORT_ROWS = Limit("import_rows", 200_000, "rows",
    T("更大的文件请拆分，出错时便于重做", "split larger files; a mistake is then easier to undo"))
IMPORT_COLUMNS = Limit("import_columns", 300, "columns", T("更多的列多半是文件有误", "more columns mean a broken file"))
EXPORT_ROWS = Limit("export_rows", 100_000, "rows", T("电子表格仍可顺畅打开", "a spreadsheet still opens quickly"))
PERSON_TRACES = Limit("person_traces", 5_000, "entries", T("更多的应先清理", "tidy up first"))
PRINT_ROWS = Limit("print_rows", 2_000, "rows",
    T("浏览器一次排得完的页数", "as many pages as a browser lays out at once"))

# Metadata
CUSTOM_OBJECTS = Limit("custom_objects", 200, "objects",
    T("更多的对象应先梳理业务", "rethink the business before adding more"))
CUSTOM_FIELDS_PER_OBJECT = Limit("custom_fields_per_object", 200, "fields",
    T("表单和存储的大小有界", "keeps forms and rows readable"))
INDEXED_CUSTOM_FIELDS = Limit("indexed_custom_fields", 10, "fields",
    T("每个索引都会减慢写入", "every index slows writing"))
CHOICES_PER_SET = Limit("choices_per_set", 500, "choices", T("更长的清单应建为对象", "make a longer list an object"))
FORMULA_CHARS = Limit("formula_chars", 2_000, "characters",
    T("更长的公式无法维护", "longer formulas cannot be maintained"))
FORMULA_DEPTH = Limit("formula_depth", 20, "levels", T("公式计算的代价有界", "keeps computing a formula cheap"))
DEPARTMENT_DEPTH = Limit("department_depth", 15, "levels",
    T("部门层级更深时多半有误", "deeper organisations are usually a mistake"))
ACCOUNT_GROUP_DEPTH = Limit("account_group_depth", 20, "levels",
    T("上级客户的层级更深时多半有误", "deeper groups of companies are usually a mistake"))
TREE_DEPTH = Limit("tree_depth", 15, "levels", T("分类层级的深度有界", "keeps category trees readable"))
TEAM_MEMBERS = Limit("team_members", 50, "members", T("更多人需要查看时请用共享规则", "use a sharing rule for more people"))
AUTOMATION_DEPTH = Limit("automation_depth", 5, "levels",
    T("防止自动化规则互相触发不止", "stops rules from triggering one another forever"))
AUTOMATION_STEPS = Limit("automation_steps", 20, "steps",
    T("更多的动作应拆成几条规则，才看得清楚", "split anything longer into several rules, so that it can be read"))
AUTOMATION_RULES = Limit("automation_rules", 100, "rules",
    T("一个对象上更多的规则无法通盘理解", "nobody understands more rules on one object"))
AUTOMATION_PER_MINUTE = Limit("automation_per_minute", 500, "runs",
    T("一条规则每分钟触发更多次多半是出了错，先暂停并通知管理员；一次导入或批量操作算一次",
      "a rule that fires more often is likely wrong: it pauses and an administrator is told; an import counts as one"))
AUTOMATION_BATCH = Limit("automation_batch", 500, "runs",
    T("同一规则一次成批执行的记录数，持锁时间有界", "records of one rule that are handled together; keeps locks short"))
AUTOMATION_RECEIVERS = Limit("automation_receivers", 200, "users",
    T("通知更多的人请改用公告", "post an announcement to tell more people"))
AUTOMATION_ATTEMPTS = Limit("automation_attempts", 8, "attempts",
    T("一个动作反复失败时不再重试，等待人工处理", "a step that keeps failing waits for an administrator"))
AUTOMATION_WAIT_DAYS = Limit("automation_wait_days", 366, "days",
    T("等待更久的流程没有人再记得", "nobody remembers what waits longer"))
AUTOMATION_SCHEDULED = Limit("automation_scheduled", 20_000, "records",
    T("一次定时执行处理的记录数有界", "keeps one scheduled start bounded"))
AUTOMATION_TRIED = Limit("automation_tried", 20_000, "events",
    T("回测最近的事件数，几秒内得出结果", "events that a back-test looks through, so that it answers within seconds"))
# Activities that repeat
SERIES_AHEAD_DAYS = Limit("series_ahead_days", 92, "days",
    T("重复的行动提前写入三个月，每晚补足", "rows of a series are written a quarter ahead, more every night"))
SERIES_ROWS = Limit("series_rows", 100, "rows",
    T("一次写入的行数有界，持锁时间短", "written at once, which keeps locks short"))

# Calendars
CALENDAR_DAYS = Limit("calendar_days", 62, "days",
    T("一个月的视图含前后两周", "a month's view with a week or two on either side"))
CALENDAR_ENTRIES = Limit("calendar_entries", 2_000, "entries",
    T("更多的日程无法在日历中看清", "more cannot be told apart in a calendar"))
CALENDAR_PEOPLE = Limit("calendar_people", 50, "people",
    T("更多人的日程叠在一起无法看清", "more calendars over one another cannot be read"))
ACCESS_RULES = Limit("access_rules", 200, "rules",
    T("每条规则都要在每次查询中判断；更多的规则应合并为部门、角色或条件",
      "each rule is a condition of every query; more of them are better said by departments, roles or conditions"))
SIMULATED_PEOPLE = Limit("simulated_people", 50, "people",
    T("每个人的影响都要单独计数；更多的人只给出总人数", "what changes for each person is a count of its own; of more people only the number is told"))
CALENDAR_FEEDS = Limit("calendar_feeds", 10, "links", T("每台设备一个链接已经足够", "one link for each device is enough"))

VARIANTS_AT_ONCE = Limit("variants_at_once", 200, "products",
    T("一次生成更多规格多半是选错了值", "more at once are most likely a slip; they are made in parts"))
ERRORS_ANSWERED = Limit("errors_answered", 100, "errors",
    T("没有人会逐条看完更多的错误", "nobody reads more of them, and each costs as much as what was sent"))
LINK_DAYS = Limit("link_days", 180, "days",
    T("更久以后才打开的链接多半已落入他人之手", "a link that is opened later is most likely in other hands"))
LINKS_OF_RECORD = Limit("links_of_record", 20, "links",
    T("一条记录同时有更多链接时没有人知道谁手里有哪个", "nobody knows any more who holds which of them"))
LINK_REMARK_CHARS = Limit("link_remark_chars", 500, "characters",
    T("链接上的说明只写有异议的地方，更长的请来信", "a remark says what is wrong; anything longer is a letter"))
LINK_CALLS_PER_MINUTE = Limit("link_calls_per_minute", 60, "calls",
    T("一个地址每分钟打开更多公开链接就不是人在看", "more calls of public links from one address are no person's"))
STATEMENT_ENTRIES = Limit("statement_entries", 5_000, "entries",
    T("没有人会核对更长的对账单，按月分开更好", "nobody checks a longer statement; it is better made by months"))
REMINDERS_PER_RULE = Limit("reminders_per_rule", 5_000, "records",
    T("一条规则一天提醒更多记录时没有人看得完", "nobody reads reminders of more records by one rule on one day"))
# fmt: on
