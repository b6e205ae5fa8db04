/** A record that a picker does not find is made in a drawer over the page. */
import { lazy } from "react";
import { registerCreator } from "../fields/creator";

registerCreator(lazy(() => import("./FormDrawer").then((module) => ({ default: module.FormDrawer }))));
