import admin from "./admin";
import approvals from "./approvals";
import automation from "./automation";
import feed from "./feed";
import decisions from "./decisions";
import frame from "./frame";
import lists from "./lists";
import records from "./records";

export default { ...feed, ...frame, ...lists, ...records, ...admin, ...automation };
export default { ...frame, ...lists, ...records, ...admin, ...approvals, ...automation };
export default { ...frame, ...lists, ...records, ...admin, ...approvals, ...automation, ...decisions };
