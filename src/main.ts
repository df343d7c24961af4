import { EmbedSession, embeddingOf } from "./embed-session.ts";
import { PageSession } from "./page-session.ts";
import { StrataApp } from "./ui/strata-app/strata-app.ts";

const app = document.querySelector<StrataApp>("strata-app") ?? document.body.appendChild(new StrataApp());
const screenContainer = document.createElement("div");
app.screen = screenContainer;
const session = new PageSession(app, screenContainer);
const embedding = embeddingOf(location.search);
if (embedding !== null) {
  app.embeddedPanels = embedding.panels;
  if (parent !== window) {
    const embedSession = new EmbedSession(parent, embedding);
    session.onView((view) => embedSession.show(view));
  }
}
session.start();
