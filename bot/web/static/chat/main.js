import { render } from "preact"
import { App } from "./app.js"
import { html } from "./html.js"
import { listen } from "./frame.js"
import { watchHours } from "./hours.js"
import { restore } from "./outgoing.js"
import { resume } from "./session.js"
import { applyLanguage, language } from "./texts.js"
import { watchUnread } from "./unread.js"

applyLanguage(language.value)
restore()
render(html`<${App} />`, document.getElementById("app"))
watchUnread()
watchHours()
listen()
resume()
