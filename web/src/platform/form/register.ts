/** A record that a picker does not find is made in a drawer over the page. */
import { registerCreator } from "../fields/creator";
import { FormDrawer } from "./later";

registerCreator(FormDrawer);
