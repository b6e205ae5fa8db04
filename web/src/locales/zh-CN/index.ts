import admin from "./admin";
import automation from "./automation";
import frame from "./frame";
import lists from "./lists";
import records from "./records";

export default { ...frame, ...lists, ...records, ...admin, ...automation };
