import admin from "./admin";
import frame from "./frame";
import lists from "./lists";
import records from "./records";

export default { ...frame, ...lists, ...records, ...admin };
