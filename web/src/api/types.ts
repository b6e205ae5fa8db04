/** Short names for the shapes of the API; what they are is generated (`generated/`). */
import type { components, paths } from "./generated/schema";

type Schemas = components["schemas"];

export type FieldType = Schemas["FieldType"];
export type Choice = Schemas["Choice"];
export type HandoverPreview = Schemas["HandoverPreview"];
export type RoleLine = Schemas["RoleLine"];
export type FieldMeta = Schemas["FieldMeta"];
export type RelationMeta = Schemas["RelationMeta"];
export type ActionMeta = Schemas["ActionMeta"];
export type ViewMeta = Schemas["ViewMeta"];
export type StateItem = Schemas["StateItem"];
export type SectionMeta = Schemas["SectionMeta"];
export type ObjectMeta = Schemas["ObjectMeta"];
export type ObjectSummary = Schemas["ObjectSummary"];
export type AreaMeta = Schemas["AreaMeta"];
export type ObjectsAnswer = Schemas["Objects"];
export type Me = Schemas["Me"];
export type AuthConfig = Schemas["AuthConfig"];
export type RegionNode = Schemas["Region"];
export type SettingItem = Schemas["Setting"];
export type Preferences = Schemas["Preferences"];
export type TodoItem = Schemas["Todo"];

export type Operator = Schemas["Operator"];
export type Condition = Schemas["Condition"];
export type FilterNode = Schemas["Filter"];

export type RecordData = Schemas["Record"];
export type RecordId = RecordData["id"];
export type Reference = Schemas["Reference"];
export type ActionResult = Schemas["Result"];
export type TimelineEntry = Schemas["TimelineEntry"];
export type FeedItem = Schemas["FeedItem"];
export type ChangeEntry = Schemas["Change"];
export type HistoryEntry = Schemas["HistoryEntry"];
export type FileEntry = Schemas["File"];
export type DuplicateItem = Schemas["Duplicate"];
export type Member = Schemas["Member"];
export type PersonalCopy = Schemas["PersonalCopy"];
export type KeptSection = Schemas["KeptSection"];
export type Kept = Schemas["Kept"];
export type IntegrityCheck = Schemas["IntegrityCheck"];
export type KeptKind = Schemas["KeptKind"];
export type SearchHit = Schemas["Hit"];

export type JobAnswer = Schemas["Job"];
export type Preview = Schemas["Preview"];
export type Checked = Schemas["Checked"];
/** What an import is asked to do: the same for trying it, checking it and starting it. */
export type ImportOrder = NonNullable<paths["/imports/check"]["post"]["requestBody"]>["content"]["multipart/form-data"];
export type PreviewField = Schemas["PreviewField"];
export type PreviewColumn = Schemas["PreviewColumn"];
export type Reading = Schemas["Reading"];
export type RowProblem = Schemas["RowProblem"];
export type ImportAnswer = Schemas["Import"];
export type ImportSummary = Schemas["ImportSummary"];
export type ExportSummary = Schemas["ExportSummary"];
export type NotificationItem = Schemas["Notification"];
export type NotificationsAnswer = Schemas["Notifications"];

export type ApprovalRequest = Schemas["ApprovalRequest"];
export type ApprovalRequestPart = Schemas["ApprovalRequestPart"];
export type ApprovalDecision = Schemas["ApprovalDecision"];
export type ApprovalItem = Schemas["ApprovalItem"] | Schemas["ApprovalTaskItem"];
export type ApprovalStep = Schemas["ApprovalStep"];
export type ApprovalTask = Schemas["ApprovalTask"];
export type ApprovalMark = Schemas["ApprovalMark"];
export type ApprovalOptions = Schemas["ApprovalOptions"];
export type ApprovalShown = Schemas["ApprovalShown"];
export type ApprovalRecord = Schemas["ApprovalRecord"];
export type ApprovalBlock = Schemas["ApprovalBlock"];
export type ApprovalChange = Schemas["ApprovalChange"];
export type ApprovalCell = Schemas["ApprovalCell"];
export type ApprovalLine = Schemas["ApprovalLine"];
export type ApprovalDifference = Schemas["ApprovalDifference"];
export type ApprovalAct = ApprovalRequest["may"][number];
export type Person = Schemas["Person"];

export type ReportTemplate = Schemas["ReportTemplate"];
export type ReportAnswer = Schemas["ReportAnswer"];
export type ReportRun = Schemas["ReportRun"];
export type ReportColumn = Schemas["ReportColumn"];
export type ReportRow = Schemas["ReportRow"];
export type ReportCell = Schemas["ReportCell"];
export type ReportDrill = Schemas["Drill"];

export type FieldProblem = Schemas["FieldProblem"];
/** A refusal; when no answer came, or none of ours, only some of it. */
export type ProblemBody = Partial<Schemas["Problem"]>;
