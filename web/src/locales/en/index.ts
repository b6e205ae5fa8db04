import admin from "./admin";
import approvals from "./approvals";
import automation from "./automation";
import decisions from "./decisions";
import feed from "./feed";
import frame from "./frame";
import lists from "./lists";
import printing from "./printing";
import records from "./records";
import reports from "./reports";

export default { ...frame, ...lists, ...records, ...admin, ...approvals, ...automation, ...decisions, ...feed, ...reports, ...printing };
