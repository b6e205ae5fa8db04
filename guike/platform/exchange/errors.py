"""Refusals of files, and errors in their cells."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from guike.kernel.errors import Refusal, TooMany, register
from guike.kernel.text import T, Text


class FileUnreadable(Refusal):
    """The file as a whole is refused."""

    status = 422
    messages: ClassVar[Mapping[str, Text]] = {
        "import.type": T("请上传 .xlsx、.csv 或 .vcf 文件", "Send an .xlsx, .csv or .vcf file"),
        "import.other_table": T(
            "不能直接读取 .{ending} 文件：请用 Excel 或 WPS 打开它，选择“另存为”→“Excel 工作簿 (.xlsx)”，再上传另存的文件",
            "A file of the kind .{ending} is not read: open it in Excel or WPS, choose Save as, Excel workbook (.xlsx), and send that",
        ),
        "import.busy": T(
            "正在读取的文件太多，请一分钟后再试", "Too many files are being read; try again in a minute"
        ),
        "import.no_sheet": T(
            "文件里没有工作表“{name}”，可选：{names}", "There is no sheet “{name}”; choose from {names}"
        ),
        "import.encoding_wrong": T(
            "这个文件不是 {name} 编码，请选择另一种", "The file is not encoded in {name}; choose another one"
        ),
        "import.cell_too_long": T(
            "第 {row} 行有超过 {max} 个字的单元格，请缩短后再上传",
            "Row {row} has a cell of more than {max} characters; shorten it",
        ),
        "import.broken": T(
            "文件无法读取，可能已损坏或设有密码；请用表格软件打开后另存为 .xlsx 再上传",
            "The file cannot be read; it may be damaged or have a password. Open it, save it as .xlsx and send that",
        ),
        "import.encoding": T(
            "无法识别文件编码，请另存为 UTF-8 编码的 CSV 或 .xlsx 后上传",
            "The character encoding is not known; save the file as CSV UTF-8 or as .xlsx",
        ),
        "import.too_big": T(
            "文件展开后过大或读取太久，请删去多余的行列、格式和图片，或拆分文件",
            "The file is too large when unpacked or takes too long to read; remove unused rows, columns, formats and pictures, or split it",
        ),
        "import.no_rows": T(
            "文件里没有数据：第一行应为列名，其后每行一条记录",
            "The file has no data: the first row names the columns, every further row is one record",
        ),
        "import.too_many_rows": T(
            "共 {count} 行，一次最多导入 {max} 行，请拆分文件",
            "{count} rows; at most {max} at a time. Split the file",
        ),
        "import.too_many_columns": T(
            "共 {count} 列，最多 {max} 列，请删去多余的列", "{count} columns; at most {max}. Remove some"
        ),
        "import.csv": T(
            "CSV 第 {row} 行的写法有误（引号不成对或单元格过长），请检查",
            "Row {row} of the CSV is malformed (unpaired quotes or an oversized cell)",
        ),
    }


class ImportRefused(Refusal):
    """The import is not possible now."""

    status = 409
    messages: ClassVar[Mapping[str, Text]] = {
        "import.running": T("导入尚未结束，请稍后再试", "The import has not ended yet; try again later"),
        "import.undone": T("这次导入已经撤销", "This import has been undone already"),
        "import.option_used": T(
            "选项“{value}”已被其他记录使用，未停用", "The option “{value}” is used by other records and stays"
        ),
        "import.nothing_to_undo": T("这次导入没有写入任何记录", "This import wrote no records"),
        "export.too_many": T(
            "共 {count} 条，您一次最多导出 {max} 条，请缩小筛选范围",
            "There are {count} records and you may export {max} at once; narrow the filter",
        ),
        "print.too_many": T(
            "共 {count} 条，一次最多打印 {max} 条，请缩小筛选范围，或改用导出",
            "There are {count} records and at most {max} are printed at once; narrow the filter, or export",
        ),
        "export.running": T("导出尚未完成，请稍后再试", "The export is not ready yet; try again shortly"),
        "export.gone": T("导出文件已过期，请重新导出", "The exported file has expired; export again"),
    }


register(
    {
        "export.read_in_bulk": T(
            "一小时内读取“{object}”最多 {max} 条，更多等同导出，需要导出权限；请 {minutes} 分钟后再试，或请有权限的人导出",
            "Within an hour at most {max} “{object}” are read; more counts as an export and needs its permission. Try again in"
            " {minutes} minutes, or ask somebody with the permission",
        ),
    },
    status=TooMany.status,
)
register(
    {
        "import.not_an_option": T("没有“{name}”这个读取选项", "There is no way of reading called “{name}”"),
        "import.no_header_row": T(
            "第 {row} 行没有内容，不能作列名行",
            "Row {row} is empty or too far down; it cannot hold the column names",
        ),
        "import.encoding_unsure": T(
            "无法确定文件的文字编码，请先在下列写法中选出文字正确的一种",
            "The character encoding is not certain; choose the one in which the text reads right",
        ),
        "import.no_column": T("文件里没有列“{name}”", "The file has no column “{name}”"),
        "import.not_importable": T("“{name}”不能导入", "“{name}” cannot be imported"),
        "import.mapped_twice": T("“{name}”对应了两列，请只保留一列", "Two columns go to “{name}”; keep one"),
        "import.nothing_mapped": T(
            "没有任何列对应到字段，请选择对应关系", "No column is mapped to a field; choose what goes where"
        ),
        "import.word": T("“{value}”无效，应为：{words}", "“{value}” is not one of {words}"),
        "import.name_taken": T(
            "已有同名的对应方案，请换一个名称", "A mapping of that name exists; choose another"
        ),
        "cell.number": T("“{value}”不是数字，请填写如 1234.50", "“{value}” is not a number; write 1234.50"),
        "cell.currency": T(
            "“{value}”不是 {currency} 的金额，请换算成 {currency}，或在“币种”一列注明币种",
            "“{value}” is no amount in {currency}; convert it, or name its currency in a column of its own",
        ),
        "cell.boolean": T("“{value}”无法识别，请填写 是 或 否", "“{value}” is neither yes nor no"),
        "cell.date": T(
            "“{value}”不是有效日期，请填写如 2026-11-21", "“{value}” is not a date; write 2026-11-21"
        ),
        "cell.date_order": T(
            "“{value}”分不清月和日，请填写如 2026-11-21",
            "In “{value}” day and month may be confused; write 2026-11-21",
        ),
        "cell.no_year": T(
            "“{value}”没有年份，请填写如 2026-11-21，或选择把这一列的此类单元格留空",
            "“{value}” has no year; write 2026-11-21, or choose to leave such cells of the column empty",
        ),
        "cell.no_year_kept": T(
            "“{value}”没有年份，不能作为日期，记入{field}",
            "“{value}” has no year and cannot be a date; it is kept in {field}",
        ),
        "cell.no_value": T(
            "这个单元格是公式，但文件里没有保存它的结果；请用 Excel 或 WPS 打开文件，保存后重新上传",
            "The cell holds a formula whose result is not kept in the file; open it in Excel or WPS, save it and send it again",
        ),
        "cell.below_half": T(
            "“{value}”低于五折，请确认没有填反",
            "“{value}” leaves less than half of the price; make sure that it is not the other way round",
        ),
        "cell.percent": T(
            "“{value}”是 {value}% 还是它的 100 倍？请在上方选择这个文件里百分数的写法，或写成带 % 的",
            "Is “{value}” {value} % or a hundred times that? Choose above how the file writes percentages, or write a % sign",
        ),
        "cell.rounded": T(
            "“{value}”超过 15 位，表格软件已把末尾几位变成 0；请把这一列设为文本格式，填写完整后重新上传",
            "“{value}” has more than 15 digits, of which the spreadsheet lost the last; format the column as text, complete it and send the file again",
        ),
        "cell.phones": T(
            "“{value}”里有几个号码，{field}只能放一个；其余的请放到另一列",
            "“{value}” holds several numbers, {field} takes one; put the others in another column",
        ),
        "cell.kept": T(
            "“{value}”没有别处可放，记入{field}", "“{value}” has no other place and is kept in {field}"
        ),
        "cell.total": T(
            "这一行是“{value}”，不是一条记录，未导入",
            "This row says “{value}”; it is no record and is left out",
        ),
        "cell.instant": T(
            "“{value}”不是有效时间，请填写如 2026-11-21 09:30",
            "“{value}” is not a date and time; write 2026-11-21 09:30",
        ),
        "cell.geo": T(
            "“{value}”不是坐标，请填写 纬度,经度", "“{value}” is not a position; write latitude,longitude"
        ),
        "cell.choice": T(
            "“{value}”不在可选项中，可选：{choices}", "“{value}” is not a choice; choose from {choices}"
        ),
        "cell.not_found": T(
            "找不到{object}“{value}”，请填写准确的名称、编号或 ID",
            "There is no {object} “{value}”; give its exact name, number or ID",
        ),
        "cell.kind": T(
            "“{value}”没有写明对象，请填写如 客户：云帆印务",
            "“{value}” does not say what kind of record it is; write Account: Cloud Sail",
        ),
        "cell.file": T(
            "没有找到您上传的文件“{value}”，请先上传同名文件，或不导入此列",
            "You have uploaded no file “{value}”; upload it first or leave the column out",
        ),
        "cell.discount_to_pay": T(
            "“{value}”看不出是几折，请写成 85（付 85%）、八五折、8.5 折或减 15%",
            "“{value}” could mean several discounts; write 85 (the part that is paid), 85% to pay or 15% off",
        ),
        "cell.discount_off": T(
            "“{value}”看不出是几折，请写成 15%（减 15%）、八五折或 8.5 折",
            "“{value}” could mean several discounts; write 15% (the part taken off) or 15% off",
        ),
        "cell.ambiguous": T(
            "有 {count} 个{object}叫“{value}”，请改填编号或 ID",
            "{count} records ({object}) are called “{value}”; give a number or ID",
        ),
        "cell.user": T(
            "找不到在职用户“{value}”，请填写用户名、工号、邮箱或姓名",
            "There is no active user “{value}”; give the username, employee number, e-mail or name",
        ),
        "cell.user_ambiguous": T(
            "有多名用户叫“{value}”（{names}），请改填用户名",
            "Several users are called “{value}” ({names}); give the username",
        ),
        "cell.department": T(
            "找不到部门“{value}”，请填写部门名称、编码或完整路径，如 总部/销售一部",
            "There is no department “{value}”; give its name, code or path such as Head office/Sales 1",
        ),
        "cell.department_ambiguous": T(
            "有多个部门叫“{value}”，请填写完整路径，如 {names}",
            "Several departments are called “{value}”; give the path, such as {names}",
        ),
        "cell.region": T(
            "找不到地区“{value}”，请填写如 浙江省杭州市 或六位代码",
            "There is no region “{value}”; give 浙江省杭州市 or the six-digit code",
        ),
        "cell.region_ambiguous": T(
            "有多个地区叫“{value}”，请加上省市，如 {names}",
            "Several regions are called “{value}”; add the province, such as {names}",
        ),
        "import.no_record": T(
            "没有{field}为“{value}”的记录", "There is no record whose {field} is “{value}”"
        ),
        "import.duplicate": T(
            "与现有记录“{name}”重复：{reason}相同", "Same {reason} as the existing record “{name}”"
        ),
        "import.duplicate_hidden": T("与现有记录重复：{reason}相同", "Same {reason} as an existing record"),
        "import.duplicate_closed": T(
            "与现有记录重复：{reason}相同，但您无权修改那条记录",
            "Same {reason} as an existing record, which you may not change",
        ),
        "import.likely": T(
            "与现有记录“{name}”的{reason}相同，但{field}不同（现有“{there}”，文件“{here}”），未更新。如确为同一条，请选择按{reason}认定",
            "Same {reason} as the existing record “{name}”, but {field} differs (“{there}” there, “{here}” here): not updated; if it is one, tell by {reason}",
        ),
        "import.likely_hidden": T(
            "与现有记录的{reason}相同，但{field}不同，未更新。如确为同一条，请选择按{reason}认定",
            "Same {reason} as an existing record, but {field} differs: not updated; if it is one, tell by {reason}",
        ),
        "import.likely_row": T(
            "与第 {row} 行的{reason}相同，但{field}不同，未导入；如确为两条，请去掉其中一行的{reason}后再导入",
            "Same {reason} as row {row}, but {field} differs: not taken. If they are two, remove {reason} from one row and import it again",
        ),
        "import.several": T(
            "有 {count} 条现有记录的{reason}与此行相同，无法判断更新哪一条；请先合并，或在文件中加上编号",
            "{count} existing records have the same {reason}: it is not known which one is meant. Merge them first, or add the number to the file",
        ),
        "import.like": T(
            "{reason}与{object}“{name}”相同，请核对是否重复",
            "Same {reason} as the {object} “{name}”; see whether it is a duplicate",
        ),
        "import.like_hidden": T(
            "{reason}与一条您无权查看的{object}相同，请核对是否重复",
            "Same {reason} as a {object} that you may not see; see whether it is a duplicate",
        ),
        "import.like_row": T(
            "{reason}与第 {row} 行相同，请核对是否重复",
            "Same {reason} as row {row}; see whether it is a duplicate",
        ),
        "import.again": T(
            "第 {row} 行写入过同一条记录，以此行为准",
            "Row {row} wrote to the same record; what this row says stands",
        ),
        "import.left_empty": T("已留空：{why}", "Left empty: {why}"),
        "import.made": T("已新建{object}“{value}”", "Created the {object} “{value}”"),
        "import.made_option": T("已新建选项“{value}”", "Created the option “{value}”"),
        "import.not_made": T(
            "没有{object}“{value}”，也无法新建：{why}",
            "There is no {object} “{value}”, and it could not be created: {why}",
        ),
        "import.not_beside": T(
            "{object}“{value}”没有新建：{why}", "The {object} “{value}” was not created: {why}"
        ),
        "import.too_many_options": T(
            "此列的不同取值超过 {max} 个，不适合逐个新建为选项，请改为对应到文本字段",
            "The column holds more than {max} different words: too many for options. Let a text field take it",
        ),
        "import.decision": T(
            "“{name}”一列不能这样处理，可选：{words}",
            "The column “{name}” cannot be handled so; choose from {words}",
        ),
        "import.words": T("“{value}”不是“{name}”的选项", "“{value}” is not an option of “{name}”"),
        "import.no_key": T("不能按“{name}”认定同一记录", "Records cannot be told by “{name}”"),
        "import.duplicate_row": T("与第 {row} 行重复：{reason}相同", "Same {reason} as row {row}"),
        "import.head_differs": T(
            "第 {row} 行属于同一单据，但此列写的是“{value}”，请改为一致",
            "Row {row} belongs to the same document but says “{value}” here; make them agree",
        ),
        "import.same_document": T(
            "与第 {row} 行属于同一单据，一并未导入",
            "Belongs to the document of row {row} and is left out with it",
        ),
        "import.changed_since": T(
            "“{name}”在导入后又被修改，保留不动", "“{name}” was changed after the import and stays"
        ),
        "import.moved_on": T(
            "“{name}”在导入后已变为“{state}”，它和由它产生的记录都保留",
            "“{name}” is “{state}” since the import; it stays, and so does what was made of it",
        ),
        "import.gone_since": T("记录在导入后已被删除", "The record was deleted after the import"),
    }
)
