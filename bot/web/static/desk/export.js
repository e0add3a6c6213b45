// One conversation as a file: to read, or for a program; with or without notes, with or without what tells who it is.
import { signal } from "@preact/signals"
import { Dialog } from "./dialog.js"
import { Icon } from "./icons.js"
import { isLead, isMine } from "./state.js"
import { language, t } from "./texts.js"
import { html, useState } from "./ui.js"

const asked = signal("")
export const askExport = (id) => { asked.value = id }
export const mayExport = (about) => isMine(about.owner) || isLead.value

export function ExportDialog() {
  return asked.value && html`<${Form} id=${asked.value} key=${asked.value} />`
}

function Form({ id }) {
  const [notes, setNotes] = useState(false)
  const [mask, setMask] = useState(true)
  const close = () => { asked.value = "" }
  const address = (format) => `/api/desk/conversations/${id}/export?format=${format}&notes=${notes ? 1 : 0}&mask=${mask ? 1 : 0}&lang=${language.value}`
  return html`<${Dialog} title=${t("export_dialog")} onClose=${close} back=".card .export">
    <div class="resolve lead-form export-choice">
      <label class="choice"><input type="checkbox" data-first checked=${mask} onChange=${(event) => setMask(event.target.checked)} /><span>${t("export_mask")}</span></label>
      <label class="choice"><input type="checkbox" checked=${notes} onChange=${(event) => setNotes(event.target.checked)} /><span>${t("export_notes")}</span></label>
      <p class="help">${t("export_help")}</p>
      <footer><a class="button" href=${address("json")} download onClick=${later(close)}><${Icon} name="download" />${t("export_json")}</a>
        <a class="button main" href=${address("html")} download onClick=${later(close)}><${Icon} name="download" />${t("export_html")}</a></footer>
    </div>
  </${Dialog}>`
}

// The browser takes the address of the link after the click; only then may the link go.
const later = (close) => () => setTimeout(close, 0)
