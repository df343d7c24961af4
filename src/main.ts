import { PageSession } from "./page-session.ts";
import { StrataApp } from "./ui/strata-app/strata-app.ts";

const app = document.querySelector<StrataApp>("strata-app") ?? document.body.appendChild(new StrataApp());
const screenContainer = document.createElement("div");
app.screen = screenContainer;
new PageSession(app, screenContainer).start();
